package io.trailseal.verifier.synthetic;

import java.util.ArrayList;
import java.util.List;

/// The [Story] as events, scene by scene.
final class StoryScript {
  /// One event of the story.
  ///
  /// @param account in whose chain it appears, always in the home region
  /// @param second its eventTime
  @SuppressWarnings("ArrayRecordComponent") // bytes to copy, never compared
  record Beat(String account, long second, byte[] event) {}

  private static final String INTRUDER_AGENT =
      "aws-cli/2.15.30 Python/3.11.8 Linux/6.6.9-amd64 exe/x86_64.kali.2024";
  private static final String PACU_AGENT =
      "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 lang/python#3.11.8 Botocore/1.34.51";
  private static final String BROWSER =
      "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

  private final SampleSettings settings;
  private final Dice dice;
  private final String account;
  private final StoryCast cast;
  private final StoryEvent.Caller leaked;
  private final StoryEvent.Caller role;
  private final StoryEvent.Caller backdoor;
  private final StoryEvent.Caller responder;
  private final StoryEvent.Caller anybody;
  private final List<Beat> beats = new ArrayList<>();

  private StoryScript(SampleSettings settings) {
    this.settings = settings;
    this.dice = Dice.of(settings.seed(), "story");
    this.account = settings.accountIds().getFirst();
    this.cast = new StoryCast(settings, dice);
    leaked = cast.user(Story.USER, Story.LEAKED_KEY, Story.INTRUDER_ADDRESS, INTRUDER_AGENT);
    backdoor =
        cast.user(Story.BACKDOOR_USER, Story.BACKDOOR_KEY, Story.INTRUDER_ADDRESS, PACU_AGENT);
    role =
        cast.role(
            account,
            "/",
            Story.ROLE,
            "botocore-session-1772443391",
            Story.ROLE_SESSION_KEY,
            14,
            Story.INTRUDER_ADDRESS,
            INTRUDER_AGENT);
    responder =
        cast.role(
            account,
            "/aws-reserved/sso.amazonaws.com/",
            Story.RESPONDER_ROLE,
            Story.RESPONDER,
            dice.id("ASIA", 20),
            352,
            Story.RESPONDER_ADDRESS,
            BROWSER);
    anybody =
        new StoryEvent.Caller(
            "{\"type\":\"AWSAccount\",\"principalId\":\"\",\"accountId\":\"anonymous\"}",
            "",
            Story.READER_ADDRESS,
            "curl/8.5.0");
  }

  /// The whole story, in order of time.
  static List<Beat> of(SampleSettings settings) {
    StoryScript script = new StoryScript(settings);
    script.breakIn();
    script.settleIn();
    if (settings.accounts() > 1) {
      script.moveOn();
    }
    script.takeData();
    script.coverUp();
    script.cleanUp();
    script.beats.sort((a, b) -> Long.compare(a.second, b.second));
    return List.copyOf(script.beats);
  }

  private void breakIn() {
    add(leaked, 0, "sts GetCallerIdentity");
    denied(leaked, 1.5, "iam ListUsers");
    denied(leaked, 2, "iam ListAttachedUserPolicies");
    denied(leaked, 3, "secretsmanager ListSecrets");
    denied(leaked, 4, "ec2 DescribeInstances");
    denied(leaked, 5.5, "iam CreateUser");
    add(bucketless(leaked, 7, "s3 ListBuckets"));
    denied(leaked, 9, "organizations ListAccounts");
    StoryEvent assumed =
        event(leaked, 14, "sts AssumeRole")
            .request(
                "{\"roleArn\":\"%s\",\"roleSessionName\":\"botocore-session-1772443391\"}"
                    .formatted(roleArn(account, Story.ROLE)))
            .response(
                cast.credentials(
                    account,
                    Story.ROLE,
                    "botocore-session-1772443391",
                    Story.ROLE_SESSION_KEY,
                    time(14)))
            .on(roleResource(account, Story.ROLE));
    add(assumed);
  }

  private void settleIn() {
    add(role, 15, "sts GetCallerIdentity");
    add(event(role, 18, "iam ListUsers").request("{\"maxItems\":1000}"));
    add(
        event(role, 21, "iam ListAccessKeys")
            .request("{\"userName\":\"%s\"}".formatted(Story.BACKDOOR_USER)));
    denied(role, 24, "iam CreateLoginProfile");
    add(
        event(role, 31, "iam CreateAccessKey")
            .request("{\"userName\":\"%s\"}".formatted(Story.BACKDOOR_USER))
            .response(
                "{\"accessKey\":{\"userName\":\"%s\",\"accessKeyId\":\"%s\",\"status\":\"Active\",\"createDate\":\"%s\"}}"
                    .formatted(
                        Story.BACKDOOR_USER, Story.BACKDOOR_KEY, Pen.expiryOf(time(31) - 3600))));
    add(
        event(role, 33, "iam AttachUserPolicy")
            .request(
                "{\"userName\":\"%s\",\"policyArn\":\"arn:aws:iam::aws:policy/AdministratorAccess\"}"
                    .formatted(Story.BACKDOOR_USER)));
    add(backdoor, 47, "sts GetCallerIdentity");
  }

