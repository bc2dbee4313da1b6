package io.trailseal.indexer.intake;

import io.trailseal.verifier.Sha256;
import java.time.Duration;
import java.util.Optional;

/// How the listing of one bucket went.
///
/// @param bucket as [io.trailseal.indexer.ingest.Bucket#description()]
/// @param isComplete whether everything in scope was listed to its end and is here or parked; what
///   the ledger says of the comparison was entered then, unless it was a dry run
/// @param wasResumed whether an earlier one that was stopped was gone on with; the counts are of
///   both
/// @param trouble what was in the way first, for a person, printable
/// @param refusal why nothing of it could be listed, where S3 was clear about that
/// @param listing as [io.trailseal.indexer.ledger.LedgerEntry.BucketCompared#listing()], where it
///   is complete
/// @param took this time
public record ListingReport(
    String bucket,
    boolean isComplete,
    boolean wasResumed,
    ListingCounts counts,
    Optional<String> trouble,
    Optional<Refusal> refusal,
    Optional<Sha256> listing,
    Duration took) {

  /// What a person has to change before any of it can be listed.
  public enum Refusal {
    NO_BUCKET,
    DENIED
  }
}
