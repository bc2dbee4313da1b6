package io.trailseal.indexer.intake;

import java.util.function.BooleanSupplier;

/// How many objects may be read at a time for a listing: half of what all of intake may, and an
/// eighth while a queue has messages in hand, because what was just written is what people wait
/// for.
///
/// Threads: any.
final class ReadShare {
  private static final long LOOK_MILLIS = 50;

  private final int readsMax;
  private final BooleanSupplier isQueueBusy;
  private int reading;

  /// @param readsMax of all of intake
  ReadShare(int readsMax, BooleanSupplier isQueueBusy) {
    this.readsMax = readsMax;
    this.isQueueBusy = isQueueBusy;
  }

  /// Waits for a turn; [#release()] gives it back.
  synchronized void acquire() throws InterruptedException {
    while (reading >= max()) {
      // With a limit, because the queue becomes idle without telling us.
      wait(LOOK_MILLIS);
    }
    reading++;
  }

  synchronized void release() {
    reading--;
    notifyAll();
  }

  private int max() {
    return Math.max(1, readsMax / (isQueueBusy.getAsBoolean() ? 8 : 2));
  }
}
