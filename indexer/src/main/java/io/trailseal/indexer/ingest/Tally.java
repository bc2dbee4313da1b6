package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.trail.Defect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What an import has done so far. Written by one thread.
final class Tally {
  private static final Duration BETWEEN_REPORTS = Duration.ofMillis(250);

  private final ImportProgress progress;
  private final long startedAtNanos = System.nanoTime();
  private final List<ImportSummary.Refusal> refusals = new ArrayList<>();
  private final Set<S3Prefix> walked = new LinkedHashSet<>();
  private final Set<S3Prefix> unseen = new LinkedHashSet<>();
  private long reportedAtNanos = startedAtNanos - BETWEEN_REPORTS.toNanos();
  private long objects;
  private long events;
  private long duplicates;
  private long quarantined;
  private long bytes;
  private ObjectSource.Extent extent = ObjectSource.Extent.UNKNOWN;

  Tally(ImportProgress progress) {
    this.progress = progress;
  }

  /// What there will be, all sources together.
  void expect(ObjectSource.Extent all) {
    extent = all;
    report(true);
  }

  /// One object is durable.
  ///
  /// @param isNew false where it was here before
  void add(LedgerPosition position, LedgerEntry.ObjectReceived entry, boolean isNew) {
    objects++;
    bytes += entry.deliveredBytes();
    if (isNew) {
      events += entry.reading().events();
    } else {
      duplicates++;
    }
    if (entry.isQuarantined()) {
      quarantined++;
      Defect first = entry.defects().getFirst();
      if (refusals.size() < ImportSummary.REFUSALS_MAX) {
        refusals.add(new ImportSummary.Refusal(position, entry.name().toString(), first));
      }
    }
  }

  void walked(List<S3Prefix> prefixes, List<S3Prefix> but) {
    walked.addAll(prefixes);
    unseen.addAll(but);
  }

  long objects() {
    return objects;
  }

  void report(boolean now) {
    long nanos = System.nanoTime();
    if (now || nanos - reportedAtNanos >= BETWEEN_REPORTS.toNanos()) {
      reportedAtNanos = nanos;
      progress.at(objects, extent.objects(), bytes, extent.bytes(), events);
    }
  }

  ImportSummary summary() {
    return new ImportSummary(
        objects,
        events,
        duplicates,
        quarantined,
        bytes,
        Duration.ofNanos(System.nanoTime() - startedAtNanos),
        refusals,
        List.copyOf(walked),
        List.copyOf(unseen));
  }
}
