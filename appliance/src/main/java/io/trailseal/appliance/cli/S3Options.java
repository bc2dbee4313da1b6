package io.trailseal.appliance.cli;

import io.trailseal.indexer.aws.AwsAccess;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How to reach a bucket, as it was typed.
final class S3Options {
  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "Where S3 and CloudTrail answer instead of at Amazon.")
  Optional<String> endpoint = Optional.empty();

  @Option(
      names = "--aws-region",
      paramLabel = "REGION",
      description =
          "Where to ask for the bucket first; standard is --region where one is given, then what"
              + " the environment and the profile say.")
  Optional<String> region = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "A profile of ~/.aws/config for the credentials.")
  Optional<String> profile = Optional.empty();

  boolean given() {
    return endpoint.isPresent() || region.isPresent() || profile.isPresent();
  }

  /// @param eventRegions what was given as `--region`: a single one is a good guess
  /// @throws IllegalArgumentException naming the option and what it must be
  AwsAccess access(List<String> eventRegions) {
    Optional<String> guess =
        eventRegions.size() == 1
            ? Optional.of(eventRegions.getFirst()).filter(AwsAccess::isRegion)
            : Optional.empty();
    requireRegion();
    Optional<URI> uri = endpoint.map(S3Options::uri);
    try {
      return new AwsAccess(uri, region.or(() -> guess), profile);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--endpoint-url: " + e.getMessage(), e);
    }
  }

  private void requireRegion() {
    try {
      new AwsAccess(Optional.empty(), region, Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--aws-region: " + e.getMessage(), e);
    }
  }

  private static URI uri(String typed) {
    try {
      return new URI(typed);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("--endpoint-url: not a URL: " + e.getMessage(), e);
    }
  }
}
