package io.trailseal.api.ask;

import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.verifier.key.TrustedKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How things stand as a whole.
///
/// @param objects what was received altogether; empty for who sees some accounts only
/// @param keys the key ring: whose signatures count
/// @param askedAt when
public record Standing(
    SearchAnswer.Evidence evidence,
    Optional<ObjectCounts> objects,
    List<TrustedKey> keys,
    Instant askedAt) {
  public Standing {
    keys = List.copyOf(keys);
  }
}
