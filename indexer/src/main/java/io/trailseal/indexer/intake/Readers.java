package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.Threads;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who reads objects: a bounded number of threads for all buckets, queues and listings together.
///
/// Every bucket has a lane. The threads serve the lanes in turn, and no lane gets all of them, so
/// that a bucket that does not answer keeps nobody else's objects waiting; one that is known not to
/// answer gets [#PROBES_MAX]. What could not be reached waits in its lane and is read again, sooner
/// where the bucket answers again meanwhile. What waits is bounded by whoever brings it.
final class Readers implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
  private static final int PROBES_MAX = 2;

  /// So many in a row, and it was the bucket rather than a single object.
  private static final int OUTAGE_FAILURES = 3;

  private static final long DISK_LOOKED_AT_EVERY_MS = 500;

  /// One object to be read.
  interface Task {
    BucketDesk desk();

    S3Name name();

    /// Of the version to be read; empty for the one that lies there now.
    Optional<String> versionId();

    /// Whether somebody still wants it. What nobody wants is [#dropped()].
    boolean isWanted();

    /// Is told, on a reading thread, what came of it: anything but [Read.Unreachable]. From here on
    /// it is the task's to close.
    void read(Read read);

    /// It could not be reached.
    ///
    /// @param times so often by now
    /// @return whether to try again, after some time; if not, that was the last of it
    default boolean unreachable(Read.Unreachable why, int times) {
      return true;
    }

    /// It was not read, and will not be.
    default void dropped() {}
  }

  private static final class Waiting {
    private final Task task;
    private int failures;
    private long dueNanos;

    Waiting(Task task) {
      this.task = task;
    }
  }

  private static final class Lane {
    private final BucketDesk desk;
    private final Deque<Waiting> due = new ArrayDeque<>();
    private final PriorityQueue<Waiting> later =
        new PriorityQueue<>(Comparator.comparingLong(waiting -> waiting.dueNanos));
    private int running;

    Lane(BucketDesk desk) {
      this.desk = desk;
    }
  }

  private final DiskGuard disk;
  private final int perLaneMax;
  private final List<Lane> lanes;
  private final List<Thread> threads = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int nextLane;
  private boolean closed;

  Readers(List<BucketDesk> desks, int readsMax, DiskGuard disk) {
    this.disk = disk;
    this.lanes = desks.stream().map(Lane::new).toList();
    this.perLaneMax = lanes.size() <= 1 ? readsMax : Math.max(1, readsMax * 3 / 4);
    for (int i = 0; i < readsMax; i++) {
      threads.add(Thread.ofVirtual().name("intake-reader-" + i).start(this::readOn));
    }
  }

  /// Has an object read when its turn comes; the task is told.
  void submit(Task task) {
    lock.lock();
    try {
      if (!closed) {
        lane(task).due.add(new Waiting(task));
        changed.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    task.dropped();
  }

  private Lane lane(Task task) {
    for (Lane lane : lanes) {
      if (lane.desk == task.desk()) {
        return lane;
      }
    }
    throw new IllegalArgumentException(task.desk().bucket().description() + " has no lane");
  }

  private void readOn() {
    try {
      while (true) {
        Waiting next = take();
        if (next == null) {
          return;
        }
        Lane lane = lane(next.task);
        try {
          read(next, lane);
        } finally {
          leave(lane);
        }
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  /// The next to be read, or null once closed.
  private @Nullable Waiting take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        boolean low = disk.isLow();
        Waiting next = low ? null : choose();
        if (next != null) {
          return next;
        }
        if (low) {
          changed.await(DISK_LOOKED_AT_EVERY_MS, TimeUnit.MILLISECONDS);
        } else {
          awaitDue();
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Waiting choose() {
    long now = System.nanoTime();
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get((nextLane + i) % lanes.size());
      while (!lane.later.isEmpty() && lane.later.peek().dueNanos - now <= 0) {
        lane.due.add(lane.later.remove());
      }
      int atATime = lane.desk.isUnreachable() ? Math.min(PROBES_MAX, perLaneMax) : perLaneMax;
      if (lane.running < atATime && !lane.due.isEmpty()) {
        lane.running++;
        nextLane = (nextLane + i + 1) % lanes.size();
        return lane.due.remove();
      }
    }
    return null;
  }

  /// Its caller looks again in a loop.
  @SuppressWarnings("WaitNotInLoop")
  private void awaitDue() throws InterruptedException {
    long now = System.nanoTime();
    long first = Long.MAX_VALUE;
    for (Lane lane : lanes) {
      if (!lane.later.isEmpty()) {
        first = Math.min(first, Math.max(1, lane.later.peek().dueNanos - now));
      }
    }
    if (first == Long.MAX_VALUE) {
      changed.await();
    } else {
      changed.awaitNanos(first);
    }
  }

  private void read(Waiting next, Lane lane) throws InterruptedException {
    Task task = next.task;
    if (!task.isWanted()) {
      task.dropped();
      return;
    }
    Read read;
    try {
      read = lane.desk.bucket().read(task.name(), task.versionId());
    } catch (InterruptedException e) {
      task.dropped();
      throw e;
    } catch (RuntimeException | Error e) {
      // A fault of ours. Trying again does no harm, and the message ends where its queue sends what
      // nobody can take.
      LOG.error("reading {} failed", task.name(), e);
      read =
          new Read.Unreachable(
              Obstacle.OBJECT_NOT_READABLE,
              "reading it failed with " + e.getClass().getSimpleName() + "; see the log");
    }
    lane.desk.count(read);
    if (read instanceof Read.Unreachable why) {
      lane.desk.reached(false);
      next.failures++;
      if (task.unreachable(why, next.failures)) {
        later(next, lane);
      }
    } else {
      int failuresInRow = lane.desk.reached(true);
      if (failuresInRow > 0) {
        recovered(lane, failuresInRow);
      }
      task.read(read);
    }
  }

  private void later(Waiting waiting, Lane lane) {
    lock.lock();
    try {
      if (!closed) {
        waiting.dueNanos = System.nanoTime() + BACKOFF.after(waiting.failures).toNanos();
        lane.later.add(waiting);
        changed.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    waiting.task.dropped();
  }

  /// The bucket answers again, so it is read by as many as before, and nobody has to wait out what
  /// was meant for its silence.
  private void recovered(Lane lane, int failuresInRow) {
    lock.lock();
    try {
      if (failuresInRow >= OUTAGE_FAILURES) {
        lane.due.addAll(lane.later);
        lane.later.clear();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whoever leaves takes the next, so nobody has to be woken.
  private void leave(Lane lane) {
    lock.lock();
    try {
      lane.running--;
    } finally {
      lock.unlock();
    }
  }

  /// Stops reading, and returns when nobody reads any more. What was not read is dropped.
  @Override
  public void close() {
    List<Waiting> left = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      for (Lane lane : lanes) {
        left.addAll(lane.due);
        left.addAll(lane.later);
        lane.due.clear();
        lane.later.clear();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    threads.forEach(Thread::interrupt);
    threads.forEach(Threads::joinUninterruptibly);
    left.forEach(waiting -> waiting.task.dropped());
  }
}
