package io.trailseal.indexer.job;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.custody.Reverification;
import io.trailseal.indexer.ingest.ImportStoppedException;
import io.trailseal.indexer.ingest.ImportSummary;
import io.trailseal.indexer.intake.BackfillOrder;
import io.trailseal.indexer.intake.BackfillProgress;
import io.trailseal.indexer.intake.Intake;
import io.trailseal.indexer.intake.IntakeStatus.ListingStatus;
import io.trailseal.indexer.intake.ListingReport;
import io.trailseal.indexer.job.JobRefusedException.Reason;
import io.trailseal.indexer.job.Jobs.Failed;
import io.trailseal.indexer.search.IndexState;
import io.trailseal.indexer.search.Upkeep;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.report.Reports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What a job does. Each says now and then how far it is, and stops there when it is told to.
abstract class JobWork {
  private static final long LOOK_MILLIS = 50;

  private JobWork() {}

  /// @return what came of it
  abstract String run(Control control) throws Exception;

  /// Between a job at work and who watches it.
  static final class Control {
    private final Progress progress;
    private volatile boolean stopped;
    private @Nullable Thread interruptible;

    interface Progress {
      void at(OptionalDouble part, String text);
    }

    Control(Progress progress) {
      this.progress = progress;
    }

    /// @param part negative where nobody knows
    void at(double part, String text) {
      check();
      progress.at(
          part < 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.min(1, part)),
          S3Name.printable(text));
    }

    void check() {
      if (stopped) {
        throw new CancellationException("the job was told to stop");
      }
    }

    synchronized void stop() {
      stopped = true;
      if (interruptible != null) {
        interruptible.interrupt();
      }
    }

    /// From here on this thread is interrupted when the job is told to stop. Most work must not be:
    /// an interrupt closes files under whoever else reads them.
    synchronized void mayBeInterrupted() {
      check();
      interruptible = Thread.currentThread();
    }

