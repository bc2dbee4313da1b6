package io.trailseal.indexer.intake;

import io.trailseal.indexer.intake.IntakeStatus.ListingStatus;

/// Is told how far a backfill is, several times a second, on the thread that asked for it. What it
/// throws stops the backfill, which is gone on with when it is asked for again.
public interface BackfillProgress {

  void listing(ListingStatus status);

  /// Something is waited for: another listing to end, the verifier to have seen what came in.
  void waiting(String what);
}
