package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// How far the ledger has been made searchable, and making it so when somebody asks.
///
/// Threads: any.
final class Freshness {
  /// Making what is being taken in searchable cuts a segment, so questions that come thick and fast
  /// share one. What is in the ledger is to be found within a second, taking it in included.
  private static final long REFRESH_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  private final Months months;
  private final Intake intake;
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile LedgerPosition reached;

  /// Guarded by `refreshing`.
  private long refreshedAtNanos = System.nanoTime() - REFRESH_INTERVAL_NANOS;

  Freshness(Months months, Intake intake) {
    this.months = months;
    this.intake = intake;
    this.reached = months.settled();
  }

  LedgerPosition reached() {
    return reached;
  }

  /// After the months have settled, or gone back to where they had.
  void settled() {
    reached = months.settled();
  }

  /// While nobody follows.
  void refreshAll() {
    months.refresh();
    reached = intake.taken();
  }

  /// Makes searchable what was taken in up to now, if that was not done a moment ago.
  void catchUp() throws IOException {
    if (refreshing.tryLock()) {
      try {
        LedgerPosition now = intake.taken();
        if (now.compareTo(reached) > 0
            && System.nanoTime() - refreshedAtNanos >= REFRESH_INTERVAL_NANOS) {
          months.refresh();
          reached = now;
          refreshedAtNanos = System.nanoTime();
        }
      } finally {
        refreshing.unlock();
      }
    }
  }
}
