package io.trailseal.indexer.follow;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one follower along the ledger, on a thread of its own.
final class FollowThread {
  private static final Logger LOG = LoggerFactory.getLogger(FollowThread.class);

  /// Entries a batch. Large enough that a transaction or a commit per batch does not show, small
  /// enough to stop promptly.
  static final int BATCH_ENTRIES = 256;

  /// Delivered bytes a batch: what a follower has to work through before it can stop.
  static final long BATCH_BYTES = 64L << 20;

  /// While catching up. Each settling cuts a segment of the index, and merging the small ones again
  /// costs more than writing them did; a crash only costs taking this much in once more.
  private static final long SETTLE_INTERVAL_MILLIS = 20_000;

  /// While the ledger grows by a little at a time, and nobody waits: for the same reason.
  static final long SETTLE_PAUSE_MILLIS = 400;

  private static final long POLL_MILLIS = 1_000;
  private static final long BACKOFF_MILLIS_MIN = 100;
  private static final long BACKOFF_MILLIS_MAX = 30_000;

  /// A single failure may pass (a full disk was just cleaned up); who waits is told of the third.
  private static final int FAILURES_TOLD = 3;

  private final Ledger ledger;
  private final Follower follower;
  private final Pulse pulse;
  private final Thread thread;

  /// Threads in [#awaitSettled].
  private final AtomicInteger awaiting = new AtomicInteger();

  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile LedgerPosition taken = LedgerPosition.START;
  private volatile LedgerPosition settled = LedgerPosition.START;
  private volatile @Nullable Trouble trouble;
  private volatile @Nullable IOException failureOnClose;

  /// @param failures how many in a row
  private record Trouble(Throwable cause, int failures) {}