    /// What was interrupted too late is done.
    synchronized void mayNotBeInterrupted() {
      interruptible = null;
      boolean _ = Thread.interrupted();
    }
  }

  /// @throws JobRefusedException if it cannot be done as things are
  static JobWork of(JobOrder order, Store store, ReportFolder reports, InstantSource clock)
      throws JobRefusedException, IOException {
    return switch (order) {
      case JobOrder.Import given -> new Importing(store, given);
      case JobOrder.Backfill given -> new Backfilling(store, intake(store), given);
      case JobOrder.Verify _ -> new Verifying(store, reports, clock);
      case JobOrder.Rebuild given -> new Rebuilding(store, given.month());
    };
  }

  private static Intake intake(Store store) throws JobRefusedException {
    return store
        .runningIntake()
        .filter(intake -> !intake.status().buckets().isEmpty())
        .orElseThrow(
            () ->
                new JobRefusedException(
                    Reason.NOT_POSSIBLE, "no bucket is set to take objects in from"));
  }

  /// What is said of a job that the process did not live to end.
  static String interrupted(Job.Kind kind) {
    return switch (kind) {
      case IMPORT, BACKFILL ->
          "the appliance stopped meanwhile; what came in is kept, and it goes on from there when it"
              + " is asked for again";
      case VERIFY -> "the appliance stopped meanwhile; nothing was entered";
      case REBUILD -> "the appliance stopped meanwhile; it goes on by itself";
    };
  }

  private static void catchUp(Store store, Control control, String what)
      throws IOException, InterruptedException {
    long head = store.ledger().evidenceHead().value();
    while (store.followed().value() < head) {
      long at = store.followed().value();
      control.at(at / (double) head, String.format(Locale.ROOT, "%s  %,d of %,d", what, at, head));
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static final class Importing extends JobWork {
    private final Store store;
    private final JobOrder.Import order;

    Importing(Store store, JobOrder.Import order) {
      this.store = store;
      this.order = order;
    }

    @Override
    String run(Control control) throws Exception {
      List<Path> paths = order.paths();
      ImportSummary summary;
      try {
        summary =
            store
                .importer()
                .run(
                    paths,
                    order.bucket(),
                    (objects, objectsTotal, bytes, bytesTotal, events) ->
                        control.at(
                            part(objects, objectsTotal, bytes, bytesTotal),
                            String.format(
                                Locale.ROOT,
                                "%,d objects  %,d events  %,d bytes",
                                objects,
                                events,
                                bytes)));
      } catch (ImportStoppedException e) {
        throw new Failed(S3Name.printable(String.valueOf(e.getMessage())));
      }
      catchUp(store, control, "verifying and indexing");
      store.custody().concludeAbsences(summary.walked(), summary.unseen());
      store.wake();
      catchUp(store, control, "looking for what is absent");
      return String.format(
          Locale.ROOT,
          "%,d objects with %,d events came in, %,d were here already, %,d are in quarantine",
          summary.objects(),
          summary.events(),
          summary.duplicates(),
          summary.quarantined());
    }

    private static double part(long objects, long objectsTotal, long bytes, long bytesTotal) {
      if (bytesTotal > 0) {
        return bytes / (double) bytesTotal;
      }
      return objectsTotal > 0 ? objects / (double) objectsTotal : -1;
    }
  }

  private static final class Backfilling extends JobWork {
    private final Store store;
    private final Intake intake;
    private final JobOrder.Backfill order;

    Backfilling(Store store, Intake intake, JobOrder.Backfill order) {
      this.store = store;
      this.intake = intake;
      this.order = order;
    }

    @Override
    String run(Control control) throws Exception {
      List<ListingReport> listings =
          intake.backfill(
              new BackfillOrder(Set.of(), order.scope(), false),
              new BackfillProgress() {
                @Override
                public void listing(ListingStatus status) {
                  control.at(
                      -1,
                      String.format(
                          Locale.ROOT,
                          "%s%s  %,d objects listed, %,d found, in %,d of %,d folders",
                          status.trouble().map("TROUBLE: %s  "::formatted).orElse(""),
                          status.what(),
                          status.listed(),
                          status.found(),
                          status.foldersDone(),
                          status.foldersKnown()));
                }

                @Override
                public void waiting(String what) {
                  control.at(-1, what);
                }
              });
      catchUp(store, control, "verifying and indexing");
      Optional<String> trouble =
          listings.stream()
              .filter(listing -> !listing.isComplete())
              .map(
                  listing ->
                      "%s was not listed to its end%s"
                          .formatted(
                              listing.bucket(), listing.trouble().map(": "::concat).orElse("")))
              .findFirst();
      if (trouble.isPresent()) {
        throw new Failed(S3Name.printable(trouble.get()));
      }
      return "%d bucket(s) listed to the end, everything in scope is here or parked"
          .formatted(listings.size());
    }
  }

  private static final class Verifying extends JobWork {
    private final Store store;
    private final ReportFolder reports;
    private final InstantSource clock;

    Verifying(Store store, ReportFolder reports, InstantSource clock) {
      this.store = store;
      this.reports = reports;
      this.clock = clock;
    }

    @Override
    String run(Control control) throws Exception {
      catchUp(store, control, "verifying and indexing");
      Reverification result;
      control.mayBeInterrupted();
      try {
        if (store.isReverifying()) {
          control.at(-1, "another re-verification is at work; this one begins when that has ended");
        }
        result =
            store.reverify(
                WalkOptions.STANDARD,
                1,
                (places, done, objects, bytes) ->
                    control.at(
                        places == 0 ? -1 : done / (double) places,
                        String.format(
                            Locale.ROOT,
                            "%,d objects  %,d of %,d accounts x regions  %,d bytes",
                            objects,
                            done,
                            places,
                            bytes)));
      } finally {
        control.mayNotBeInterrupted();
      }
      Path kept = reports.keep(result.report(), result.remarks(), clock.instant());
      return "%s; report %s%s"
          .formatted(
              S3Name.printable(Reports.headline(result.report())),
              ReportFolder.name(kept),
              result.agrees() ? "" : "; the store does not give back what it took in");
    }
  }

  private static final class Rebuilding extends JobWork {
    private final Store store;
    private final Optional<String> month;

    Rebuilding(Store store, Optional<String> month) throws JobRefusedException, IOException {
      this.store = store;
      this.month = month;
      Upkeep.Need need;
      try {
        need = store.search().upkeep().need(month);
      } catch (IllegalArgumentException e) {
        throw new JobRefusedException(
            Reason.WRONG, S3Name.excerpt(String.valueOf(e.getMessage()), 300));
      }
      if (!need.isMet()) {
        throw new JobRefusedException(
            Reason.NOT_POSSIBLE,
            String.format(
                Locale.ROOT,
                "it needs about %,d bytes of disk meanwhile, %,d are free",
                need.bytes(),
                need.bytesFree()));
      }
    }

    @Override
    String run(Control control) throws Exception {
      Upkeep upkeep = store.search().upkeep();
      long id = upkeep.rebuild(month);
      long head = store.ledger().head().value();
      while (true) {
        Optional<IndexState.Rebuild> now =
            upkeep.state().rebuilds().stream().filter(each -> each.id() == id).findFirst();
        if (now.isEmpty()) {
          break;
        }
        long reached = now.get().reached().value();
        control.at(
            head == 0 ? 1 : reached / (double) head,
            String.format(
                Locale.ROOT,
                "entry %,d of %,d%s",
                reached,
                head,
                now.get().trouble().map("; tries again: "::concat).orElse("")));
        Thread.sleep(LOOK_MILLIS);
      }
      Optional<String> gaveWay = upkeep.gaveWay(id);
      if (gaveWay.isPresent()) {
        throw new Failed(S3Name.printable(gaveWay.get()));
      }
      return month.map("the index of "::concat).orElse("the index") + " is new";
    }
  }
}
