package io.trailseal.indexer.ledger;

/// What was received, in figures.
///
/// @param objects object entries
/// @param events events in them, as counted when they came in
/// @param quarantined object entries with defects
/// @param deliveredBytes bytes as delivered, all together
public record ObjectCounts(long objects, long events, long quarantined, long deliveredBytes) {}
