package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Measures [Lag].
///
/// Threads: each worker notes in a [Notes] of its own; [#searchable] and [#forget] are for the
/// following thread, between batches; [#lag()] is for any.
final class LagMeter {
  /// What is older was not on its way all that time: it was imported, or found by a backfill.
  static final Duration NEW_MAX = Duration.ofDays(7);

  /// Clocks differ. What lies further ahead has no true time, and no lag.
  private static final Duration AHEAD_MAX = Duration.ofMinutes(1);

  /// Times a worker remembers of a batch: 1 MiB. A batch with more of them is counted in parts,
  /// those before the last a little early.
  static final int NOTES_MAX = 128 * 1024;

  private static final int NOTES_FIRST = 1024;

  private final InstantSource clock;
  private final List<Notes> crew = new ArrayList<>();
  private final ReentrantLock counting = new ReentrantLock();
  private final Counter sinceEvent = new Counter();
  private final Counter sinceDelivery = new Counter();

  /// What the index held before, or was counted since. Taken in again, it is nothing new.
  private volatile LedgerPosition counted;

  /// @param known up to here the ledger's entries are nothing new
  LagMeter(InstantSource clock, LedgerPosition known) {
    this.clock = clock;
    this.counted = known;
  }

  /// What one worker notes. To be asked for before following begins.
  Notes notes() {
    Notes notes = new Notes();
    crew.add(notes);
    return notes;
  }

  /// Whether the events of this object are to be noted.
  boolean isNew(LedgerPosition object) {
    return object.compareTo(counted) > 0;
  }

  /// What was noted can be found now.
  void searchable(LedgerPosition upTo) {
    for (Notes notes : crew) {
      notes.count();
    }
    if (upTo.compareTo(counted) > 0) {
      counted = upTo;
    }
  }

  /// What was noted was not taken in after all, and comes again.
  void forget() {
    for (Notes notes : crew) {
      notes.clear();
    }
  }

  Lag lag() {
    counting.lock();
    try {
      return new Lag(sinceEvent.histogram(), sinceDelivery.histogram());
    } finally {
      counting.unlock();
    }
  }

  /// When events happened and objects were delivered, of one batch.
  final class Notes {
    private long[] eventMillis = new long[NOTES_FIRST];
    private int events;
    private long[] deliveryMillis = new long[NOTES_FIRST];
    private int deliveries;

    void event(long millis) {
      if (millis == Fields.NO_TIME) {
        return;
      }
      if (events == NOTES_MAX) {
        count();
      }
      if (events == eventMillis.length) {
        eventMillis = Arrays.copyOf(eventMillis, events * 2);
      }
      eventMillis[events++] = millis;
    }

    void delivery(Instant at) {
      if (deliveries == NOTES_MAX) {
        count();
      }
      if (deliveries == deliveryMillis.length) {
        deliveryMillis = Arrays.copyOf(deliveryMillis, deliveries * 2);
      }
      deliveryMillis[deliveries++] = at.toEpochMilli();
    }

    private void count() {
      if (events == 0 && deliveries == 0) {
        return;
      }
      long now = clock.millis();
      counting.lock();
      try {
        sinceEvent.add(now, eventMillis, events);
        sinceDelivery.add(now, deliveryMillis, deliveries);
      } finally {
        counting.unlock();
      }
      clear();
    }

    private void clear() {
      events = 0;
      deliveries = 0;
    }
  }

  private static final class Counter {
    private static final int BOUND_COUNT = LagHistogram.BOUNDS_SECONDS.size();
    private static final double[] BOUNDS_MILLIS =
        LagHistogram.BOUNDS_SECONDS.stream().mapToDouble(seconds -> seconds * 1000).toArray();

    private final long[] counts = new long[BOUND_COUNT + 1];
    private long sumMillis;

    void add(long now, long[] times, int count) {
      for (int i = 0; i < count; i++) {
        long lag = now - times[i];
        if (lag <= NEW_MAX.toMillis() && lag >= -AHEAD_MAX.toMillis()) {
          add(Math.max(0, lag));
        }
      }
    }

    private void add(long lagMillis) {
      int bucket = 0;
      while (bucket < BOUND_COUNT && lagMillis > BOUNDS_MILLIS[bucket]) {
        bucket++;
      }
      counts[bucket]++;
      sumMillis += lagMillis;
    }

    LagHistogram histogram() {
      return new LagHistogram(Arrays.stream(counts).boxed().toList(), sumMillis / 1000.0);
    }
  }
}
