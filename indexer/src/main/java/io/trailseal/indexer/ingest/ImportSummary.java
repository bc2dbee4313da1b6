package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.trail.Defect;
import java.time.Duration;
import java.util.List;

/// How an import went.
///
/// @param objects objects seen, duplicates among them
/// @param events events in objects that were new
/// @param duplicates objects that were already here, byte for byte under the same name
/// @param quarantined objects set aside because something is wrong with their bytes or with how
///   they came; those that were set aside before and came again are among them
/// @param bytes bytes as delivered, duplicates among them
/// @param refusals what was set aside or could not be taken in at all, the first [#REFUSALS_MAX];
///   the ledger has them all
/// @param walked the parts of buckets that were gone through to their end: what is not here of them
///   is absent
/// @param unseen what of them was not entered all the same: of that nothing is absent
public record ImportSummary(
    long objects,
    long events,
    long duplicates,
    long quarantined,
    long bytes,
    Duration took,
    List<Refusal> refusals,
    List<S3Prefix> walked,
    List<S3Prefix> unseen) {
  public static final int REFUSALS_MAX = 100;

  public ImportSummary {
    refusals = List.copyOf(refusals);
    walked = List.copyOf(walked);
    unseen = List.copyOf(unseen);
  }

  /// One object with something wrong.
  public record Refusal(LedgerPosition position, String name, Defect defect) {}

  public double eventsPerSecond() {
    return took.isZero() ? 0 : events / (took.toNanos() / 1e9);
  }
}
