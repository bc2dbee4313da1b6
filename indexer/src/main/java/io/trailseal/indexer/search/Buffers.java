package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The memory and the writers of some months.
///
/// Threads: [#relieve()] and [#flush()] from any.
final class Buffers {
  /// An organization that catches up writes to some years of months at a time; a writer that is
  /// open costs a few hundred kilobytes.
  private static final int WRITERS_MAX = 32;

  /// Events held in memory to know them again until a reader shows them, all months together: some
  /// 30 MB. Settling shows them all, so that only a long catching up gets here.
  private static final int RECENT_MAX = 500_000;

  private static final long IDLE_NANOS = 60_000_000_000L;

  private final Supplier<Collection<Month>> months;
  private final long bytesMax;
  private final ReentrantLock flushing = new ReentrantLock();

  /// @param months to be asked each time
  /// @param bytesMax for events not yet written out, all months together
  Buffers(Supplier<Collection<Month>> months, long bytesMax) {
    this.months = months;
    this.bytesMax = bytesMax;
  }

  /// Writes buffers out while all together hold too much. Workers call this now and then; when
  /// another is at it already, it returns at once.
  void relieve() {
    if (!flushing.tryLock()) {
      return;
    }
    try {
      Month largest = largestIfTooMuch();
      while (largest != null) {
        largest.flushLargestBuffer();
        largest = largestIfTooMuch();
      }
      showRecentIfTooMany();
    } finally {
      flushing.unlock();
    }
  }

  private @Nullable Month largestIfTooMuch() {
    long total = 0;
    long most = -1;
    Month largest = null;
    for (Month month : months.get()) {
      long used = month.ramBytesUsed();
      total += used;
      if (used > most) {
        most = used;
        largest = month;
      }
    }
    return total > bytesMax ? largest : null;
  }

  private void showRecentIfTooMany() {
    int total = 0;
    int most = -1;
    Month fullest = null;
    for (Month month : months.get()) {
      int recent = month.recentCount();
      total += recent;
      if (recent > most) {
        most = recent;
        fullest = month;
      }
    }
    if (total > RECENT_MAX && fullest != null) {
      fullest.refresh();
    }
  }

  /// Writes out what buffers hold; see [Month#flushBuffers()].
  void flush() {
    months.get().forEach(Month::flushBuffers);
  }

  /// A month that everything has been committed of needs no writer until there is more for it.
  void closeIdle() throws IOException {
    List<Month> writing = new ArrayList<>(months.get().stream().filter(Month::isWriting).toList());
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
    return months.get().stream().filter(Month::isWriting).count() > WRITERS_MAX;
  }
}
