package io.trailseal.indexer.intake;

import io.trailseal.indexer.custody.Custody;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.intake.IntakeStatus.ListingStatus;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.Ledger.IntakeList;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes in what lies in the buckets by listing them: a backfill when somebody asks for it, a
/// reconciliation by the clock. One at a time; a backfill does not wait for a reconciliation, which
/// gives way and is done later.
///
/// Threads: any.
final class Listings {
  private static final Logger LOG = LoggerFactory.getLogger(Listings.class);

  /// What is younger than this may have been announced by a message that is still under way:
  /// notifications usually come in seconds, and sometimes after a minute.
  static final Duration GRACE = Duration.ofMinutes(15);

  /// A day's folder is complete, as far as conclusions from absence go, so long after its end.
  private static final Duration DAY_SETTLED_AFTER = Duration.ofHours(2);

  private static final int COMPARISONS_READ_MAX = 200;
  private static final int LIST_TRIES = 6;
  private static final long LOOK_MILLIS = 100;
  private static final long STOP_SECONDS_MAX = 60;

  private final Ledger ledger;
  private final Ingestor ingestor;
  private final Custody custody;
  private final Runnable wake;
  private final List<BucketDesk> desks;
  private final Readers readers;
  private final ReadShare share;
  private final Pace pace;
  private final Backoff listBackoff;
  private final Path folder;
  private final InstantSource clock;

  /// Held by whoever lists.
  private final ReentrantLock listing = new ReentrantLock();

  private volatile @Nullable ListingRun run;
  private volatile boolean backfillWaits;
  private volatile boolean closed;

  /// @param listBackoff between two tries to list
  /// @param folder where backfills that were stopped are remembered
  Listings(
      Ledger ledger,
      Ingestor ingestor,
      Custody custody,
      Runnable wake,
      List<BucketDesk> desks,
      Readers readers,
      ReadShare share,
      Pace pace,
      Backoff listBackoff,
      Path folder,
      InstantSource clock) {
    this.ledger = ledger;
    this.ingestor = ingestor;
    this.custody = custody;
    this.wake = wake;
    this.desks = List.copyOf(desks);
    this.readers = readers;
    this.share = share;
    this.pace = pace;
    this.listBackoff = listBackoff;
    this.folder = folder;
    this.clock = clock;
  }

  /// Tells the desks when they were last reconciled, as the ledger remembers it.
  void recall() throws IOException {
    for (Recorded recorded :
        ledger
            .newest(
                IntakeList.COMPARISONS, new LedgerPosition(Long.MAX_VALUE), COMPARISONS_READ_MAX)
            .reversed()) {
      if (recorded.entry() instanceof BucketCompared compared
          && compared.purpose() == BucketCompared.Purpose.RECONCILIATION) {
        desks.stream()
            .filter(desk -> desk.bucket().root().equals(compared.prefix()))
            .forEach(desk -> desk.reconciled(recorded.recordedAt()));
      }
    }
  }

  /// The listing that is under way.
  Optional<ListingStatus> status() {
    ListingRun now = run;
    return now == null ? Optional.empty() : Optional.of(now.status());
  }

  /// Lists what was asked for, bucket after bucket, and returns once what was found is durable and
  /// conclusions from absence are drawn.
  ///
  /// @throws IllegalArgumentException naming a root that no source has
  List<ListingReport> backfill(BackfillOrder order, BackfillProgress progress)
      throws IOException, InterruptedException {
    List<BucketDesk> chosen = chosen(order);
    backfillWaits = true;
    try {
      while (!listing.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        stopReconciliation();
        progress.waiting("waiting for another listing to end");
      }
    } finally {
      backfillWaits = false;
    }
    try {
      List<ListingReport> reports = new ArrayList<>();
      for (BucketDesk desk : chosen) {
        ListingPlan plan =
            new ListingPlan(
                desk,
                BucketCompared.Purpose.BACKFILL,
                new FolderListing.Rules(order.scope(), Optional.empty(), true),
                order.isDry(),
                Optional.of(new ListingState.Place(folder, desk.bucket().root(), order.scope())));
        reports.add(run(plan, progress));
      }
      return reports;
    } finally {
      listing.unlock();
    }
  }

  private List<BucketDesk> chosen(BackfillOrder order) {
    for (S3Prefix root : order.roots()) {
      if (desks.stream().noneMatch(desk -> desk.bucket().root().equals(root))) {
        throw new IllegalArgumentException(
            "nothing is taken in from s3://%s/%s"
                .formatted(
                    S3Name.excerpt(root.bucket(), 100), S3Name.excerpt(root.keyPrefix(), 200)));
      }
    }
    return desks.stream()
        .filter(desk -> order.roots().isEmpty() || order.roots().contains(desk.bucket().root()))
        .toList();
  }

