package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.ReaderManager;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/// The Lucene index of one partition. Its writer is opened when there is something to write.
///
/// Threads: [#add(Iterable)] from the workers; everything that commits, rolls back or closes from
/// the following thread between batches; [#acquire()] from any.
final class Month implements Closeable {
  static final int FORMAT_VERSION = 2;
  private static final String VERSION_KEY = "trailseal.format";
  private static final String POSITION_KEY = "trailseal.position";

  /// Merging costs more than anything else (13 to 16 µs an event for each generation), while up to
  /// some sixteen segments still answer fast: so segments start large, many may stand side by side,
  /// and large ones are left alone.
  private static final double SEGMENTS_PER_TIER = 16;

  private static final double FLOOR_SEGMENT_MB = 8;
  private static final double MERGED_SEGMENT_MB_MAX = 1024;

  private final Partition partition;
  private final Directory directory;
  private volatile LedgerPosition committed;
  private volatile @Nullable IndexWriter writer;
  private @Nullable ReaderManager readers;
  private volatile boolean dirty;
  private long idleSinceNanos;

  private Month(Partition partition, Directory directory, LedgerPosition committed) {
    this.partition = partition;
    this.directory = directory;
    this.committed = committed;
  }

  /// Opens the folders that months lie in.
  @FunctionalInterface
  interface Disk {
    Directory open(Path folder) throws IOException;
  }

  /// Opens what is in `folder`; a folder without a commit is an empty month.
  ///
  /// @throws IOException also where the index is damaged or of another version
  static Month open(Partition partition, Path folder, Disk disk) throws IOException {
    Directory directory = disk.open(folder);
    try {
      Map<String, String> data = commitData(directory);
      Month month = new Month(partition, directory, LedgerPosition.START);
      if (data != null) {
        String version = data.get(VERSION_KEY);
        String position = data.get(POSITION_KEY);
        if (!String.valueOf(FORMAT_VERSION).equals(version) || position == null) {
          throw new IOException(
              "the index of %s has format %s, this program reads %d"
                  .formatted(partition.name(), version, FORMAT_VERSION));
        }
        month.committed = new LedgerPosition(Long.parseLong(position));
        month.readers = new ReaderManager(directory);
      }
      return month;
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static @Nullable Map<String, String> commitData(Directory directory) throws IOException {
    try {
      return SegmentInfos.readLatestCommit(directory).getUserData();
    } catch (IndexNotFoundException _) {
      return null;
    }
  }

  Partition partition() {
    return partition;
  }

  /// Up to where this month is complete on disk.
  LedgerPosition committed() {
    return committed;
  }

  synchronized boolean isEmpty() {
    return readers == null;
  }

  boolean isDirty() {
    return dirty;
  }

  synchronized boolean isWriting() {
    return writer != null;
  }

  synchronized long idleSinceNanos() {
    return idleSinceNanos;
  }

  synchronized long ramBytesUsed() {
    return writer == null ? 0 : writer.ramBytesUsed();
  }

  void add(Iterable<IndexableField> document) throws IOException {
    dirty = true;
    writer().addDocument(document);
  }

  /// Writes the largest buffer out, to get its memory back.
  void flushLargestBuffer() throws IOException {
    writer().flushNextBuffer();
  }

  /// Writes buffers out until none is left that another thread is not at already. Two threads that
  /// call this share the work, which a commit alone would do one buffer after another.
  void flushBuffers() throws IOException {
    IndexWriter open = writer;
    while (open != null && dirty && open.ramBytesUsed() > 0) {
      if (!open.flushNextBuffer()) {
        return;
      }
    }
  }

  private synchronized IndexWriter writer() throws IOException {
    IndexWriter open = writer;
    if (open == null) {
      open = new IndexWriter(directory, config());
      writer = open;
      swap(new ReaderManager(open));
    }
    return open;
  }

  private static IndexWriterConfig config() {
    TieredMergePolicy policy = new TieredMergePolicy();
    policy.setSegmentsPerTier(SEGMENTS_PER_TIER);
    policy.setFloorSegmentMB(FLOOR_SEGMENT_MB);
    policy.setMaxMergedSegmentMB(MERGED_SEGMENT_MB_MAX);
    ConcurrentMergeScheduler scheduler = new ConcurrentMergeScheduler();
    scheduler.setMaxMergesAndThreads(8, 1);
    return new IndexWriterConfig(null)
        .setIndexSort(Fields.ORDER)
        .setRAMBufferSizeMB(Months.BUFFER_BYTES_MAX >> 20)
        .setMergePolicy(policy)
        .setMergeScheduler(scheduler)
        // One file for each segment instead of a dozen: settling waits for each to be synced.
        .setUseCompoundFile(true)
        .setCommitOnClose(false);
  }

  /// Makes everything added durable, complete up to `position`.
  synchronized void commit(LedgerPosition position) throws IOException {
    if (writer == null || !dirty) {
      return;
    }
    Map<String, String> data = new HashMap<>();
    data.put(VERSION_KEY, String.valueOf(FORMAT_VERSION));
    data.put(POSITION_KEY, position.toString());
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
    committed = position;
    dirty = false;
    idleSinceNanos = System.nanoTime();
  }

  synchronized boolean isMerging() {
    return writer != null && writer.hasPendingMerges();
  }

  /// Forgets what was added since the last commit and closes the writer. Merges under way are given
  /// up; they start again when there is more to write.
  synchronized void rollback() throws IOException {
    IndexWriter open = writer;
    if (open != null) {
      writer = null;
      open.rollback();
      swap(DirectoryReader.indexExists(directory) ? new ReaderManager(directory) : null);
      dirty = false;
    }
  }

  private void swap(@Nullable ReaderManager next) throws IOException {
    ReaderManager before = readers;
    readers = next;
    if (before != null) {
      before.close();
    }
  }

  /// Makes what was added since searchable, durable or not.
  void refresh() throws IOException {
    ReaderManager now;
    synchronized (this) {
      now = writer == null ? null : readers;
    }
    try {
      if (now != null) {
        now.maybeRefreshBlocking();
      }
    } catch (AlreadyClosedException _) {
      // Between the two lines the writer was closed, and what it had committed is open already; or
      // it broke, and then following will say so.
      return;
    }
  }

  /// The month as it was at the last refresh. The caller gives it back with `decRef()`.
  synchronized Optional<DirectoryReader> acquire() throws IOException {
    return readers == null ? Optional.empty() : Optional.of(readers.acquire());
  }

  /// Closes without committing.
  @Override
  public synchronized void close() throws IOException {
    try (directory) {
      if (writer != null) {
        writer.rollback();
        writer = null;
      }
      swap(null);
    }
  }
}
