package io.trailseal.indexer.ledger;

/// Where an object's entry is.
///
/// @param isNew false where the same object (same name, same bytes, same user metadata) was already
///   there and nothing was written
public record Appended(LedgerPosition position, boolean isNew) {}
