package io.trailseal.indexer.follow;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A counter that one can wait on: every change anywhere in the loop is a beat. Whoever waits
/// remembers the count first, looks at the world, and then waits for the count to move on; so no
/// beat is missed in between.
final class Pulse {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long count;

  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void beat() {
    lock.lock();
    try {
      count++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns when there was a beat after the one that made the count `seen`, or after `millis`.
  void await(long seen, long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (count == seen && nanos > 0) {
        nanos = moved.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
