package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.concurrent.atomic.AtomicLong;

/// Which months the index keeps, as the newest entry about it in the ledger says.
///
/// Threads: [#keeps], [#wants] and [#noteLeftOut()] from any; what changes it while [Inventory] is
/// locked.
final class Keeping {
  private volatile Line line = Line.ALL;

  /// Events left out since the last settling.
  private final AtomicLong leaving = new AtomicLong();

  /// @param from number of the first [Partition] of those that answer; 0 for all
  /// @param target number of the first that is to be kept: earlier than `from` while months are
  ///   brought back
  /// @param since the ledger entry that said so; what earlier ones said is known
  /// @param leftOut events that are in the ledger's objects and not in the index for that reason;
  ///   those that came after their month was dropped as often as they were delivered
  record Line(int from, int target, LedgerPosition since, long leftOut) {
    static final Line ALL = new Line(0, 0, LedgerPosition.START, 0);
  }

  Line line() {
    return line;
  }

  void set(Line next) {
    line = next;
  }

  /// Whether events of this month are taken in with the others.
  boolean keeps(Partition partition) {
    return !partition.isDated() || partition.number() >= line.from();
  }

  /// Whether this month is kept, or is to be brought back.
  boolean wants(Partition partition) {
    return !partition.isDated() || partition.number() >= line.target();
  }

  /// Months that were brought back answer now.
  void adopted(Job job) {
    if (line.target() < line.from() && job.scope().covers(line.target(), line.from() - 1)) {
      long back = 0;
      for (Month month : job.months.values()) {
        back += keeps(month.partition()) ? 0 : month.events();
      }
      long leftOut = Math.max(0, line.leftOut() - back);
      set(new Line(line.target(), line.target(), line.since(), leftOut));
    }
  }

  /// Months are not brought back after all, until the ledger says it again.
  void giveUp(Job job) {
    if (line.target() < line.from() && job.scope().covers(line.target(), line.from() - 1)) {
      set(new Line(line.from(), line.from(), line.since(), line.leftOut()));
    }
  }

  void noteLeftOut() {
    leaving.incrementAndGet();
  }

  /// What was left out since then comes again.
  void forget() {
    leaving.set(0);
  }

  /// What was left out since then is settled.
  void settle() {
    long left = leaving.getAndSet(0);
    set(new Line(line.from(), line.target(), line.since(), Math.max(0, line.leftOut() + left)));
  }

  long leftOut() {
    return line.leftOut() + leaving.get();
  }
}
