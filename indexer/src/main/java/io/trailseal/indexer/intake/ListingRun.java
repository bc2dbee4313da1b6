package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket.ListedVersion;
import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.FolderWalk.Cursor;
import io.trailseal.indexer.intake.FolderWalk.Folder;
import io.trailseal.indexer.intake.IntakeStatus.ListingStatus;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists one bucket, or a part of it, once, and takes in what is not here. One thread walks down to
/// the folders, [#LISTERS] list them, `intake`'s readers read, `ingest` writes, and the thread that
/// called [#run] takes the folders' results in the order of the walk.
///
/// A folder is done when it was listed to its end and all of it is durable. What is remembered for
/// going on later is the last folder up to which all are done.
///
/// For one run.
final class ListingRun {
  private static final Logger LOG = LoggerFactory.getLogger(ListingRun.class);

  private static final int LISTERS = 4;

  /// Folders under way or waiting for their turn in the order: bounds memory.
  private static final int FOLDERS_AHEAD_MAX = 64;

  private static final long LOOK_MILLIS = 100;
  private static final long SAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long STOP_SECONDS_MAX = 30;
  static final int EXCLUDED_MAX = 1_000;

  /// Is told several times a second how far it is; what it throws stops the listing.
  interface Progress {
    void at(ListingStatus status);
  }

  /// How it went, and for conclusions from absence:
  ///
  /// @param begunAt when it was begun first
  /// @param excluded folders in which something was left to the queue; empty optional where there
  ///   were more than [#EXCLUDED_MAX]
  record Result(ListingReport report, Instant begunAt, Optional<List<S3Prefix>> excluded) {}

  /// A folder in the order of the walk.
  private record Pending(FolderListing listing, Future<Sha256> hash) {}

  private final ListingPlan plan;
  private final Ledger ledger;
  private final Readers readers;
  private final ReadShare share;
  private final Relisting relisting;
  private final Handover handover;
  private final Instant startedAt;
  private final long startedNanos = System.nanoTime();

  private final BlockingQueue<Pending> ordered = new ArrayBlockingQueue<>(FOLDERS_AHEAD_MAX);
  private final ExecutorService listers =
      Executors.newFixedThreadPool(
          LISTERS, Thread.ofPlatform().daemon().name("intake-lister-", 0).factory());
  private final AtomicLong known = new AtomicLong();
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private volatile boolean walked;
  private volatile boolean walkEnded;
  private volatile boolean stopped;

  private volatile ListingCounts done = ListingCounts.NONE;
  private volatile @Nullable FolderListing current;
  private final TimeLeft timeLeft = new TimeLeft();

  /// Up to here without a hole.
  private Optional<ListingState> soFar = Optional.empty();

  private boolean hasHole;
  private long savedNanos = System.nanoTime();
  private final List<S3Prefix> excluded = new ArrayList<>();

  ListingRun(
      ListingPlan plan,
      Ledger ledger,
      Readers readers,
      ReadShare share,
      Relisting relisting,
      Instant now) {
    this.plan = plan;
    this.ledger = ledger;
    this.readers = readers;
    this.share = share;
    this.relisting = relisting;
    this.handover = new Handover(plan.what());
    this.startedAt = now;
  }

  /// Ends it soon; [#run] returns what was done.
  void stop() {
    stopped = true;
    handover.stop();
  }

  boolean isReconciliation() {
    return plan.purpose() == BucketCompared.Purpose.RECONCILIATION;
  }

  ListingStatus status() {
    ListingCounts counts = counts();
    return new ListingStatus(
        plan.what(),
        counts.folders(),
        Math.max(known.get(), counts.folders()),
        counts.listed(),
        counts.found(),
        timeLeft.guess(),
        plan.desk().status().trouble());
  }

  private ListingCounts counts() {
    ListingCounts counts = done;
    FolderListing now = current;
    if (now != null) {
      counts = counts.plus(now.tally().counts(0));
    }
    for (Pending pending : ordered) {
      counts = counts.plus(pending.listing().tally().counts(0));
    }
    return counts;
  }

  /// @throws IOException if the ledger or the file that remembers how far it came cannot be used
  Result run(Ingestor ingestor, Progress progress) throws IOException, InterruptedException {
    if (plan.resume().isPresent()) {
      soFar = plan.resume().get().read(startedAt);
      soFar.ifPresent(state -> done = state.counts());
      known.set(done.folders());
    }
    boolean wasResumed = soFar.isPresent();
    Instant begunAt = soFar.map(ListingState::begunAt).orElse(startedAt);
    if (!plan.isDry()) {
      handover.start(ingestor);
    }
    Thread walker = Thread.ofPlatform().daemon().name("intake-walk").unstarted(this::walk);
    walker.start();
    boolean isRemembered = false;
    try {
      takeInOrder(begunAt, progress);
      boolean isComplete = walked && !hasHole && !stopped && trouble.get() == null;
      Sha256 hash = soFar.map(ListingState::hash).orElse(ListingHash.START);
      if (isComplete && !plan.isDry()) {
        boolean _ = handover.put(compared(hash));
      }
      if (!plan.isDry() && !stopped) {
        handover.finish();
      }
      isRemembered = true;
      remember(isComplete);
      ListingReport report =
          new ListingReport(
              plan.desk().bucket().description(),
              isComplete,
              wasResumed,
              done,
              Optional.ofNullable(trouble.get()),
              relisting.refusal(),
              isComplete ? Optional.of(hash) : Optional.empty(),
              Duration.ofNanos(System.nanoTime() - startedNanos));
      return new Result(
          report,
          begunAt,
          excluded.size() > EXCLUDED_MAX ? Optional.empty() : Optional.of(List.copyOf(excluded)));
    } finally {
      end(walker);
      if (!isRemembered) {
        remember(false);
      }
    }
  }

