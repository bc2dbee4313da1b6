package io.trailseal.verifier.synthetic;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The STS event in which a role's session begins: its answer holds the access key that later
/// events of the session carry.
final class SessionOrigin {
  private final Estate estate;
  private final Dice dice;

  SessionOrigin(Estate estate, Dice dice) {
    this.estate = estate;
    this.dice = dice;
  }

  byte[] write(
      CastingOffice.Part part, String roleArn, String sessionArn, String key, long second) {
    String account = estate.account();
    String name;
    String identity;
    String where;
    String agent;
    String request =
        "\"roleArn\":\"%s\",\"roleSessionName\":\"%s\"".formatted(roleArn, part.session());
    String response = "";
    String provider = "";
    switch (part.kind()) {
      case SSO -> {
        name = "AssumeRoleWithSAML";
        String saml =
            "arn:aws:iam::%s:saml-provider/AWSSSO_%s_DO_NOT_DELETE"
                .formatted(account, part.id().substring(4, 20).toLowerCase(Locale.ROOT));
        String qualifier =
            dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 27) + "=";
        identity =
            "{\"type\":\"SAMLUser\",\"principalId\":\"%s:%s\",\"userName\":\"%2$s\",\"identityProvider\":\"%1$s\"}"
                .formatted(qualifier, part.session());
        where = "AWS Internal";
        agent = "AWS Internal";
        request =
            "\"sAMLAssertionID\":\"_%s\",%s,\"principalArn\":\"%s\",\"durationSeconds\":14400"
                .formatted(dice.uuid(), request, saml);
        response =
            ",\"subject\":\"%s\",\"subjectType\":\"persistent\",\"issuer\":\"https://portal.sso.%s.amazonaws.com/saml/assertion/%s\",\"audience\":\"https://signin.aws.amazon.com/saml\",\"nameQualifier\":\"%s\""
                .formatted(part.session(), TrailLayout.REGIONS.getFirst(), part.id(), qualifier);
        provider =
            ",{\"accountId\":\"%s\",\"type\":\"AWS::IAM::SAMLProvider\",\"ARN\":\"%s\"}"
                .formatted(account, saml);
      }
      case CI -> {
        name = "AssumeRoleWithWebIdentity";
        String oidc =
            "arn:aws:iam::%s:oidc-provider/token.actions.githubusercontent.com".formatted(account);
        String subject =
            "repo:acme/%s:ref:refs/heads/main".formatted(part.name().substring("github-".length()));
        identity =
            "{\"type\":\"WebIdentityUser\",\"principalId\":\"%1$s:sts.amazonaws.com:%2$s\",\"userName\":\"%2$s\",\"identityProvider\":\"%1$s\"}"
                .formatted(oidc, subject);
        where = new String(part.addresses()[0], StandardCharsets.UTF_8);
        agent =
            "aws-sdk-nodejs/2.1396.0 linux/v20.11.0 configure-aws-credentials-for-github-actions promise";
        request += ",\"durationSeconds\":3600";
        response =
            ",\"subjectFromWebIdentityToken\":\"%s\",\"provider\":\"%s\",\"audience\":\"sts.amazonaws.com\""
                .formatted(subject, oidc);
      }
      default -> {
        name = "AssumeRole";
        String service = part.service() + ".amazonaws.com";
        identity = "{\"type\":\"AWSService\",\"invokedBy\":\"%s\"}".formatted(service);
        where = service;
        agent = service;
        request += ",\"durationSeconds\":21600";
      }
    }
    String expiration = Pen.expiryOf(second);
    String text =
        """
        {"eventVersion":"1.11","userIdentity":%s,"eventTime":"%s","eventSource":"sts.amazonaws.com",\
        "eventName":"%s","awsRegion":"%s","sourceIPAddress":"%s","userAgent":"%s",\
        "requestParameters":{%s},"responseElements":{"credentials":{"accessKeyId":"%s",\
        "sessionToken":"IQoJb3JpZ2luX2VjE%s","expiration":"%s"},"assumedRoleUser":{"assumedRoleId":"%s:%s",\
        "arn":"%s"}%s},"requestID":"%s","eventID":"%s","readOnly":true,"resources":[{"accountId":"%s",\
        "type":"AWS::IAM::Role","ARN":"%s"}%s],"eventType":"AwsApiCall","managementEvent":true,\
        "recipientAccountId":"%s","eventCategory":"Management"%s}"""
            .formatted(
                identity,
                TrailLayout.iso(second),
                name,
                estate.region(),
                where,
                agent,
                request,
                key,
                dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 160),
                expiration,
                part.id(),
                part.session(),
                sessionArn,
                response,
                dice.uuid(),
                dice.uuid(),
                account,
                roleArn,
                provider,
                account,
                part.kind() == Kind.CI
                    ? ",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"sts.%s.amazonaws.com\"}"
                        .formatted(estate.region())
                    : "");
    return ByteDraft.ascii(text);
  }
}
