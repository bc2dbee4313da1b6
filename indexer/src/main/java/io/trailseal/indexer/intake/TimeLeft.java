package io.trailseal.indexer.intake;

import java.time.Duration;
import java.util.Optional;

/// Guesses how long something takes yet. Threads: any.
final class TimeLeft {
  /// Before so much of it is done a guess is not worth telling.
  private static final double GUESS_FROM = 0.01;

  private final long startedNanos = System.nanoTime();
  private double doneAtStart = -1;
  private double done;

  /// @param part of all, from 0 to 1; the first one told is where it began
  synchronized void at(double part) {
    if (doneAtStart < 0) {
      doneAtStart = part;
    }
    done = part;
  }

  synchronized Optional<Duration> guess() {
    if (doneAtStart < 0 || done - doneAtStart < GUESS_FROM) {
      return Optional.empty();
    }
    double nanos = (System.nanoTime() - startedNanos) * (1 - done) / (done - doneAtStart);
    return Optional.of(Duration.ofNanos((long) nanos));
  }
}
