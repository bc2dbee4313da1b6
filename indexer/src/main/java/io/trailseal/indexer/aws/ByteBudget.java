package io.trailseal.indexer.aws;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// How many bytes of objects may be in memory at a time; who wants more waits.
final class ByteBudget {
  private static final int UNIT = 1024;

  private final Semaphore units;

  /// @param bytes at least what the largest object has
  ByteBudget(long bytes) {
    // Fair, so that a large object gets its turn among small ones.
    this.units = new Semaphore(Math.toIntExact(bytes / UNIT), true);
  }

  /// @return gives the bytes back when run, once
  Runnable take(long bytes) throws InterruptedException {
    int count = units(bytes);
    units.acquire(count);
    return back(count);
  }

  /// @return nothing where they were not to be had in time
  Optional<Runnable> take(long bytes, Duration waitMax) throws InterruptedException {
    int count = units(bytes);
    return units.tryAcquire(count, waitMax.toNanos(), TimeUnit.NANOSECONDS)
        ? Optional.of(back(count))
        : Optional.empty();
  }

  private static int units(long bytes) {
    return Math.toIntExact((bytes + UNIT - 1) / UNIT);
  }

  private Runnable back(int count) {
    AtomicBoolean out = new AtomicBoolean(true);
    return () -> {
      if (out.getAndSet(false)) {
        units.release(count);
      }
    };
  }

  long bytesLeft() {
    return (long) units.availablePermits() * UNIT;
  }
}
