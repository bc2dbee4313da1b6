package io.trailseal.indexer.intake;

import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import java.util.Optional;

/// What one listing of one bucket is to do.
///
/// @param isDry whether it is only counted what there is
/// @param resume where it is remembered how far it came; empty to remember nothing
record ListingPlan(
    BucketDesk desk,
    BucketCompared.Purpose purpose,
    FolderListing.Rules rules,
    boolean isDry,
    Optional<ListingState.Place> resume) {
  String what() {
    return (purpose == BucketCompared.Purpose.BACKFILL ? "backfill" : "reconciliation")
        + " of "
        + desk.bucket().description()
        + rules.scope().narrowedTo();
  }
}
