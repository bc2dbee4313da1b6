package io.trailseal.appliance.watch;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.custody.Reverification;
import io.trailseal.indexer.job.ReportFolder;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.report.Reports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at a store by the clock for as long as it is served.
///
/// Threads: its own; [#close] may be called from any.
public final class Watch implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /// Digests are due by the hour.
  private static final long OVERDUE_EVERY_SECONDS = 300;

  /// How often to look whether a re-verification is due.
  private static final long DUE_EVERY_SECONDS = 60;

  /// A month ends once a month; who changes the setting starts the appliance anew.
  private static final long RETENTION_EVERY_SECONDS = 86_400;

  /// An interrupted re-verification ends with the object it is reading.
  private static final long STOP_SECONDS_MAX = 30;

  private final Store store;
  private final ReportFolder reports;
  private final Duration every;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor threads;

  // A hint, and only some systems take it: one object at a time is what leaves room for the rest.
  @SuppressWarnings("ThreadPriorityCheck")
  Watch(Store store, ReportFolder reports, Duration every, InstantSource clock) {
    this.store = store;
    this.reports = reports;
    this.every = every;
    this.clock = clock;
    this.threads =
        new ScheduledThreadPoolExecutor(
            2,
            Thread.ofPlatform().daemon().name("watch-", 0).priority(Thread.MIN_PRIORITY).factory());
  }

  /// @param every how long after the last report everything is verified again; zero for never
  /// @param retentionMonths what is older is dropped from the search index, looked at once a day; 0
  ///   to leave it as it is
  public static Watch start(
      Store store, ReportFolder reports, Duration every, int retentionMonths, InstantSource clock) {
    Watch watch = new Watch(store, reports, every, clock);
    ScheduledFuture<?> _ =
        watch.threads.scheduleWithFixedDelay(
            () -> watch.tried("looking for overdue digests", watch::lookForOverdue),
            0,
            OVERDUE_EVERY_SECONDS,
            TimeUnit.SECONDS);
    if (!every.isZero()) {
      ScheduledFuture<?> _ =
          watch.threads.scheduleWithFixedDelay(
              () -> watch.tried("the scheduled re-verification", watch::verifyIfDue),
              0,
              DUE_EVERY_SECONDS,
              TimeUnit.SECONDS);
    }
    if (retentionMonths > 0) {
      ScheduledFuture<?> _ =
          watch.threads.scheduleWithFixedDelay(
              () ->
                  watch.tried(
                      "dropping old months from the search index",
                      () -> watch.retain(retentionMonths)),
              0,
              RETENTION_EVERY_SECONDS,
              TimeUnit.SECONDS);
    }
    return watch;
  }

  /// @return whether something changes by that
  boolean retain(int months) throws IOException {
    YearMonth from = keptFrom(clock.instant(), months);
    if (store.search().upkeep().keptFrom().equals(Optional.of(from))) {
      return false;
    }
    RetentionSet retention =
        store.retention(Optional.of(from), "setting search.retention-months=" + months);
    LedgerPosition entry = store.retain(retention);
    LOG.info(
        "the search index keeps events from {} on: {} months with {} events are dropped, ledger"
            + " entry {}",
        from,
        retention.dropped().size(),
        retention.events(),
        entry);
    return true;
  }

  /// The first month that is kept: every event is, for this many months at least.
  public static YearMonth keptFrom(Instant now, int months) {
    return YearMonth.from(now.atZone(ZoneOffset.UTC)).minusMonths(months);
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  /// What throws out of a scheduled task would end its schedule without a word.
  private void tried(String what, Task task) {
    try {
      task.run();
    } catch (InterruptedException _) {
      LOG.info("{} was stopped and will be begun anew", what);
    } catch (IOException | RuntimeException e) {
      if (!threads.isShutdown()) {
        LOG.error("{} failed and will be tried again", what, e);
      }
    }
  }

  void lookForOverdue() throws IOException {
    LedgerPosition before = store.ledger().evidenceHead();
    store.custody().watch(clock.instant());
    if (store.ledger().evidenceHead().compareTo(before) > 0) {
      store.wake();
    }
  }

  /// @return the report, where it was due
  Optional<Path> verifyIfDue() throws IOException, InterruptedException {
    if (!isDue(clock.instant())) {
      return Optional.empty();
    }
    LOG.info("re-verification begins");
    Reverification result = store.reverify(WalkOptions.STANDARD, 1, WalkProgress.SILENT);
    Path file = reports.keep(result.report(), result.remarks(), clock.instant());
    String headline = S3Name.printable(Reports.headline(result.report()));
    if (result.agrees()) {
      LOG.info("re-verified everything stored: {}; report in {}", headline, file);
    } else {
      LOG.error("re-verified everything stored: {}; report in {}", headline, file);
      result.remarks().forEach(remark -> LOG.error("{}", S3Name.printable(remark)));
    }
    return Optional.of(file);
  }

  /// Counted from the last report, or, before there is one, from when the store was begun: what has
  /// just come in was verified then.
  private boolean isDue(Instant now) throws IOException {
    Optional<Instant> last = reports.lastAt();
    if (last.isEmpty()) {
      last =
          store.ledger().readEvidence(LedgerPosition.START, 1).stream()
              .findFirst()
              .map(Recorded::recordedAt);
    }
    // A clock that was set back must not put it off.
    return last.isPresent() && (now.isBefore(last.get()) || !now.isBefore(last.get().plus(every)));
  }

  /// Stops. What is being read is read to its end, nothing more; an unfinished re-verification
  /// leaves nothing behind.
  @Override
  public void close() {
    // The rooms of a store do not mind interrupts.
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.warn("a re-verification did not stop within {} s", STOP_SECONDS_MAX);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
