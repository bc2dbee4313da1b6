package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All months of the index and the position file: what the package comment says under Durability.
///
/// Threads: as [Month]; the methods that commit, roll back, clear or close are for one thread at a
/// time, between batches.
final class Months implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Months.class);

  /// Memory for events not yet written out, all months together. Larger means fewer merges; this
  /// much fits a small machine and costs some 3 % of CPU against 256 MB.
  static final long BUFFER_BYTES_MAX = 64L << 20;

  /// An organization that catches up writes to some years of months at a time; a writer that is
  /// open costs a few hundred kilobytes.
  private static final int WRITERS_MAX = 32;

  /// Objects the vault may fail to give back before it counts as gone: then following stops, rather
  /// than calling an empty index complete.
  private static final int UNREADABLE_MAX = 1_000;

  private static final long IDLE_NANOS = 60_000_000_000L;

  private final Path folder;
  private final Month.Disk disk;
  private final PositionFile positionFile;
  private final ConcurrentSkipListMap<Partition, Month> months = new ConcurrentSkipListMap<>();
  private final SortedSet<LedgerPosition> unreadable = new TreeSet<>();
  private final ReentrantLock flushing = new ReentrantLock();
  private volatile LedgerPosition settled = LedgerPosition.START;

  private Months(Path folder, Month.Disk disk) {
    this.folder = folder;
    this.disk = disk;
    this.positionFile = new PositionFile(folder);
  }

  static Months open(Path folder, Month.Disk disk) throws IOException {
    Files.createDirectories(folder);
    Months all = new Months(folder, disk);
    try {
      all.load();
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "the search index is damaged or of another version and is rebuilt from the ledger: {}",
          e.getMessage());
      all.clear();
    }
    return all;
  }

  private void load() throws IOException {
    PositionFile.Content content =
        positionFile
            .read()
            .orElseThrow(() -> new IOException("its position file cannot be read by this version"));
    for (Partition partition : partitionsOnDisk()) {
      months.put(partition, Month.open(partition, folder.resolve(partition.name()), disk));
    }
    for (Map.Entry<String, LedgerPosition> said : content.months().entrySet()) {
      Month month = Partition.named(said.getKey()).map(months::get).orElse(null);
      if (month == null || month.committed().compareTo(said.getValue()) < 0) {
        throw new IOException(
            "%s should be complete up to ledger entry %s, it %s"
                .formatted(
                    said.getKey(),
                    said.getValue(),
                    month == null ? "is not there" : "is up to " + month.committed()));
      }
    }
    unreadable.addAll(content.unreadable());
    settled = content.position();
  }

  private List<Partition> partitionsOnDisk() throws IOException {
    List<Partition> found = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (Path entry : entries) {
        Partition.named(String.valueOf(entry.getFileName())).ifPresent(found::add);
      }
    }
    return found;
  }

  /// How far the ledger has been taken in durably.
  LedgerPosition settled() {
    return settled;
  }

  synchronized SortedSet<LedgerPosition> unreadable() {
    return new TreeSet<>(unreadable);
  }

  synchronized void noteUnreadable(LedgerPosition object) throws IOException {
    unreadable.add(object);
    if (unreadable.size() > UNREADABLE_MAX) {
      throw new IOException(
          "the vault does not give back more than %,d objects that the ledger names; run fsck"
              .formatted(UNREADABLE_MAX));
    }
  }

  /// The month of this time, created where it is new.
  Month of(long time) throws IOException {
    Partition partition = Partition.of(time);
    Month month = months.get(partition);
    return month == null ? create(partition) : month;
  }

  private synchronized Month create(Partition partition) throws IOException {
    Month month = months.get(partition);
    if (month == null) {
      month = Month.open(partition, folder.resolve(partition.name()), disk);
      months.put(partition, month);
    }
    return month;
  }

  /// The months, newest first, the one without times last.
  List<Month> all() {
    return List.copyOf(months.values());
  }

  /// Writes buffers out while all together hold more than [#BUFFER_BYTES_MAX]. Workers call this
  /// now and then; when another is at it already, it returns at once.
  void relieve() throws IOException {
    if (!flushing.tryLock()) {
      return;
    }
    try {
      Month largest = largestIfTooMuch();
      while (largest != null) {
        largest.flushLargestBuffer();
        largest = largestIfTooMuch();
      }
    } finally {
      flushing.unlock();
    }
  }

  private @Nullable Month largestIfTooMuch() {
    long total = 0;
    long most = -1;
    Month largest = null;
    for (Month month : months.values()) {
      long used = month.ramBytesUsed();
      total += used;
      if (used > most) {
        most = used;
        largest = month;
      }
    }
    return total > BUFFER_BYTES_MAX ? largest : null;
  }

  /// Writes out what buffers hold; see [Month#flushBuffers()].
  void flushBuffers() throws IOException {
    for (Month month : months.values()) {
      month.flushBuffers();
    }
  }

  /// Makes everything up to `position` durable.
  void settle(LedgerPosition position) throws IOException {
    for (Month month : months.values()) {
      month.commit(position);
    }
    SortedMap<String, LedgerPosition> complete = new TreeMap<>();
    for (Month month : months.values()) {
      if (!month.isEmpty()) {
        complete.put(month.partition().name(), month.committed());
      }
    }
    positionFile.write(new PositionFile.Content(position, complete, unreadable()));
    settled = position;
    for (Month month : months.values()) {
      month.refresh();
    }
    closeIdle();
  }

  /// A month that everything has been committed of needs no writer until there is more for it.
  private void closeIdle() throws IOException {
    List<Month> writing =
        new ArrayList<>(months.values().stream().filter(Month::isWriting).toList());
    writing.sort(Comparator.comparingLong(Month::idleSinceNanos));
    int tooMany = writing.size() - WRITERS_MAX;
    for (Month month : writing) {
      boolean idle = System.nanoTime() - month.idleSinceNanos() > IDLE_NANOS;
      if ((tooMany > 0 || idle) && (!month.isMerging() || tooMany > WRITERS_MAX)) {
        month.rollback();
        tooMany--;
      }
    }
  }

  boolean hasTooManyWriters() {
    return months.values().stream().filter(Month::isWriting).count() > WRITERS_MAX;
  }

  void refresh() throws IOException {
    for (Month month : months.values()) {
      month.refresh();
    }
  }

  /// Forgets everything since the last commits.
  void rollback() throws IOException {
    synchronized (this) {
      unreadable.tailSet(new LedgerPosition(settled.value() + 1)).clear();
    }
    for (Month month : months.values()) {
      month.rollback();
    }
  }

  /// Deletes everything, position first.
  void clear() throws IOException {
    positionFile.delete();
    settled = LedgerPosition.START;
    synchronized (this) {
      unreadable.clear();
    }
    for (Month month : all()) {
      months.remove(month.partition());
      month.close();
    }
    for (Partition partition : partitionsOnDisk()) {
      delete(folder.resolve(partition.name()));
    }
  }

  private static void delete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Bytes on disk. Files that a merge deletes meanwhile do not count.
  long bytes() throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return sum[0];
  }

  /// Closes without committing.
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Month month : all()) {
      try {
        month.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
