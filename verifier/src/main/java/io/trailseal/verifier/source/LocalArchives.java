package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Opens what lies on this machine as an archive to examine: a folder, a zip, a tar (plain or
/// gzipped), or a single file. The front door of this package; see its comment for what is read.
public final class LocalArchives {
  private LocalArchives() {}

  /// Surveys a folder or archive file, so that its objects have the names they had in S3.
  ///
  /// @param path a folder, an archive file, or a single object, which is then all that is known
  /// @param bucket the bucket it is a copy of, where somebody said so; otherwise its digests say it
  /// @throws IOException if there is nothing at `path`, or nothing that can be opened; the message
  ///   is for a person
  /// @throws IllegalArgumentException if `bucket` cannot be a bucket's name
  public static Archive open(Path path, Optional<String> bucket) throws IOException {
    bucket.ifPresent(LocalArchives::requireBucketName);
    return LocalShelves.archive(path, bucket);
  }

  private static void requireBucketName(String bucket) {
    if (!bucket.matches("[A-Za-z0-9._-]{1,255}")) {
      throw new IllegalArgumentException(
          "a bucket name has 1 to 255 letters, digits, dots, hyphens and underscores, '%s' does not fit"
              .formatted(S3Name.excerpt(bucket, 100)));
    }
  }
}
