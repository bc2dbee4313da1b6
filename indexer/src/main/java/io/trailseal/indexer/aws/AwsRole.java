package io.trailseal.indexer.aws;

import io.trailseal.verifier.S3Name;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// A role of IAM to take through STS; its credentials are renewed before they expire.
///
/// Source: AssumeRole in the STS API reference.
///
/// @param arn `arn:aws:iam::111122223333:role/NAME`
/// @param externalId what the role's trust policy asks for, where it does; in no message
/// @param endpoint where STS answers instead of at Amazon
public record AwsRole(String arn, Optional<String> externalId, Optional<URI> endpoint) {
  /// What CloudTrail shows as the session's name.
  public static final String SESSION = "trailseal";

  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]{0,20}:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,576}");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

  /// @throws IllegalArgumentException naming what is wrong, and what it must be
  public AwsRole {
    if (!ARN.matcher(arn).matches()) {
      throw new IllegalArgumentException(
          "a role must look like arn:aws:iam::111122223333:role/NAME, was '%s'"
              .formatted(S3Name.excerpt(arn, 100)));
    }
    externalId.ifPresent(
        id -> {
          if (!EXTERNAL_ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                "an external id has 2 to 1224 letters, digits and characters of _+=,.@:/-");
          }
        });
    endpoint.ifPresent(AwsAccess::requireEndpoint);
  }

  /// Without the external id, which is shared with nobody else.
  @Override
  public String toString() {
    return externalId.isPresent() ? arn + " with an external id" : arn;
  }
}
