package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Objects to examine, wherever they lie: a folder, an archive file, a bucket, a store. What [Walk]
/// reads.
///
/// Nothing that an archive says is trusted.
///
/// Threads: every method is called by several threads at once.
public interface Archive extends Closeable {
  /// Objects of more bytes than this are not read: [Fetched.Withheld] with `OBJECT_OVER_LIMIT`.
  /// CloudTrail's have at most 50 MB before they are compressed.
  int OBJECT_BYTES_MAX = 64 * 1024 * 1024;

  /// For a person, printable: `folder /data/bucket`.
  String description();

  /// Where to begin: each bucket in it, as far as it is to be examined.
  List<S3Prefix> roots();

  /// Lists what lies directly under a prefix, as S3 does with the delimiter `/`: the objects, and
  /// once each what keys go on with up to the next slash. In any order. A prefix that nothing lies
  /// under gives nothing.
  ///
  /// @param prefix ends with `/`, or is a root's
  /// @throws ListingException if it cannot be listed to its end; what was told before stands
  void list(S3Prefix prefix, ListingSink sink) throws ListingException;

  /// Reads one object whole. Never throws for what becomes of it: that is the answer.
  ///
  /// @param name any, also one that was never listed or lies in a bucket not among the roots
  Fetched fetch(S3Name name);

  /// How many [#fetch] may usefully run at once: the number of processors where reading costs
  /// processor time, more where it is waiting.
  int parallelism();

  /// The time up to which this archive should be complete: now for a live bucket; empty for a copy,
  /// which is held against the newest thing in it instead.
  default Optional<Instant> asOf() {
    return Optional.empty();
  }

  @Override
  void close() throws IOException;

  /// Is told what is listed.
  interface ListingSink {
    /// @param prefix of everything in it, ends with `/`
    void folder(String prefix);

    /// @param bytes its length, -1 where the archive does not know it without reading
    void object(S3Name name, long bytes);
  }
}
