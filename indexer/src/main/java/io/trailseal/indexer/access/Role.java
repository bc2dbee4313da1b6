package io.trailseal.indexer.access;

/// What somebody may do. Somebody may have several. The names are written to ledgers.
public enum Role {
  /// Searches, looks at events, and exports within limits.
  ANALYST,
  /// All that, and proofs, reports, bundles and the access record.
  AUDITOR,
  /// Settings, jobs and accounts; no events unless also an analyst or auditor.
  OPERATOR
}
