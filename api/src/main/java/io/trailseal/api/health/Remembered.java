package io.trailseal.api.health;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Something costly to find out, found out again once it is old.
///
/// Threads: any. One finds out; the others are given what was known before, and wait only where
/// nothing was.
final class Remembered<T> {
  private final Question<T> question;
  private final long nanosMax;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Known<T> known;

  private record Known<T>(T what, long atNanos) {}

  /// Finds it out.
  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException;
  }

  Remembered(Duration ageMax, Question<T> question) {
    this.nanosMax = ageMax.toNanos();
    this.question = question;
  }

  T get() throws IOException {
    Known<T> before = known;
    if (before != null && (isNew(before) || !asking.tryLock())) {
      return before.what();
    }
    if (before == null) {
      asking.lock();
    }
    try {
      Known<T> now = known;
      if (now == null || !isNew(now)) {
        now = new Known<>(question.ask(), System.nanoTime());
        known = now;
      }
      return now.what();
    } finally {
      asking.unlock();
    }
  }

  private boolean isNew(Known<T> one) {
    return System.nanoTime() - one.atNanos() < nanosMax;
  }
}
