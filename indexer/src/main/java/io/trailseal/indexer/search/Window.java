package io.trailseal.indexer.search;

import java.time.Instant;
import java.util.Optional;

/// Times to search, in ms: all of them, or `from` inclusive to `to` exclusive.
record Window(boolean everything, long from, long to) {
  static final Window EVERYTHING = new Window(true, Long.MIN_VALUE, Long.MAX_VALUE);

  static Window of(Optional<Instant> from, Optional<Instant> to) {
    return new Window(
        from.isEmpty() && to.isEmpty(),
        from.map(Window::ceilMillis).orElse(Long.MIN_VALUE),
        to.map(Window::ceilMillis).orElse(Long.MAX_VALUE));
  }

  /// Events have whole milliseconds: at or after 0.5 ms means at or after 1 ms.
  private static long ceilMillis(Instant time) {
    try {
      long floor = time.toEpochMilli();
      return Instant.ofEpochMilli(floor).equals(time) ? floor : floor + 1;
    } catch (ArithmeticException _) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  boolean touches(Partition partition) {
    return everything || (partition.isDated() && partition.start() < to && partition.end() > from);
  }

  boolean covers(Partition partition) {
    return everything || (partition.start() >= from && partition.end() <= to);
  }
}
