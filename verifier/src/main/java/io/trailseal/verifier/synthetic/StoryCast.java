package io.trailseal.verifier.synthetic;

/// The people of the [Story].
final class StoryCast {
  private final SampleSettings settings;
  private final Dice dice;

  StoryCast(SampleSettings settings, Dice dice) {
    this.settings = settings;
    this.dice = dice;
  }

  static String userId(SampleSettings settings, String user) {
    return Dice.of(settings.seed(), "id of user " + user).id("AIDA", 21);
  }

  private static String roleId(SampleSettings settings, String role) {
    return Dice.of(settings.seed(), "id of role " + role).id("AROA", 21);
  }

  StoryEvent.Caller user(String user, String key, String address, String agent) {
    String account = settings.accountIds().getFirst();
    String arn = "arn:aws:iam::%s:user/%s".formatted(account, user);
    return new StoryEvent.Caller(
        "{\"type\":\"IAMUser\",\"principalId\":\"%s\",\"arn\":\"%s\",\"accountId\":\"%s\",\"accessKeyId\":\"%s\",\"userName\":\"%s\"}"
            .formatted(userId(settings, user), arn, account, key, user),
        arn,
        address,
        agent);
  }

  /// @param minute of the story at which the session began
  StoryEvent.Caller role(
      String account,
      String path,
      String role,
      String session,
      String key,
      double minute,
      String address,
      String agent) {
    String id = roleId(settings, role);
    String arn = "arn:aws:sts::%s:assumed-role/%s/%s".formatted(account, role, session);
    return new StoryEvent.Caller(
        "{\"type\":\"AssumedRole\",\"principalId\":\"%s:%s\",\"arn\":\"%s\",\"accountId\":\"%s\",\"accessKeyId\":\"%s\",\"sessionContext\":{\"sessionIssuer\":{\"type\":\"Role\",\"principalId\":\"%s\",\"arn\":\"arn:aws:iam::%s:role%s%s\",\"accountId\":\"%s\",\"userName\":\"%s\"},\"attributes\":{\"creationDate\":\"%s\",\"mfaAuthenticated\":\"false\"}}}"
            .formatted(
                id,
                session,
                arn,
                account,
                key,
                id,
                account,
                path,
                role,
                account,
                role,
                TrailLayout.iso(Story.second(settings, minute))),
        arn,
        address,
        agent);
  }

  /// What STS answers to AssumeRole.
  String credentials(String account, String role, String session, String key, long second) {
    return "{\"credentials\":{\"accessKeyId\":\"%s\",\"sessionToken\":\"IQoJb3JpZ2luX2VjE%s\",\"expiration\":\"%s\"},\"assumedRoleUser\":{\"assumedRoleId\":\"%s:%s\",\"arn\":\"arn:aws:sts::%s:assumed-role/%s/%s\"}}"
        .formatted(
            key,
            dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 160),
            Pen.expiryOf(second),
            roleId(settings, role),
            session,
            account,
            role,
            session);
  }
}
