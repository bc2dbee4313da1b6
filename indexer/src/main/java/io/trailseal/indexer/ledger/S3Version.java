package io.trailseal.indexer.ledger;

import java.time.Instant;
import java.util.Optional;

/// Which of the objects that lay under one name in S3 it is, as far as S3 said so. Nothing of it is
/// evidence by itself: whoever answers for S3 chooses it.
///
/// @param versionId of a bucket with versions; S3's `null`, which says that there are none, is
///   empty
/// @param eTag without quotes; not always a hash of the bytes
/// @param lastModified when S3 finished writing it, to the second
public record S3Version(
    Optional<String> versionId, Optional<String> eTag, Optional<Instant> lastModified) {
  /// S3's own limit of a version's id; its ETags are far shorter.
  public static final int LENGTH_MAX = 1024;

  /// Nothing is known: a folder, an archive file.
  public static final S3Version UNKNOWN =
      new S3Version(Optional.empty(), Optional.empty(), Optional.empty());

  /// @throws IllegalArgumentException if an id or ETag is empty or longer than [#LENGTH_MAX]
  public S3Version {
    requireFits("version id", versionId);
    requireFits("ETag", eTag);
  }

  private static void requireFits(String what, Optional<String> text) {
    text.ifPresent(
        said -> {
          if (said.isEmpty() || said.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                "a %s must have 1 to %,d characters, has %,d"
                    .formatted(what, LENGTH_MAX, said.length()));
          }
        });
  }

  public boolean isUnknown() {
    return equals(UNKNOWN);
  }
}
