package io.trailseal.api.ask;

import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.verifier.key.TrustedKey;
import java.time.Instant;
import java.util.List;

/// How things stand as a whole.
///
/// @param keys the key ring: whose signatures count
/// @param askedAt when
public record Standing(
    SearchAnswer.Evidence evidence, ObjectCounts objects, List<TrustedKey> keys, Instant askedAt) {
  public Standing {
    keys = List.copyOf(keys);
  }
}
