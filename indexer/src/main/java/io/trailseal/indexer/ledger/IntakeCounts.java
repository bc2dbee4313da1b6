package io.trailseal.indexer.ledger;

/// How often what happened on the way in, over the whole ledger.
///
/// @param parked objects that are parked now
/// @param removed removals and delete markers seen
/// @param overwritten object entries whose name had other bytes or other metadata before
/// @param messagesConfig messages of AWS Config kept
/// @param messagesSetAside messages nobody understood or nobody may be asked about
/// @param foundByListing objects that reconciliations found and no notification had announced
/// @param reconciliations how many there were
public record IntakeCounts(
    long parked,
    long removed,
    long overwritten,
    long messagesConfig,
    long messagesSetAside,
    long foundByListing,
    long reconciliations) {}
