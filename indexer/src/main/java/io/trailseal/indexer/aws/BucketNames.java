package io.trailseal.indexer.aws;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.util.regex.Pattern;

/// What may be asked for as a bucket.
final class BucketNames {
  /// An access point's or Outposts' ARN would make the SDK go elsewhere, and names come out of
  /// digests.
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  private BucketNames() {}

  static boolean isOne(String name) {
    return BUCKET.matcher(name).matches();
  }

  /// @param prefix any folder, with or without a slash at its end; empty for the whole bucket
  /// @throws IllegalArgumentException if `bucket` cannot be a bucket's name
  static S3Prefix root(String bucket, String prefix) {
    if (!isOne(bucket)) {
      throw new IllegalArgumentException(
          "a bucket's name has letters, digits, dots and hyphens, was '%s'"
              .formatted(S3Name.excerpt(bucket, 100)));
    }
    return new S3Prefix(bucket, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }
}
