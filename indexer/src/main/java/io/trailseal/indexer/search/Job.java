package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Months that are brought up to the others, beside them: from the ledger's beginning in new
/// folders, or in place from where they were left behind.
///
/// Threads: the months from the workers; everything else while [Months] is locked.
final class Job {
  private static final long REST_MILLIS_MIN = 500;
  private static final long REST_MILLIS_MAX = 60_000;

  private final long id;
  private final Scope scope;
  private final boolean inPlace;

  /// What is made so far. In place: the month itself, which answers as it was.
  final ConcurrentSkipListMap<Partition, Month> months = new ConcurrentSkipListMap<>();

  private volatile LedgerPosition complete;
  private volatile @Nullable String trouble;
  private int failures;
  private volatile long notBeforeNanos = System.nanoTime();

  /// @param complete up to where its months hold everything, durably
  Job(long id, Scope scope, boolean inPlace, LedgerPosition complete) {
    this.id = id;
    this.scope = scope;
    this.inPlace = inPlace;
    this.complete = complete;
  }

  long id() {
    return id;
  }

  Scope scope() {
    return scope;
  }

  boolean isInPlace() {
    return inPlace;
  }

  LedgerPosition complete() {
    return complete;
  }

  void reached(LedgerPosition position) {
    if (position.compareTo(complete) > 0) {
      complete = position;
      trouble = null;
      failures = 0;
    }
  }

  /// Its months are empty again.
  void startOver() {
    months.clear();
    complete = LedgerPosition.START;
  }

  /// It rests, longer each time.
  void failed(String why) {
    trouble = why;
    long millis = Math.min(REST_MILLIS_MAX, REST_MILLIS_MIN << Math.min(failures++, 16));
    notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  boolean isDue() {
    return System.nanoTime() - notBeforeNanos >= 0;
  }

  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /// What the position file says of it.
  PositionFile.JobLine line() {
    return new PositionFile.JobLine(
        id,
        complete,
        scope,
        inPlace,
        inPlace ? new TreeMap<>() : PositionFile.places(months.values()));
  }
}
