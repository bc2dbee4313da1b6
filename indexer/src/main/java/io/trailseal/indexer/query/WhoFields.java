package io.trailseal.indexer.query;

import java.util.List;

/// Where an event says who did it.
public final class WhoFields {
  /// The paths that `who:` looks at.
  public static final List<String> PATHS =
      List.of(
          "userIdentity.arn",
          "userIdentity.userName",
          "userIdentity.principalId",
          "userIdentity.invokedBy",
          "userIdentity.accessKeyId",
          "userIdentity.sessionContext.sessionIssuer.arn",
          "userIdentity.sessionContext.sessionIssuer.userName",
          "userIdentity.sessionContext.sourceIdentity");

  private WhoFields() {}

  /// What stands after the last `/` or `:` of a value: of an ARN the name of the user or session,
  /// of a principalId that of the session; the value itself where it has neither.
  public static String lastPart(String value) {
    return value.substring(1 + Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')));
  }
}
