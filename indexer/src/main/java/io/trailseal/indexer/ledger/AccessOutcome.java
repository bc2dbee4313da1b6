package io.trailseal.indexer.ledger;

/// What came of it. The names are written to ledgers.
public enum AccessOutcome {
  DONE,
  /// Begun; that it ended is another entry. Where there is none, it was interrupted.
  BEGUN,
  /// Ended before it was complete, or gave less than was asked for.
  CUT,
  /// Not done, because whoever asked may not.
  REFUSED,
  /// Not done, for another reason.
  FAILED
}
