package io.trailseal.indexer.query;

import io.trailseal.verifier.S3Name;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Fields that CloudTrail gives one of a few values, as its record contents reference lists them. A
/// question for another one is answered all the same: AWS adds values, and a forger writes what he
/// likes.
final class LegalValues {
  private static final List<String> TRUE_OR_FALSE = List.of("true", "false");

  private static final Map<String, List<String>> BY_PATH =
      Map.of(
          "readonly",
          TRUE_OR_FALSE,
          "managementevent",
          TRUE_OR_FALSE,
          "useridentity.sessioncontext.attributes.mfaauthenticated",
          TRUE_OR_FALSE,
          "eventcategory",
          List.of("Management", "Data", "NetworkActivity", "Insight"),
          "eventtype",
          List.of(
              "AwsApiCall",
              "AwsServiceEvent",
              "AwsConsoleAction",
              "AwsConsoleSignIn",
              "AwsVpceEvent",
              "AwsCloudTrailInsight"),
          "useridentity.type",
          List.of(
              "Root",
              "IAMUser",
              "AssumedRole",
              "Role",
              "FederatedUser",
              "Directory",
              "AWSAccount",
              "AWSService",
              "IdentityCenterUser",
              "SAMLUser",
              "WebIdentityUser",
              "Unknown"));

  private LegalValues() {}

  /// Also of every other field.
  static boolean has(String path, String value) {
    List<String> legal = BY_PATH.get(path.toLowerCase(Locale.ROOT));
    return legal == null || legal.stream().anyMatch(value::equalsIgnoreCase);
  }

  /// @param path of a field that does not have `value`
  static String hint(String path, String value) {
    List<String> legal = BY_PATH.getOrDefault(path.toLowerCase(Locale.ROOT), List.of());
    return "CloudTrail writes no %s '%s'; %s%s"
        .formatted(
            path,
            S3Name.excerpt(value, 60),
            Nearest.to(value, legal).map("did you mean %s? "::formatted).orElse(""),
            "it writes " + String.join(", ", legal));
  }
}
