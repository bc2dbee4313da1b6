package io.trailseal.indexer.aws;

import io.trailseal.verifier.S3Name;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// How to reach AWS, as far as somebody chose.
///
/// @param endpoint where S3 and CloudTrail answer instead of at Amazon; path style is used then,
///   and no proxy of the environment where it is this machine
/// @param region where the bucket lies, or near it; where empty what the environment and the
///   profile say, and else us-east-1, from where every bucket of the partition is found
/// @param profile a profile of `~/.aws/config`; where empty credentials are looked for as Amazon's
///   tools do: environment, profile `default`, container, instance
/// @param role to take with those credentials, and to do everything else with
/// @param proxy through which everything goes, except to where credentials come from; where empty
///   what the environment says (`HTTPS_PROXY`)
public record AwsAccess(
    Optional<URI> endpoint,
    Optional<String> region,
    Optional<String> profile,
    Optional<AwsRole> role,
    Optional<AwsProxy> proxy) {
  /// Everything as the environment has it.
  public static final AwsAccess STANDARD =
      new AwsAccess(Optional.empty(), Optional.empty(), Optional.empty());

  /// It becomes part of a host's name.
  private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]{1,16}){1,3}-[0-9]{1,2}");

  /// @throws IllegalArgumentException naming what is wrong, and what it must be
  public AwsAccess {
    endpoint.ifPresent(AwsAccess::requireEndpoint);
    region.ifPresent(
        name -> {
          if (!isRegion(name)) {
            throw new IllegalArgumentException(
                "a region must look like eu-central-1, was '%s'"
                    .formatted(S3Name.excerpt(name, 50)));
          }
        });
  }

  /// Without a role and a proxy of its own.
  ///
  /// @throws IllegalArgumentException naming what is wrong, and what it must be
  public AwsAccess(Optional<URI> endpoint, Optional<String> region, Optional<String> profile) {
    this(endpoint, region, profile, Optional.empty(), Optional.empty());
  }

  static void requireEndpoint(URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.matches("https?") || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "an endpoint must be http://HOST[:PORT] or https://HOST[:PORT], without a user");
    }
  }

  /// Whether `name` has the form of a region's name.
  public static boolean isRegion(String name) {
    return REGION.matcher(name).matches();
  }
}
