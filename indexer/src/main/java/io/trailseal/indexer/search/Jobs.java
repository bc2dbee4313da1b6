package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The jobs there are. They never overlap.
///
/// Threads: what changes them while [Inventory] is locked, the rest from any.
final class Jobs {
  private final List<Job> all = new CopyOnWriteArrayList<>();
  private final Set<String> garbage;
  private long last;

  /// @param garbage where the names of folders go that are of no use any more
  Jobs(Set<String> garbage) {
    this.garbage = garbage;
  }

  List<Job> all() {
    return all;
  }

  /// The job that brings a month up, or null.
  @Nullable Job of(Partition partition) {
    return all.stream().filter(job -> job.scope().covers(partition)).findFirst().orElse(null);
  }

  /// One that was there before this process.
  void resume(Job job) {
    last = Math.max(last, job.id());
    all.add(job);
  }

  /// Begins to make months anew, or to bring one up. Jobs within are dropped.
  ///
  /// @param month to bring up in place; null to make `scope` anew
  Job begin(Scope scope, @Nullable Month month, LedgerPosition complete) {
    for (Job job : all) {
      if (job.scope().touches(scope)) {
        drop(job);
      }
    }
    Job job = new Job(++last, scope, month != null, complete);
    if (month != null) {
      job.months.put(month.partition(), month);
    }
    all.add(job);
    return job;
  }

  /// It is done.
  void remove(Job job) {
    all.remove(job);
  }

  /// Forgets a job and what it has made.
  void drop(Job job) {
    all.remove(job);
    discard(job);
  }

  /// Forgets what a job has made.
  void discard(Job job) {
    for (Month month : job.months.values()) {
      if (!job.isInPlace()) {
        month.closeQuietly();
        garbage.add(month.folderName());
      }
    }
  }

  List<PositionFile.JobLine> lines() {
    return all.stream().map(Job::line).toList();
  }
}
