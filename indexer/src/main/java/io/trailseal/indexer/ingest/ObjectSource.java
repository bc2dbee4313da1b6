package io.trailseal.indexer.ingest;

import io.trailseal.verifier.check.Archive;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Where objects come from: a folder, an archive, later a queue.
///
/// A source hands objects out in batches and is told which of them are durable. Until it is told,
/// it has to hand an object out again to whoever opens it next; after it was told, it may forget
/// the object (a queue deletes the message, a folder has nothing to do).
///
/// Threads: [#poll()] is called by one thread, [#acknowledge(List)] by another one; [#close()] by
/// neither of them while they are inside.
public interface ObjectSource extends Closeable {
  /// Objects in one batch: enough to spread the price of a sync to disk, few enough that a crash
  /// has little to do again.
  int BATCH_OBJECTS_MAX = 256;

  /// Bytes at which a batch is closed, so that the three batches under way at a time fit a small
  /// heap. A single larger object makes a batch of its own.
  long BATCH_BYTES_MAX = 16L * 1024 * 1024;

  /// The largest object taken in, as delivered. CloudTrail files are at most 50 MB inflated; Config
  /// snapshots of large accounts reach some tens of MB compressed.
  int OBJECT_BYTES_MAX = Archive.OBJECT_BYTES_MAX;

  /// Where the objects come from, for a person, printable: `folder /data/bucket`.
  String description();

  /// How much there will be.
  Extent extent();

  /// The next objects: an empty list where there are none at the moment, nothing where there will
  /// be no more. An object that cannot be read is handed out as such and is no reason to throw.
  ///
  /// @throws IOException if the source as a whole cannot go on
  Optional<List<Delivery>> poll() throws IOException, InterruptedException;

  /// These are in the vault and in the ledger, on disk.
  void acknowledge(List<Delivery> durable) throws IOException;

  /// @param objects objects there will be, -1 where that is not known
  /// @param bytes bytes as delivered, -1 where that is not known
  record Extent(long objects, long bytes) {
    public static final Extent UNKNOWN = new Extent(-1, -1);
  }
}
