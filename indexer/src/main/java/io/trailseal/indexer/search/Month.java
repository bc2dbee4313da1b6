package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderManager;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition's folder and the Lucene index in it. Its writer is opened when there is something
/// to write. What fails while events are added is remembered in [#failure()], and nothing more is
/// added until [#rollback()]: so that one month fails, and not the batch.
///
/// Threads: [#add(Iterable)] and the flushing methods from the workers; everything that commits,
/// rolls back or closes from the following thread between batches; [#acquire()] from any.
final class Month implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Month.class);
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
  private final Path folder;
  private final Directory directory;
  private volatile LedgerPosition committed = LedgerPosition.START;
  private volatile @Nullable IndexWriter writer;
  private volatile @Nullable ReaderManager readers;
  private volatile boolean dirty;
  private volatile @Nullable Exception failure;
  private volatile long idleSinceNanos;
  private final Once once = new Once(this::acquire);

  private Month(Partition partition, Path folder, Directory directory) {
    this.partition = partition;
    this.folder = folder;
    this.directory = directory;
  }

  /// What months lie on.
  @FunctionalInterface
  interface Disk {
    Directory open(Path folder) throws IOException;

    /// How much more fits where `folder` is.
    default long usableBytes(Path folder) throws IOException {
      return Files.getFileStore(folder).getUsableSpace();
    }
  }

  /// Opens what is in `folder`; a folder without a commit is an empty month.
  ///
  /// @throws IOException also where the index is damaged or of another version
  static Month open(Partition partition, Path folder, Disk disk) throws IOException {
    Month month = new Month(partition, folder, disk.open(folder));
    try {
      month.reopen();
      return month;
    } catch (IOException | RuntimeException e) {
      month.directory.close();
      throw e;
    }
  }

  /// Reads how far the newest commit goes, and opens it.
  private void reopen() throws IOException {
    Map<String, String> data = commitData(directory);
    if (data == null) {
      committed = LedgerPosition.START;
      swap(null);
      return;
    }
    String version = data.get(VERSION_KEY);
    String position = data.get(POSITION_KEY);
    if (!String.valueOf(FORMAT_VERSION).equals(version) || position == null) {
      throw new CorruptIndexException(
          "it has format %s, this program reads %d".formatted(version, FORMAT_VERSION),
          folder.toString());
    }
    committed = new LedgerPosition(Long.parseLong(position));
    swap(new ReaderManager(directory));
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

  /// The name of its folder.
  String folderName() {
    return String.valueOf(folder.getFileName());
  }

  /// Up to where this month is complete on disk.
  LedgerPosition committed() {
    return committed;
  }

  /// How many events there are in what answers.
  long events() {
    try {
      DirectoryReader reader = acquire().orElse(null);
      if (reader == null) {
        return 0;
      }
      try {
        long events = 0;
        for (LeafReaderContext leaf : reader.leaves()) {
          events += EventsQuery.count(leaf.reader());
        }
        return events;
      } finally {
        reader.decRef();
      }
    } catch (IOException e) {
      LOG.warn("{} of the search index does not say how much it holds", partition.name(), e);
      return 0;
    }
  }

  /// Closes it otherwise.
  void requireCommitted(LedgerPosition position) throws IOException {
    if (committed.compareTo(position) < 0) {
      close();
      throw new IOException(
          "it should be complete up to ledger entry %s and is up to %s"
              .formatted(position, committed));
    }
  }

  /// Why nothing more is added; null while all is well.
  @Nullable Exception failure() {
    return failure;
  }

  void fail(Exception cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  boolean isDirty() {
    return dirty;
  }

  boolean isWriting() {
    return writer != null;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  long ramBytesUsed() {
    IndexWriter open = writer;
    try {
      return open == null || failure != null ? 0 : open.ramBytesUsed();
    } catch (AlreadyClosedException _) {
      return 0; // It broke, and whoever adds next is told.
    }
  }

  /// Takes the event that `document` holds and that stands at `event`, once.
  ///
  /// @return whether it is a new one
  boolean take(EventDocument document, Pointer event, Once.Records records) {
    if (failure != null) {
      return false;
    }
    try {
      return once.take(document, event, records, this::add);
    } catch (IOException | AlreadyClosedException e) {
      fail(e);
      return false;
    }
  }

  /// Events held in memory to know them again.
  int recentCount() {
    return once.recentCount();
  }

  private void add(Iterable<IndexableField> document) throws IOException {
    dirty = true;
    writer().addDocument(document);
  }

  /// Writes the largest buffer out, to get its memory back.
  void flushLargestBuffer() {
    try {
      writer().flushNextBuffer();
    } catch (IOException | AlreadyClosedException e) {
      fail(e);
    }
  }

  /// Writes buffers out until none is left that another thread is not at already. Two threads that
  /// call this share the work, which a commit alone would do one buffer after another.
  void flushBuffers() {
    IndexWriter open = writer;
    try {
      while (open != null && dirty && failure == null && open.ramBytesUsed() > 0) {
        if (!open.flushNextBuffer()) {
          return;
        }
      }
    } catch (IOException | AlreadyClosedException e) {
      fail(e);
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

  /// Makes everything added durable, complete up to `position`; or it has failed then.
  ///
  /// @return whether there is something that was made durable
  synchronized boolean commit(LedgerPosition position) {
    IndexWriter open = writer;
    if (open == null || !dirty || failure != null) {
      return false;
    }
    try {
      commit(open, position);
      return true;
    } catch (IOException | AlreadyClosedException e) {
      fail(e);
      return false;
    }
  }

  private void commit(IndexWriter open, LedgerPosition position) throws IOException {
    Map<String, String> data = new HashMap<>();
    data.put(VERSION_KEY, String.valueOf(FORMAT_VERSION));
    data.put(POSITION_KEY, position.toString());
    open.setLiveCommitData(data.entrySet());
    open.commit();
    committed = position;
    dirty = false;
    idleSinceNanos = System.nanoTime();
  }

  synchronized boolean isMerging() {
    return writer != null && writer.hasPendingMerges();
  }

  /// Forgets what was added since the last commit, and what failed, and closes the writer. Merges
  /// under way are given up; they start again when there is more to write.
  synchronized void rollback() throws IOException {
    IndexWriter open = writer;
    if (open != null) {
      writer = null;
      open.rollback();
      reopen();
    }
    // Also where no writer could be opened: what it was told of was not added.
    if (open != null || failure != null) {
      once.forget();
    }
    dirty = false;
    failure = null;
  }

  private void swap(@Nullable ReaderManager next) throws IOException {
    ReaderManager before = readers;
    readers = next;
    if (before != null) {
      before.close();
    }
  }

  /// Makes what was added since searchable, durable or not; or it has failed then.
  void refresh() {
    ReaderManager now;
    synchronized (this) {
      now = writer == null ? null : readers;
    }
    try {
      if (now != null) {
        once.refresh(now::maybeRefreshBlocking);
      }
    } catch (AlreadyClosedException _) {
      // Between the two lines the writer was closed, and what it had committed is open already; or
      // it broke, and then following will say so.
      return;
    } catch (IOException e) {
      fail(e);
    }
  }

  /// The month as it was at the last refresh; empty where nothing was ever committed or refreshed.
  /// The caller gives it back with `decRef()`. Waits for nothing, not for a commit either.
  Optional<DirectoryReader> acquire() throws IOException {
    while (true) {
      ReaderManager now = readers;
      if (now == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(now.acquire());
      } catch (AlreadyClosedException e) {
        if (readers == now) {
          throw new IOException("the index of %s is closed".formatted(partition.name()), e);
        }
      }
    }
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

  /// [#close()] where nobody can do anything about its failing.
  void closeQuietly() {
    try {
      close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} of the search index does not close", partition.name(), e);
    }
  }
}