  /// The call into the second account is recorded in both, under one sharedEventID.
  private void moveOn() {
    String other = settings.accountIds().get(1);
    String session = "audit";
    String shared = dice.uuid();
    for (String recipient : List.of(account, other)) {
      StoryEvent.Caller caller =
          recipient.equals(account)
              ? backdoor
              : new StoryEvent.Caller(
                  "{\"type\":\"AWSAccount\",\"principalId\":\"%s\",\"accountId\":\"%s\"}"
                      .formatted(StoryCast.userId(settings, Story.BACKDOOR_USER), account),
                  "",
                  backdoor.address(),
                  backdoor.agent());
      add(
          event(caller, 55, "sts AssumeRole")
              .recipient(recipient)
              .request(
                  "{\"roleArn\":\"%s\",\"roleSessionName\":\"%s\"}"
                      .formatted(roleArn(other, Story.OTHER_ACCOUNT_ROLE), session))
              .response(
                  cast.credentials(
                      other,
                      Story.OTHER_ACCOUNT_ROLE,
                      session,
                      Story.OTHER_ACCOUNT_SESSION_KEY,
                      time(55)))
              .on(roleResource(other, Story.OTHER_ACCOUNT_ROLE))
              .shared(shared));
    }
    StoryEvent.Caller admin =
        cast.role(
            other,
            "/",
            Story.OTHER_ACCOUNT_ROLE,
            session,
            Story.OTHER_ACCOUNT_SESSION_KEY,
            55,
            Story.INTRUDER_ADDRESS,
            PACU_AGENT);
    add(event(admin, 56, "sts GetCallerIdentity").recipient(other));
    add(bucketless(admin, 57, "s3 ListBuckets").recipient(other));
    add(event(admin, 58.5, "secretsmanager ListSecrets").recipient(other));
    for (int i = 0; i < 3; i++) {
      add(
          event(admin, 60 + i, "secretsmanager GetSecretValue")
              .recipient(other)
              .request(
                  "{\"secretId\":\"arn:aws:secretsmanager:%s:%s:secret:prod/billing/api-key-%d\"}"
                      .formatted(settings.regionNames().getFirst(), other, i + 1)));
    }
  }

  private void takeData() {
    add(
        onBucket(
            role,
            70,
            "s3 DeleteBucketPublicAccessBlock",
            Story.BUCKET,
            ",\"publicAccessBlock\":\"\""));
    add(
        onBucket(
            role,
            72,
            "s3 PutBucketPolicy",
            Story.BUCKET,
            ",\"policy\":\"\",\"bucketPolicy\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"PublicRead\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"s3:GetObject\",\"s3:ListBucket\"],\"Resource\":[\"arn:aws:s3:::%1$s\",\"arn:aws:s3:::%1$s/*\"]}]}"
                .formatted(Story.BUCKET)));
    add(onBucket(anybody, 81, "s3 ListObjects", Story.BUCKET, ",\"list-type\":\"2\"").data());
    for (int i = 0; i < 24; i++) {
      String key = "customers/2026/02/export-%03d.csv.gz".formatted(i + 1);
      add(
          object(i % 6 == 5 ? role : anybody, 83 + i * 2.4, "s3 GetObject", key)
              .transferred(41_000_000 + dice.below(9_000_000)));
    }
  }

  private void coverUp() {
    String trail =
        "arn:aws:cloudtrail:%s:%s:trail/%s"
            .formatted(settings.regionNames().getFirst(), account, Story.TRAIL);
    add(event(role, 197, "cloudtrail DescribeTrails").request("{\"includeShadowTrails\":true}"));
    add(
        event(backdoor, 200, "cloudtrail StopLogging")
            .request("{\"name\":\"%s\"}".formatted(trail))
            .explicitlyDenied("cloudtrail:StopLogging", trail));
    add(
        event(backdoor, 203, "cloudtrail DeleteTrail")
            .request("{\"name\":\"%s\"}".formatted(trail))
            .explicitlyDenied("cloudtrail:DeleteTrail", trail));
    for (int i = 0; i < 6; i++) {
      String key = "customers/2026/02/export-%03d.csv.gz".formatted(i + 1);
      add(object(role, 215 + i, "s3 DeleteObject", key));
    }
    add(
        onBucket(backdoor, 224, "s3 DeleteBucket", Story.BUCKET, "")
            .error("BucketNotEmpty", "The bucket you tried to delete is not empty"));
    add(onBucket(backdoor, 226, "s3 DeleteBucket", Story.DELETED_BUCKET, ""));
  }