  FollowThread(Ledger ledger, Follower follower, Pulse pulse) {
    this.ledger = ledger;
    this.follower = follower;
    this.pulse = pulse;
    this.thread =
        Thread.ofPlatform().daemon().name("follow-" + follower.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopping = true;
    pulse.beat();
  }

  void join() throws IOException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(
          "interrupted while waiting for " + follower.name() + " to finish its batch", e);
    }
    IOException failure = failureOnClose;
    if (failure != null) {
      throw failure;
    }
  }

  FollowLoop.Status status() {
    Trouble now = trouble;
    LedgerPosition here = settled;
    return new FollowLoop.Status(
        follower.name(),
        taken,
        here,
        behind(here),
        now == null ? Optional.empty() : Optional.of(reason(now.cause())),
        now == null ? 0 : now.failures(),
        thread.isAlive());
  }

  private long behind(LedgerPosition here) {
    try {
      return ledger.evidenceAfter(here);
    } catch (IOException e) {
      // Whoever asks reads the ledger too, and says so. This is as much as it can be.
      LOG.warn("how far {} is behind could not be read: {}", follower.name(), e.toString());
      return Long.MAX_VALUE;
    }
  }

  void awaitSettled(LedgerPosition target) throws IOException, InterruptedException {
    awaiting.incrementAndGet();
    try {
      // It may be pausing with nothing left to read.
      pulse.beat();
      awaitPosition(target);
    } finally {
      awaiting.decrementAndGet();
    }
  }

  private void awaitPosition(LedgerPosition target) throws IOException, InterruptedException {
    while (true) {
      long seen = pulse.count();
      // The follower itself is asked: it may have been cleared a moment ago.
      if (follower.position().compareTo(target) >= 0) {
        return;
      }
      Trouble now = trouble;
      if (now != null && now.failures() >= FAILURES_TOLD) {
        throw new IOException(
            "%s stands at ledger entry %s and cannot go on: %s"
                .formatted(follower.name(), settled, reason(now.cause())),
            now.cause());
      }
      if (ended || stopping) {
        throw new IOException(
            "%s was stopped at ledger entry %s before it reached %s"
                .formatted(follower.name(), settled, target));
      }
      pulse.await(seen, POLL_MILLIS);
    }
  }

  private void run() {
    try {
      while (!stopping) {
        try {
          followFrom(follower.position());
        } catch (IOException | RuntimeException | Error e) {
          // An Error too, out of memory above all: a follower that ended silently would look
          // like one that has nothing to do.
          rest(e);
        }
      }
    } catch (InterruptedException _) {
      // Nobody here interrupts this thread; whoever did wants it to end.
      LOG.warn("{} was interrupted and stops at ledger entry {}", follower.name(), settled);
    } finally {
      ended = true;
      pulse.beat();
    }
  }

  /// Follows until it is time to stop. `from` is where the follower durably stands.
  private void followFrom(LedgerPosition from) throws IOException, InterruptedException {
    taken = from;
    settled = from;
    // What comes first, after a time without anything, does not wait.
    long settledAtNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(SETTLE_PAUSE_MILLIS);
    while (true) {
      long seen = pulse.count();
      if (follower.isIdle()) {
        trouble = null;
        if (!stopping) {
          pulse.await(seen, POLL_MILLIS);
        }
        return;
      }
      List<Recorded> batch = stopping ? List.of() : nextBatch();
      if (!batch.isEmpty()) {
        follower.follow(batch);
        taken = batch.getLast().position();
      }
      boolean last = stopping;
      long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - settledAtNanos);
      boolean due = sinceMillis >= SETTLE_INTERVAL_MILLIS;
      boolean paused = sinceMillis >= SETTLE_PAUSE_MILLIS || awaiting.get() > 0;
      if (taken.compareTo(settled) > 0 && (due || last || (batch.isEmpty() && paused))) {
        settle();
        settledAtNanos = System.nanoTime();
      }
      trouble = null;
      if (last || follower.position().compareTo(settled) < 0) {
        return; // to stop, or to start over where it was cleared
      }
      if (batch.isEmpty()) {
        pulse.await(
            seen, taken.compareTo(settled) > 0 ? SETTLE_PAUSE_MILLIS - sinceMillis : POLL_MILLIS);
      }
    }
  }

  private void settle() throws IOException {
    try {
      follower.settle();
    } catch (IOException | RuntimeException e) {
      if (stopping) {
        failureOnClose =
            new IOException(
                "%s could not settle what it read up to ledger entry %s: %s"
                    .formatted(follower.name(), taken, reason(e)),
                e);
      }
      throw e;
    }
    settled = taken;
    pulse.beat();
  }

  /// Entries of evidence after `taken`, as many as a batch may hold, at least one where there is
  /// one.
  private List<Recorded> nextBatch() throws IOException {
    List<Recorded> entries = ledger.readEvidence(taken, BATCH_ENTRIES);
    long bytes = 0;
    int count = 0;
    for (Recorded entry : entries) {
      if (entry.entry() instanceof ObjectReceived object) {
        bytes += object.deliveredBytes();
      }
      if (count > 0 && bytes > BATCH_BYTES) {
        break;
      }
      count++;
    }
    return entries.subList(0, count);
  }

  private void rest(Throwable cause) throws InterruptedException {
    Trouble before = trouble;
    int failures = before == null ? 1 : before.failures() + 1;
    trouble = new Trouble(cause, failures);
    pulse.beat();
    long seen = pulse.count();
    long millis = Math.min(BACKOFF_MILLIS_MAX, BACKOFF_MILLIS_MIN << Math.min(failures - 1, 20));
    LOG.error(
        "{} failed after ledger entry {} (attempt {}), tries again in {} ms",
        follower.name(),
        taken,
        failures,
        millis,
        cause);
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    // Beats of others must not cut the rest short, only stopping does.
    for (long left = millis; left > 0 && !stopping; ) {
      pulse.await(seen, left);
      seen = pulse.count();
      left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    }
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : S3Name.printable(message);
  }
}
