package io.trailseal.indexer.ledger;

import java.time.Instant;
import java.util.Optional;

/// How new what we have of one account and region is. A time in a name that is more than a day
/// later than the object came in counts for nothing: names are hostile.
///
/// @param account as the keys say; nothing about it is proven
/// @param region as the keys say
/// @param newestLog the latest time in the name of a log file (its delivery), where there is one
/// @param newestDigest the latest time in the name of a digest (the end of what it covers)
public record Freshness(
    String account, String region, Optional<Instant> newestLog, Optional<Instant> newestDigest) {
  /// Names are hostile: of more accounts and regions than this nothing is remembered.
  public static final int COUNT_MAX = 20_000;
}
