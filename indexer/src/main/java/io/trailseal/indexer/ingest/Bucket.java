package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.Closeable;
import java.util.Map;
import java.util.Optional;

/// A bucket of S3 of which objects are taken in. A port; its implementation is in `indexer.aws`.
///
/// Nothing that a bucket says is trusted.
///
/// Threads: every method may be called by several threads at once.
public interface Bucket extends Closeable {

  /// For people and the ledger, printable: `s3://bucket/prefix`.
  String description();

  /// What of it is ours: objects elsewhere are nobody's to read.
  S3Prefix root();

  /// Reads one object whole, or a version of it. What passes by itself (throttling, a connection
  /// that breaks) was tried a few times already.
  ///
  /// @param versionId of the version to read; empty for the one that lies there now
  Read read(S3Name name, Optional<String> versionId) throws InterruptedException;

  /// What came of reading. To be closed once its bytes are done with, because a bucket bounds how
  /// many are out at a time.
  sealed interface Read extends AutoCloseable {
    @Override
    default void close() {}

    /// @param userMetadata without the `x-amz-meta-` prefix, keys in lower case
    /// @param version what S3 answered of it
    /// @param done gives its memory back
    record Present(
        Payload payload, Map<String, String> userMetadata, S3Version version, Runnable done)
        implements Read {
      @Override
      public void close() {
        done.run();
      }
    }

    /// It is longer than [ObjectSource#OBJECT_BYTES_MAX].
    record TooLong(long bytes, Map<String, String> userMetadata, S3Version version)
        implements Read {}

    /// It cannot be read until somebody does something.
    ///
    /// @param detail what S3 said, and what permission or action is missing; printable
    record Refused(ParkReason reason, String detail) implements Read {}

    /// Nothing is wrong with the object as far as anybody knows: try again later.
    ///
    /// @param detail printable
    record Unreachable(Obstacle obstacle, String detail) implements Read {}
  }

  /// Lists what lies directly under a prefix, as S3 does with the delimiter `/`: every folder, also
  /// one in which everything was deleted, and every version of every object and every delete
  /// marker, in S3's order; where versions may not be listed, folders that hold something now, and
  /// the newest of each object. A folder may be told twice.
  ///
  /// @throws SourceException if it cannot be listed to its end; what was told before stands
  void list(S3Prefix prefix, ListingSink sink) throws SourceException, InterruptedException;

  /// Lists everything under a prefix, however deep, in S3's order: every version of every object
  /// and every delete marker; where versions may not be listed, the newest of each object.
  ///
  /// @return whether versions could be listed
  /// @throws SourceException if it cannot be listed to its end; what was told before stands
  boolean listVersions(S3Prefix prefix, ListingSink sink)
      throws SourceException, InterruptedException;

  /// Is told what is listed, on the calling thread.
  interface ListingSink {
    /// @param prefix of everything in it, ends with `/`
    void folder(String prefix) throws InterruptedException;

    void entry(ListedVersion entry) throws InterruptedException;
  }

  /// @param bytes its length; 0 for a delete marker
  /// @param isNewest whether it is what lies there now
  /// @param isDeleteMarker whether it says that the object was deleted
  record ListedVersion(
      S3Name name, S3Version version, long bytes, boolean isNewest, boolean isDeleteMarker) {}
}
