package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query;
import java.time.Instant;
import java.util.Optional;

/// One question.
///
/// @param from events at or after this time; an event without a sensible time is left out once
///   either end is given
/// @param to events before this time
/// @param limit hits wanted, 1 to [#LIMIT_MAX]
/// @param cursor where the page before ended, as [SearchAnswer#next()] gave it
public record SearchRequest(
    Query query, Optional<Instant> from, Optional<Instant> to, int limit, Optional<String> cursor) {
  public static final int LIMIT_MAX = 10_000;

  public SearchRequest {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException(
          "limit must be 1 to %d, was %d".formatted(LIMIT_MAX, limit));
    }
  }
}