  private void stopReconciliation() {
    ListingRun now = run;
    if (now != null && now.isReconciliation()) {
      now.stop();
    }
  }

  /// Lists the last days of every bucket.
  ///
  /// @param days how many, today included
  /// @return whether all of it was listed to its end
  boolean reconcile(int days) throws IOException, InterruptedException {
    if (backfillWaits || !listing.tryLock()) {
      return false;
    }
    try {
      boolean isComplete = true;
      for (BucketDesk desk : desks) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        // Clocks differ: what was written just now may lie in tomorrow's folder.
        ListingScope scope = ListingScope.days(today.minusDays(days - 1L), today.plusDays(1));
        Instant announced = pace.oldestInHand().filter(now::isAfter).orElse(now).minus(GRACE);
        ListingPlan plan =
            new ListingPlan(
                desk,
                BucketCompared.Purpose.RECONCILIATION,
                new FolderListing.Rules(scope, Optional.of(announced), false),
                false,
                Optional.empty());
        ListingReport report = run(plan, SILENT);
        if (report.isComplete()) {
          desk.reconciled(now);
          tell(report);
        } else {
          isComplete = false;
          LOG.warn(
              "the reconciliation of {} did not come to its end: {}",
              report.bucket(),
              report.trouble().orElse("it was stopped"));
        }
        if (backfillWaits || closed) {
          return false;
        }
      }
      return isComplete;
    } finally {
      listing.unlock();
    }
  }

  private static void tell(ListingReport report) {
    long found = report.counts().found();
    long left = report.counts().left();
    String young =
        left == 0
            ? ""
            : "; %d younger than %d minutes left to the queue".formatted(left, GRACE.toMinutes());
    if (found > 0) {
      LOG.warn(
          "{} object(s) of {} were found by listing only: no notification had announced them{}",
          found,
          report.bucket(),
          young);
    } else if (report.counts().listed() == 0) {
      LOG.info("reconciled {}: its last days list nothing to compare{}", report.bucket(), young);
    } else {
      LOG.info(
          "reconciled {}: all of {} object(s) listed are here{}",
          report.bucket(),
          report.counts().listed(),
          young);
    }
  }

  private static final BackfillProgress SILENT =
      new BackfillProgress() {
        @Override
        public void listing(ListingStatus status) {}

        @Override
        public void waiting(String what) {}
      };

  private ListingReport run(ListingPlan plan, BackfillProgress progress)
      throws IOException, InterruptedException {
    Relisting relisting = new Relisting(LIST_TRIES, listBackoff, plan.desk().listTrouble());
    ListingRun next = new ListingRun(plan, ledger, readers, share, relisting, clock.instant());
    run = next;
    try {
      if (closed) {
        next.stop();
      }
      ListingRun.Result result = next.run(ingestor, progress::listing);
      if (result.report().isComplete() && !plan.isDry() && result.excluded().isPresent()) {
        conclude(plan, result.begunAt(), result.excluded().get(), progress);
      }
      return result.report();
    } finally {
      run = null;
    }
  }

  /// What is absent of what was listed to its end. Not before custody has seen what came in, and
  /// not of days to which something may have been added since.
  private void conclude(
      ListingPlan plan, Instant begunAt, List<S3Prefix> excluded, BackfillProgress progress)
      throws IOException, InterruptedException {
    LedgerPosition head = ledger.evidenceHead();
    wake.run();
    while (ledger.custodyPosition().compareTo(head) < 0) {
      if (closed) {
        return;
      }
      progress.waiting("verifying what came in");
      Thread.sleep(LOOK_MILLIS);
    }
    custody.concludeAbsences(
        wasListed(plan.desk().bucket().root(), plan.rules().scope(), begunAt, excluded));
    wake.run();
  }

  static Predicate<S3Name> wasListed(
      S3Prefix root, ListingScope scope, Instant begunAt, List<S3Prefix> excluded) {
    Instant settled = begunAt.minus(DAY_SETTLED_AFTER);
    return name -> {
      if (!root.contains(name) || excluded.stream().anyMatch(part -> part.contains(name))) {
        return false;
      }
      Optional<Layout.Day> day = Layout.dayOf(name.key());
      return day.map(
              in ->
                  scope.holds(in)
                      && !in.date()
                          .plusDays(1)
                          .atStartOfDay()
                          .toInstant(ZoneOffset.UTC)
                          .isAfter(settled))
          .orElse(scope.isEverything());
    };
  }

  /// Stops what is under way and returns when it has ended; nothing is listed any more.
  void stop() throws InterruptedException {
    closed = true;
    ListingRun now = run;
    if (now != null) {
      now.stop();
    }
    if (listing.tryLock(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      listing.unlock();
    } else {
      LOG.warn("a listing did not stop within {} s", STOP_SECONDS_MAX);
    }
  }
}
