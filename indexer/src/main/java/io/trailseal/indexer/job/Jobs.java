package io.trailseal.indexer.job;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.access.UnrecordedException;
import io.trailseal.indexer.job.JobRefusedException.Reason;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Long work on one store. The one door to this package.
///
/// Threads: any; each job has one of its own.
public final class Jobs implements Closeable {
  /// Jobs that are remembered.
  public static final int KEPT_MAX = 100;

  /// What is at work ends with the batch or object it is at.
  private static final long STOP_SECONDS_MAX = 30;

  private static final int OUTCOME_LENGTH_MAX = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private final Store store;
  private final ImportFolders importFolders;
  private final ReportFolder reports;
  private final InstantSource clock;
  private final JobFile file;

  /// By id. Guarded by this.
  private final TreeMap<Long, Job> jobs = new TreeMap<>();

  /// Those at work, by id. Guarded by this.
  private final Map<Long, Running> running = new HashMap<>();

  private long last;
  private boolean closing;

  private Jobs(Store store, ImportFolders importFolders, InstantSource clock) {
    this.store = store;
    this.importFolders = importFolders;
    this.reports = new ReportFolder(store.home().resolve("reports"));
    this.clock = clock;
    this.file = new JobFile(store.home().resolve("jobs.properties"));
  }

  /// @param importFolders below which files may be imported; empty where none may
  /// @throws IOException if what was kept of earlier jobs cannot be read or written
  public static Jobs open(Store store, List<Path> importFolders, InstantSource clock)
      throws IOException {
    Jobs opened = new Jobs(store, new ImportFolders(importFolders), clock);
    opened.remember();
    return opened;
  }

  private synchronized void remember() throws IOException {
    JobFile.Content content = file.read();
    last = content.last();
    boolean changed = false;
    for (Job job : content.jobs()) {
      boolean broken = job.isAtWork();
      changed |= broken;
      jobs.put(
          job.id(),
          broken
              ? job.ended(Job.State.INTERRUPTED, Optional.empty(), JobWork.interrupted(job.kind()))
              : job);
    }
    if (changed) {
      keep();
    }
  }

  /// One job at work.
  private record Running(Caller by, JobWork.Control control, Thread thread) {}

  /// Begins a job.
  ///
  /// @param by who asks; that they ask is entered in the access record first
  /// @throws JobRefusedException if it is not begun
  /// @throws IOException if that it begins cannot be kept or entered; it is not begun then
  public Job start(JobOrder order, Caller by) throws JobRefusedException, IOException {
    JobOrder checked = order instanceof JobOrder.Import given ? importFolders.check(given) : order;
    JobWork work = JobWork.of(checked, store, reports, clock);
    synchronized (this) {
      if (closing) {
        throw new JobRefusedException(Reason.NOT_POSSIBLE, "the appliance is about to stop");
      }
      Optional<Job> other =
          jobs.values().stream()
              .filter(job -> job.isAtWork() && job.kind() == checked.kind())
              .findFirst();
      if (other.isPresent()) {
        throw new JobRefusedException(
            Reason.RUNNING,
            "job %d of this kind is at work, one at a time is".formatted(other.get().id()));
      }
      long id = ++last;
      Job job =
          new Job(
              id,
              checked.kind(),
              checked.what(),
              S3Name.excerpt(by.name(), AccessRecord.NAME_LENGTH_MAX),
              Job.State.RUNNING,
              clock.instant(),
              Optional.empty(),
              OptionalDouble.empty(),
              "",
              "");
      enter(by, deed(AccessAction.JOB_STARTED, job));
      boolean begun = false;
      try {
        jobs.put(id, job);
        keep();
        JobWork.Control control = new JobWork.Control((part, text) -> progress(id, part, text));
        Thread thread =
            Thread.ofPlatform().daemon().name("job-" + id).unstarted(() -> run(id, work, control));
        running.put(id, new Running(by, control, thread));
        thread.start();
        begun = true;
      } finally {
        if (!begun) {
          neverBegan(job, by);
        }
      }
      return job;
    }
  }

  /// Else it would be at work for ever, and keep others of its kind out.
  private void neverBegan(Job job, Caller by) {
    jobs.remove(job.id());
    running.remove(job.id());
    try {
      enter(
          by,
          deed(AccessAction.JOB_ENDED, job)
              .as(AccessOutcome.FAILED)
              .with(AccessDetail.REASON, "it could not be begun"));
    } catch (UnrecordedException e) {
      LOG.error("that job {} could not be begun could not be entered either", job.id(), e);
    }
  }

  private static Deed deed(AccessAction action, Job job) {
    return Deed.of(action).with(AccessDetail.SUBJECT, "job %d: %s".formatted(job.id(), job.what()));
  }

  private void enter(Caller by, Deed deed) throws UnrecordedException {
    LedgerPosition _ = store.accessRecord().enter(by, deed);
  }