  private Handover.Handed compared(Sha256 hash) {
    ListingScope scope = plan.rules().scope();
    return new Handover.Handed(
        new Delivery.Listed(
            handover.nextTicket(),
            new BucketCompared(
                plan.desk().bucket().root(),
                plan.purpose(),
                scope.from(),
                scope.to(),
                done.listed(),
                done.found(),
                done.parked(),
                hash,
                plan.what())),
        0,
        () -> {},
        () -> {});
  }

  // ------------------------------------------------------------ walking and listing

  private void walk() {
    FolderWalk walk =
        new FolderWalk(
            plan.desk().bucket(),
            plan.rules().scope(),
            soFar.map(ListingState::cursor),
            relisting,
            this::list);
    try {
      walk.run();
      walked = true;
    } catch (SourceException e) {
      trouble.compareAndSet(null, e.detail());
    } catch (InterruptedException _) {
      // Only end() interrupts.
    } catch (RuntimeException | Error e) {
      LOG.error("walking {} failed", plan.what(), e);
      trouble.compareAndSet(null, "a fault in Trailseal itself, see the log: " + e);
    } finally {
      walkEnded = true;
    }
  }

  private void list(Folder folder) throws InterruptedException {
    FolderListing listing =
        new FolderListing(folder, plan.desk().bucket(), ledger, plan.rules(), this::take);
    known.incrementAndGet();
    ordered.put(new Pending(listing, listers.submit(() -> listing.list(relisting))));
  }

  /// Has versions of one key read.
  private void take(FolderListing folder, List<ListedVersion> versions)
      throws InterruptedException {
    if (plan.isDry()) {
      versions.forEach(_ -> folder.taken());
      return;
    }
    share.acquire();
    new VersionReading(folder, versions, owner).start();
  }

  private final VersionReading.Owner owner =
      new VersionReading.Owner() {
        @Override
        public BucketDesk desk() {
          return plan.desk();
        }

        @Override
        public Readers readers() {
          return readers;
        }

        @Override
        public Handover handover() {
          return handover;
        }

        @Override
        public boolean isStopped() {
          return stopped;
        }

        @Override
        public void failed(String detail) {
          trouble.compareAndSet(null, detail);
        }

        @Override
        public void done() {
          share.release();
        }
      };

  // ------------------------------------------------------------ in the order of the walk

  private void takeInOrder(Instant begunAt, Progress progress)
      throws IOException, InterruptedException {
    boolean wasLast = false;
    while (!stopped) {
      Pending next = ordered.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (next == null) {
        if (wasLast) {
          return;
        }
        // Once more after the walk has ended, because it may have told a last one meanwhile.
        wasLast = walkEnded;
        look(progress);
        continue;
      }
      current = next.listing();
      Optional<Sha256> hash = await(next, progress);
      if (stopped) {
        return;
      }
      ListingTally tally = next.listing().tally();
      boolean isDone = hash.isPresent() && tally.failed.sum() == 0;
      if (tally.left.sum() > 0 && excluded.size() <= EXCLUDED_MAX) {
        excluded.add(next.listing().folder().prefix());
      }
      ListingCounts counts = done.plus(tally.counts(isDone ? 1 : 0));
      current = null;
      done = counts;
      timeLeft.at(next.listing().folder().done());
      if (isDone && !hasHole) {
        Folder folder = next.listing().folder();
        Sha256 before = soFar.map(ListingState::hash).orElse(ListingHash.START);
        soFar =
            Optional.of(
                new ListingState(
                    begunAt,
                    Cursor.after(folder),
                    ListingHash.with(before, folder, hash.get()),
                    counts));
        if (System.nanoTime() - savedNanos >= SAVE_EVERY_NANOS) {
          remember(false);
        }
      }
      hasHole |= !isDone;
      look(progress);
    }
  }

  private void look(Progress progress) throws IOException {
    handover.throwIfFailed();
    progress.at(status());
  }

  /// @return nothing where it could not be listed to its end
  private Optional<Sha256> await(Pending next, Progress progress)
      throws IOException, InterruptedException {
    while (!stopped) {
      try {
        return Optional.of(next.hash().get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException _) {
        look(progress);
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case SourceException refused -> trouble.compareAndSet(null, refused.detail());
          case IOException cause -> throw cause;
          case RuntimeException cause -> throw cause;
          case Error cause -> throw cause;
          case null, default -> throw new IOException(e);
        }
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private void remember(boolean isComplete) throws IOException {
    savedNanos = System.nanoTime();
    if (plan.isDry() || plan.resume().isEmpty()) {
      return;
    }
    if (isComplete) {
      plan.resume().get().delete();
    } else if (soFar.isPresent()) {
      plan.resume().get().write(soFar.get());
    }
  }

  /// Nothing of it goes on when this returns.
  private void end(Thread walker) throws InterruptedException {
    stopped = true;
    handover.stop();
    walker.interrupt();
    listers.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      walker.join();
      boolean _ = listers.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
      handover.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
