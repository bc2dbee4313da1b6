package io.trailseal.indexer.intake;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before trying again: twice as long after every failure, and by chance up to
/// half of it less, so that those who failed together do not come back together.
///
/// @param first after the first failure, at most
/// @param most after many
record Backoff(Duration first, Duration most) {
  private static final int DOUBLINGS_MAX = 20;

  /// @param failures in a row so far, at least 1
  Duration after(int failures) {
    long grown = first.toNanos() << Math.min(failures - 1, DOUBLINGS_MAX);
    long nanos = Math.min(most.toNanos(), grown);
    return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
  }
}