  private synchronized void progress(long id, OptionalDouble part, String text) {
    jobs.computeIfPresent(id, (_, job) -> job.at(part, text));
  }

  private void run(long id, JobWork work, JobWork.Control control) {
    Job.State state;
    String outcome;
    try {
      outcome = work.run(control);
      state = Job.State.DONE;
    } catch (CancellationException
        | InterruptedException
        | InterruptedIOException
        | ClosedByInterruptException _) {
      state = isClosing() ? Job.State.INTERRUPTED : Job.State.CANCELLED;
      outcome = state == Job.State.CANCELLED ? "stopped" : "";
    } catch (Failed e) {
      state = Job.State.FAILED;
      outcome = String.valueOf(e.getMessage());
    } catch (Throwable e) {
      // Whatever it is, an error too, it ends this job and nothing else: one that stayed at work
      // would keep others of its kind out until the next start.
      LOG.error("job {} failed", id, e);
      state = Job.State.FAILED;
      outcome = "it broke off; the appliance's log says more under job " + id;
    }
    end(id, state, outcome);
  }

  /// A job came to an end that is no success, for a reason that a person can understand.
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1;

    /// @param message printable
    Failed(String message) {
      super(message);
    }
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private void end(long id, Job.State state, String outcome) {
    Job ended;
    Running was;
    synchronized (this) {
      Job job = jobs.get(id);
      was = running.get(id);
      if (job == null || was == null) {
        return;
      }
      ended =
          job.ended(
              state,
              Optional.of(clock.instant()),
              state == Job.State.INTERRUPTED
                  ? JobWork.interrupted(job.kind())
                  : S3Name.excerpt(outcome, OUTCOME_LENGTH_MAX));
      jobs.put(id, ended);
      try {
        keep();
      } catch (IOException e) {
        LOG.error("that job {} ended could not be kept", id, e);
      }
    }
    try {
      enter(
          was.by(),
          deed(AccessAction.JOB_ENDED, ended)
              .as(state == Job.State.DONE ? AccessOutcome.DONE : AccessOutcome.FAILED)
              .with(AccessDetail.REASON, "%s: %s".formatted(state.word(), ended.outcome())));
    } catch (UnrecordedException e) {
      // Nothing is given out by that; the jobs kept on disk say it too.
      LOG.error("that job {} ended could not be entered in the access record", id, e);
    }
    synchronized (this) {
      // Not before: who closes waits for those that are here.
      running.remove(id);
    }
  }

  private void keep() throws IOException {
    while (jobs.size() > KEPT_MAX) {
      Optional<Long> oldest =
          jobs.values().stream().filter(job -> !job.isAtWork()).map(Job::id).findFirst();
      if (oldest.isEmpty()) {
        break;
      }
      jobs.remove(oldest.get());
    }
    file.write(new JobFile.Content(List.copyOf(jobs.values()), last));
  }

  /// The newest first.
  public synchronized List<Job> all() {
    List<Job> all = new ArrayList<>(jobs.values());
    all.sort(Comparator.comparingLong(Job::id).reversed());
    return all;
  }

  public synchronized Optional<Job> find(long id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /// Tells a job to stop. It ends with the batch or object it is at; one that has ended stays as it
  /// is.
  ///
  /// @return the job; empty where there is none
  /// @throws JobRefusedException if it cannot be stopped: a rebuild
  /// @throws IOException if that somebody stops it cannot be entered; it goes on then
  public Optional<Job> cancel(long id, Caller by) throws JobRefusedException, IOException {
    Running at;
    synchronized (this) {
      Job job = jobs.get(id);
      if (job == null) {
        return Optional.empty();
      }
      if (job.kind() == Job.Kind.REBUILD) {
        throw new JobRefusedException(
            Reason.NOT_POSSIBLE,
            "a rebuild is not stopped: what it makes anew would be begun again at the next start");
      }
      Running found = running.get(id);
      if (found == null || !job.isAtWork()) {
        return Optional.of(job);
      }
      enter(by, deed(AccessAction.JOB_CANCELLED, job));
      jobs.put(id, job.with(Job.State.STOPPING));
      at = found;
    }
    at.control().stop();
    return find(id);
  }

  /// What re-verifications found.
  public ReportFolder reports() {
    return reports;
  }

  /// Stops what is at work, and returns once it has ended. To be closed before the store.
  @Override
  public void close() {
    List<Running> all;
    synchronized (this) {
      closing = true;
      all = List.copyOf(running.values());
    }
    all.forEach(one -> one.control().stop());
    try {
      for (Running one : all) {
        one.thread().join(TimeUnit.SECONDS.toMillis(STOP_SECONDS_MAX));
        if (one.thread().isAlive()) {
          LOG.warn("{} did not stop within {} s", one.thread().getName(), STOP_SECONDS_MAX);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
