package io.trailseal.api.ask;

import io.trailseal.indexer.search.Explanation;
import io.trailseal.indexer.search.SearchAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What was found, and what was asked.
///
/// @param range the time range as it was understood
/// @param hints what might help where little or nothing was found; each one sentence
/// @param askedAt when
/// @param explanation how the question was understood, where it asked for that
public record Answer(
    Question question,
    TimeRange range,
    SearchAnswer found,
    List<String> hints,
    Instant askedAt,
    Optional<Explanation> explanation) {
  public Answer {
    hints = List.copyOf(hints);
  }
}
