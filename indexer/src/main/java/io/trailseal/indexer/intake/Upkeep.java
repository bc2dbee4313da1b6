package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Ingestor;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What intake does by the clock: reconciles the buckets, tries again what is parked, keeps the
/// public keys up.
///
/// Threads: its own; [#close] may be called from any.
final class Upkeep implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  /// How often to look whether something is due.
  private static final long LOOK_SECONDS = 10;

  private static final long KEYS_LOOK_SECONDS = 60;

  /// After a start the queues come first.
  private static final Duration FIRST_AFTER = Duration.ofSeconds(60);

  /// After a reconciliation that did not come to its end.
  private static final Duration AGAIN_AFTER = Duration.ofMinutes(10);

  private static final long STOP_SECONDS_MAX = 30;

  private final Listings listings;
  private final ParkedRetries parked;
  private final KeyUpkeep keys;
  private final Ingestor ingestor;
  private final IntakeLimits limits;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(
          3, Thread.ofPlatform().daemon().name("intake-upkeep-", 0).factory());
  private @Nullable Instant reconcileAt;
  private Instant sweptTo;

  Upkeep(
      Listings listings,
      ParkedRetries parked,
      KeyUpkeep keys,
      Ingestor ingestor,
      IntakeLimits limits,
      InstantSource clock) {
    this.listings = listings;
    this.parked = parked;
    this.keys = keys;
    this.ingestor = ingestor;
    this.limits = limits;
    this.clock = clock;
    // What became due shortly before the process began is tried, too.
    this.sweptTo = clock.instant().minus(limits.parkedEvery());
  }

  void start() {
    ScheduledFuture<?> _ =
        threads.schedule(
            () -> tried("remembering the last reconciliations", listings::recall),
            0,
            TimeUnit.SECONDS);
    every("reconciling the buckets", LOOK_SECONDS, this::reconcileIfDue);
    every("trying parked objects again", LOOK_SECONDS, this::sweep);
    every("keeping the public keys up", KEYS_LOOK_SECONDS, keys::look);
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private void every(String what, long seconds, Task task) {
    ScheduledFuture<?> _ =
        threads.scheduleWithFixedDelay(() -> tried(what, task), seconds, seconds, TimeUnit.SECONDS);
  }

  /// What throws out of a scheduled task would end its schedule without a word.
  private void tried(String what, Task task) {
    try {
      task.run();
    } catch (InterruptedException _) {
      LOG.info("{} was stopped", what);
    } catch (IOException | RuntimeException | Error e) {
      // An Error too: what ended silently would look like what has nothing to do.
      if (!threads.isShutdown()) {
        LOG.error("{} failed and will be tried again", what, e);
      }
    }
  }

  private void reconcileIfDue() throws IOException, InterruptedException {
    if (limits.reconcileEvery().isZero()) {
      return;
    }
    Instant now = clock.instant();
    Instant due = Optional.ofNullable(reconcileAt).orElse(now.plus(FIRST_AFTER));
    reconcileAt = due;
    // A clock that was set back must not put it off.
    if (now.isBefore(due) && now.plus(limits.reconcileEvery()).plus(FIRST_AFTER).isAfter(due)) {
      return;
    }
    boolean isComplete = false;
    try {
      isComplete = listings.reconcile(limits.reconcileDays());
    } finally {
      Duration wait =
          isComplete || limits.reconcileEvery().compareTo(AGAIN_AFTER) < 0
              ? limits.reconcileEvery()
              : AGAIN_AFTER;
      reconcileAt = clock.instant().plus(wait);
    }
  }

  private void sweep() throws IOException, InterruptedException {
    Instant now = clock.instant();
    if (now.isAfter(sweptTo)) {
      parked.sweep(sweptTo, now, ingestor);
      // Only now: what was due and failed is due again.
      sweptTo = now;
    } else if (now.plus(limits.parkedEvery()).isBefore(sweptTo)) {
      // The clock was set back.
      sweptTo = now;
    }
  }

  /// Stops. What was read is taken in, nothing more is read.
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      listings.stop();
      threads.shutdownNow();
      if (!threads.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.warn("what intake does by the clock did not stop within {} s", STOP_SECONDS_MAX);
      }
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
