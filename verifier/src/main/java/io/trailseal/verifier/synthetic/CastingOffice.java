package io.trailseal.verifier.synthetic;

import java.util.List;
import java.util.Optional;

/// Makes callers: the userIdentity of each kind, and the event that began its session.
///
/// Shapes are those of the record contents reference and of published records.
final class CastingOffice {
  private static final List<String> PEOPLE =
      List.of(
          "amara.okafor",
          "jonas.weber",
          "priya.raman",
          "lucia.ferreira",
          "tomasz.nowak",
          "hana.sato",
          "diego.alvarez",
          "ingrid.berg",
          "samuel.osei",
          "chloe.martin");

  private static final List<String> PERMISSION_SETS =
      List.of("PowerUserAccess", "ReadOnlyAccess", "AdministratorAccess", "DatabaseAdmin");

  private static final List<String> SERVICES =
      List.of(
          "ec2",
          "lambda",
          "cloudtrail",
          "ecs-tasks",
          "elasticloadbalancing",
          "states",
          "events",
          "backup",
          "s3");

  private static final List<String> LINKED =
      List.of(
          "config:Config:AWSConfig-Describe",
          "autoscaling:AutoScaling:AutoScaling",
          "securityhub:SecurityHub:securityhub",
          "ecs:ECS:ecs-service-scheduler",
          "inspector2:AmazonInspector2:MandoService1907735420817364512",
          "ssm:AmazonSSM:StateManagerService",
          "trustedadvisor:TrustedAdvisor:TrustedAdvisor",
          "access-analyzer:AccessAnalyzer:access-analyzer",
          "guardduty:AmazonGuardDuty:GuardDuty",
          "resource-explorer-2:ResourceExplorer:ResourceExplorer");

  private static final List<String> ACTING =
      List.of(
          "secretsmanager", "s3", "cloudformation", "dynamodb", "rds", "lambda", "ssm", "athena");

  private final long seed;
  private final Estate estate;
  private final String account;
  private final String region;
  private final Dice sessions;

  CastingOffice(long seed, Estate estate) {
    this.seed = seed;
    this.estate = estate;
    this.account = estate.account();
    this.region = estate.region();
    this.sessions = Dice.of(seed, "sessions of " + account + " in " + region);
  }

  /// What stays the same of a caller through all sessions, and in all regions.
  ///
  /// @param name of the user or role
  /// @param id the unique id behind the name
  /// @param path the role's path
  /// @param session the session's name
  /// @param key a long-lived access key, where it has one
  /// @param service the service behind it, without `.amazonaws.com`; empty for none
  @SuppressWarnings("ArrayRecordComponent") // bytes to copy, never compared
  record Part(
      Kind kind,
      int number,
      String name,
      String id,
      String path,
      String session,
      String key,
      String service,
      byte[][] addresses,
      byte[][] agents) {}

  /// A session and, where CloudTrail records it in the account, the event that began it.
  record Session(Actor actor, Optional<byte[]> origin) {}

  Part part(Kind kind, int number) {
    Dice dice = Dice.of(seed, "%s %d of %s".formatted(kind, number, account));
    String name = "";
    String id = dice.id("AROA", 21);
    String path = "/";
    String session = "";
    String key = "";
    String service = "";
    switch (kind) {
      case USER -> {
        id = dice.id("AIDA", 21);
        name = number < 5 ? PEOPLE.get(number) : estate.oneOf("user", dice);
        key = dice.id("AKIA", 20);
      }
      case CONSOLE -> {
        id = dice.id("AIDA", 21);
        name = PEOPLE.get(number + 5);
      }
      case SSO -> {
        String set = PERMISSION_SETS.get(number % PERMISSION_SETS.size());
        name = "AWSReservedSSO_%s_%s".formatted(set, dice.hex(16));
        path = "/aws-reserved/sso.amazonaws.com/";
        session = PEOPLE.get(number) + "@example.com";
      }
      case APP -> {
        name = estate.oneOf("role", dice);
        session = "i-0" + dice.hex(16);
        service = "ec2";
      }
      case LAMBDA -> {
        session = estate.oneOf("function", dice);
        name = session + "-role";
        path = "/service-role/";
        service = "lambda";
      }
      case CI -> {
        name = number == 0 ? "github-terraform" : "github-deploy-" + estate.oneOf("app", dice);
        session = "GitHubActions";
      }
      case SLR -> {
        String[] linked = LINKED.get(number % LINKED.size()).split(":", 3);
        service = linked[0];
        name = "AWSServiceRoleFor" + linked[1];
        path = "/aws-service-role/" + service + ".amazonaws.com/";
        session = linked[2];
      }
      case SERVICE -> service = SERVICES.get(number % SERVICES.size());
      case FAS -> {
        name = estate.oneOf("role", dice);
        session = "i-0" + dice.hex(16);
        service = ACTING.get(number % ACTING.size());
      }
      case ROOT -> id = account;
    }
    Places places = new Places(dice, region);
    return new Part(
        kind,
        number,
        name,
        id,
        path,
        session,
        key,
        service,
        places.addresses(kind, number, service),
        places.agents(kind, number, service));
  }

