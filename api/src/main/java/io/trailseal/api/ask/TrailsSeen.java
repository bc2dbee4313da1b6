package io.trailseal.api.ask;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Freshness;
import java.time.Instant;
import java.util.List;

/// What the evidence says of the trails it came from.
///
/// @param newestDigests of each chain the newest whose signature was verified
/// @param freshness how new what is here of each account and region is
/// @param at when this was so
public record TrailsSeen(List<DigestFacts> newestDigests, List<Freshness> freshness, Instant at) {
  public TrailsSeen {
    newestDigests = List.copyOf(newestDigests);
    freshness = List.copyOf(freshness);
  }
}