  private void cleanUp() {
    add(
        event(responder, 354, "cloudtrail LookupEvents")
            .request(
                "{\"lookupAttributes\":[{\"attributeKey\":\"AccessKeyId\",\"attributeValue\":\"%s\"}],\"maxResults\":50}"
                    .formatted(Story.LEAKED_KEY)));
    deactivate(360, Story.USER, Story.LEAKED_KEY);
    deactivate(361, Story.BACKDOOR_USER, Story.BACKDOOR_KEY);
    add(
        event(responder, 363, "iam DetachUserPolicy")
            .request(
                "{\"userName\":\"%s\",\"policyArn\":\"arn:aws:iam::aws:policy/AdministratorAccess\"}"
                    .formatted(Story.BACKDOOR_USER)));
    add(
        event(responder, 366, "iam PutRolePolicy")
            .request(
                "{\"roleName\":\"%s\",\"policyName\":\"AWSRevokeOlderSessions\",\"policyDocument\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Deny\\\",\\\"Action\\\":\\\"*\\\",\\\"Resource\\\":\\\"*\\\",\\\"Condition\\\":{\\\"DateLessThan\\\":{\\\"aws:TokenIssueTime\\\":\\\"%s\\\"}}}]}\"}"
                    .formatted(Story.ROLE, TrailLayout.iso(time(366)))));
    add(onBucket(responder, 371, "s3 DeleteBucketPolicy", Story.BUCKET, ",\"policy\":\"\""));
    add(
        onBucket(
            responder,
            372,
            "s3 PutBucketPublicAccessBlock",
            Story.BUCKET,
            ",\"publicAccessBlock\":\"\",\"PublicAccessBlockConfiguration\":{\"xmlns\":\"http://s3.amazonaws.com/doc/2006-03-01/\",\"BlockPublicAcls\":true,\"IgnorePublicAcls\":true,\"BlockPublicPolicy\":true,\"RestrictPublicBuckets\":true}"));
    denied(role, 379, "iam ListUsers");
    String trail = "{\"name\":\"%s\"}".formatted(Story.TRAIL);
    add(event(responder, 384, "cloudtrail GetTrailStatus").request(trail));
    add(event(responder, 386, "cloudtrail StartLogging").request(trail));
    add(
        event(responder, 402, "iam DeleteAccessKey")
            .request(
                "{\"userName\":\"%s\",\"accessKeyId\":\"%s\"}"
                    .formatted(Story.BACKDOOR_USER, Story.BACKDOOR_KEY)));
    add(
        event(responder, Story.MINUTES, "iam DeleteAccessKey")
            .request(
                "{\"userName\":\"%s\",\"accessKeyId\":\"%s\"}"
                    .formatted(Story.USER, Story.LEAKED_KEY)));
  }

  private void deactivate(double minute, String user, String key) {
    add(
        event(responder, minute, "iam UpdateAccessKey")
            .request(
                "{\"userName\":\"%s\",\"accessKeyId\":\"%s\",\"status\":\"Inactive\"}"
                    .formatted(user, key)));
  }

  private long time(double minute) {
    return Story.second(settings, minute);
  }

  private StoryEvent event(StoryEvent.Caller caller, double minute, String call) {
    return new StoryEvent(
        dice, account, settings.regionNames().getFirst(), caller, time(minute), call);
  }

  private void add(StoryEvent.Caller caller, double minute, String call) {
    add(event(caller, minute, call));
  }

  private void add(StoryEvent event) {
    beats.add(event.toBeat());
  }

  private void denied(StoryEvent.Caller caller, double minute, String call) {
    add(event(caller, minute, call).denied());
  }

  private StoryEvent bucketless(StoryEvent.Caller caller, double minute, String call) {
    return event(caller, minute, call)
        .request("{\"Host\":\"s3.%s.amazonaws.com\"}".formatted(settings.regionNames().getFirst()))
        .transferred(5_413);
  }

  private StoryEvent onBucket(
      StoryEvent.Caller caller, double minute, String call, String bucket, String more) {
    return event(caller, minute, call)
        .request(
            "{\"bucketName\":\"%1$s\",\"Host\":\"%1$s.s3.%2$s.amazonaws.com\"%3$s}"
                .formatted(bucket, settings.regionNames().getFirst(), more))
        .transferred(0)
        .on(
            "{\"accountId\":\"%s\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::%s\"}"
                .formatted(account, bucket));
  }

  private StoryEvent object(StoryEvent.Caller caller, double minute, String call, String key) {
    return onBucket(caller, minute, call, Story.BUCKET, ",\"key\":\"" + key + "\"")
        .on(
            "{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::%1$s/%2$s\"},{\"accountId\":\"%3$s\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::%1$s\"}"
                .formatted(Story.BUCKET, key, account))
        .data();
  }

  private static String roleArn(String account, String role) {
    return "arn:aws:iam::%s:role/%s".formatted(account, role);
  }

  private static String roleResource(String account, String role) {
    return "{\"accountId\":\"%s\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"%s\"}"
        .formatted(account, roleArn(account, role));
  }
}
