package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The jobs there are. They never overlap.
///
/// Threads: what changes them while [Inventory] is locked, the rest from any.
final class Jobs {
  private final List<Job> all = new CopyOnWriteArrayList<>();
  private final Garbage garbage;
  private long last;

  /// @param garbage where months go that are of no use any more
  Jobs(Garbage garbage) {
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

  /// Makes the jobs fit to what is to be kept.
  ///
  /// @param from number of the first month that answers
  /// @param target of the first that is to be kept
  void keepFrom(int from, int target) {
    for (Job job : all) {
      if (job.scope().low() > Partition.UNDATED.number() && job.scope().high() < target) {
        drop(job);
      } else if (!job.isInPlace()) {
        for (Month month : job.months.values()) {
          if (month.partition().isDated() && month.partition().number() < target) {
            job.months.remove(month.partition());
            garbage.add(month);
          }
        }
      }
    }
    if (target >= from) {
      return;
    }
    // What is read already was read without the months that come back.
    Scope back = new Scope(target, from - 1);
    for (Job job : all) {
      if (!job.isInPlace() && job.scope().touches(back)) {
        back =
            new Scope(
                Math.min(back.low(), job.scope().low()), Math.max(back.high(), job.scope().high()));
      }
    }
    Job _ = begin(back, null, LedgerPosition.START);
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
        garbage.add(month);
      }
    }
  }

  List<PositionFile.JobLine> lines() {
    return all.stream().map(Job::line).toList();
  }
}
