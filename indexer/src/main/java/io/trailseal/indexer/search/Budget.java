package io.trailseal.indexer.search;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.QueryTimeout;

/// What one question may cost: time for everything it does, and memory for what it counts. Trips in
/// whatever thread notices, and then in all.
final class Budget implements QueryTimeout {
  /// A question that takes longer than this reads much of the index for each hit.
  static final long SECONDS_MAX = 20;

  /// Counters, sets of events and values of one question, all together.
  static final long BYTES_MAX = 96L << 20;

  private final long endNanos;
  private final BooleanSupplier cancelled;
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  Budget(BooleanSupplier cancelled) {
    this(cancelled, TimeUnit.SECONDS.toNanos(SECONDS_MAX), BYTES_MAX);
  }

  Budget(BooleanSupplier cancelled, long nanosMax, long bytesMax) {
    this.endNanos = System.nanoTime() + nanosMax;
    this.cancelled = cancelled;
    this.bytesMax = bytesMax;
  }

  /// For what nobody asked as a question: time enough.
  static Budget standard() {
    return new Budget(() -> false);
  }

  /// Unchecked, because it passes through Lucene; the door turns it into an
  /// [UnanswerableException].
  static final class SpentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SpentException(String message) {
      super(message, null, false, false);
    }
  }

  @Override
  public boolean shouldExit() {
    return System.nanoTime() - endNanos > 0 || cancelled.getAsBoolean();
  }

  /// Called between steps of about a millisecond.
  void check() {
    if (shouldExit()) {
      throw spentTime();
    }
  }

  SpentException spentTime() {
    return new SpentException(
        cancelled.getAsBoolean()
            ? "whoever asked has gone, so the question was given up"
            : "the question takes longer than %d s; narrow the time or use fewer wildcards"
                .formatted(SECONDS_MAX));
  }

  /// Notes memory that is about to be used.
  void reserve(long more) {
    if (bytes.addAndGet(more) > bytesMax) {
      throw new SpentException(
          "counting needs more than %,d MB; narrow the time or the query, or ask for fewer"
                  .formatted(bytesMax >> 20)
              + " aggregations or buckets at once");
    }
  }

  void release(long less) {
    bytes.addAndGet(-less);
  }
}
