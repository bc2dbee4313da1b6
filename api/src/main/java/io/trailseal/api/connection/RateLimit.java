package io.trailseal.api.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// So many requests a second for each of those who make them, and ten times as many at once: a
/// token bucket each.
///
/// Threads: any.
public final class RateLimit {
  private static final int SECONDS_AT_ONCE = 10;

  /// More callers than a company has; what is forgotten beyond that is forgotten in their favour.
  private static final int CALLERS_MAX = 10_000;

  private final double nanosEach;
  private final double burstNanos;
  private final LongSupplier nanoTime;
  private final Map<String, Long> fullAtNanos = new HashMap<>();

  /// @param perSecond in the long run
  /// @param nanoTime as [System#nanoTime()]
  public RateLimit(int perSecond, LongSupplier nanoTime) {
    this.nanosEach = TimeUnit.SECONDS.toNanos(1) / (double) perSecond;
    this.burstNanos = nanosEach * perSecond * SECONDS_AT_ONCE;
    this.nanoTime = nanoTime;
  }

  /// Counts a request of `who`.
  ///
  /// @return zero if it may go on, else how long until it may
  public synchronized Duration take(String who) {
    long now = nanoTime.getAsLong();
    // A bucket is known by when it will be full again; one that is full need not be kept.
    long untilFull = Math.max(0, fullAtNanos.getOrDefault(who, now) - now);
    double missing = untilFull + nanosEach - burstNanos;
    if (missing > 0) {
      return Duration.ofNanos((long) Math.ceil(missing));
    }
    if (fullAtNanos.size() >= CALLERS_MAX && !fullAtNanos.containsKey(who)) {
      forgetFull(now);
    }
    fullAtNanos.put(who, now + untilFull + (long) nanosEach);
    return Duration.ZERO;
  }

  private void forgetFull(long now) {
    Iterator<Long> each = fullAtNanos.values().iterator();
    while (each.hasNext()) {
      if (each.next() - now <= 0) {
        each.remove();
      }
    }
    if (fullAtNanos.size() >= CALLERS_MAX) {
      fullAtNanos.clear();
    }
  }
}