  /// A session of this caller that begins at an epoch second; the same credentials again where they
  /// are long-lived.
  Session actor(Part part, long second) {
    return switch (part.kind) {
      case USER -> new Session(person(part, part.key, ""), Optional.empty());
      case CONSOLE ->
          new Session(person(part, temporaryKey(), since(second, true)), Optional.empty());
      case SERVICE ->
          new Session(
              made(
                  part,
                  "{\"type\":\"AWSService\",\"invokedBy\":\"%s.amazonaws.com\"}"
                      .formatted(part.service),
                  ""),
              Optional.empty());
      case ROOT ->
          new Session(
              made(
                  part,
                  "{\"type\":\"Root\",\"principalId\":\"%1$s\",\"arn\":\"arn:aws:iam::%1$s:root\",\"accountId\":\"%1$s\",\"accessKeyId\":\"\"}"
                      .formatted(account),
                  "arn:aws:iam::" + account + ":root"),
              Optional.empty());
      case SSO, APP, LAMBDA, CI, SLR, FAS -> role(part, second);
    };
  }

  private String temporaryKey() {
    return sessions.id("ASIA", 20);
  }

  private Actor person(Part part, String key, String context) {
    String arn = "arn:aws:iam::%s:user/%s".formatted(account, part.name);
    return made(
        part,
        "{\"type\":\"IAMUser\",\"principalId\":\"%s\",\"arn\":\"%s\",\"accountId\":\"%s\",\"accessKeyId\":\"%s\",\"userName\":\"%s\"%s}"
            .formatted(part.id, arn, account, key, part.name, context),
        arn);
  }

  private static String since(long second, boolean mfa) {
    return ",\"sessionContext\":{\"attributes\":{\"creationDate\":\"%s\",\"mfaAuthenticated\":\"%s\"}}"
        .formatted(TrailLayout.iso(second), mfa);
  }

  private Session role(Part part, long second) {
    String key = temporaryKey();
    String roleArn = "arn:aws:iam::%s:role%s%s".formatted(account, part.path, part.name);
    String arn = "arn:aws:sts::%s:assumed-role/%s/%s".formatted(account, part.name, part.session);
    String more =
        switch (part.kind) {
          case APP -> ",\"ec2RoleDelivery\":\"2.0\"";
          default -> "";
        };
    String after =
        switch (part.kind) {
          case LAMBDA ->
              ",\"inScopeOf\":{\"issuerType\":\"AWS::Lambda::Function\",\"credentialsIssuedTo\":\"arn:aws:lambda:%1$s:%2$s:function:%3$s\"}"
                  .formatted(region, account, part.session);
          case SLR, FAS -> ",\"invokedBy\":\"%s.amazonaws.com\"".formatted(part.service);
          default -> "";
        };
    String identity =
        "{\"type\":\"AssumedRole\",\"principalId\":\"%s:%s\",\"arn\":\"%s\",\"accountId\":\"%s\",\"accessKeyId\":\"%s\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"%s\",\"arn\":\"%s\",\"accountId\":\"%s\",\"userName\":\"%s\"},\"attributes\":{\"creationDate\":\"%s\",\"mfaAuthenticated\":\"false\"}%s}%s}"
            .formatted(
                part.id,
                part.session,
                arn,
                account,
                key,
                part.id,
                roleArn,
                account,
                part.name,
                TrailLayout.iso(second),
                more,
                after);
    Optional<byte[]> origin =
        part.kind == Kind.FAS
            ? Optional.empty()
            : Optional.of(
                new SessionOrigin(estate, sessions).write(part, roleArn, arn, key, second));
    return new Session(made(part, identity, arn), origin);
  }

  private Actor made(Part part, String identity, String arn) {
    boolean console = part.kind == Kind.CONSOLE || (part.kind == Kind.SSO && part.number % 2 == 0);
    boolean inside = part.kind == Kind.APP && part.number % 4 == 0;
    return new Actor(
        ByteDraft.ascii(identity),
        ByteDraft.ascii(arn),
        part.addresses,
        part.agents,
        part.kind != Kind.SLR && part.kind != Kind.SERVICE && part.kind != Kind.FAS,
        part.kind == Kind.LAMBDA,
        ByteDraft.ascii(
            inside
                ? ",\"vpcEndpointId\":\"%s\",\"vpcEndpointAccountId\":\"%s\""
                    .formatted(estate.firstOf("endpoint"), account)
                : ""),
        ByteDraft.ascii(console ? ",\"sessionCredentialFromConsole\":\"true\"" : ""));
  }
}
