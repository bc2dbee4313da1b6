package io.trailseal.api.ask;

import io.trailseal.indexer.search.SearchAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What may help where little or nothing was found. The search itself knows about members that no
/// event has; this adds what it cannot know: that the time asked for was never covered.
final class Hints {
  private Hints() {}

  static List<String> about(TimeRange range, SearchAnswer found) {
    List<String> hints = new ArrayList<>(found.hints());
    SearchAnswer.Evidence evidence = found.evidence();
    if (found.total() > 0 || evidence.oldest().isEmpty() || evidence.newest().isEmpty()) {
      return hints;
    }
    Instant oldest = evidence.oldest().get();
    Instant newest = evidence.newest().get();
    boolean tooEarly = range.to().isPresent() && !range.to().get().isAfter(oldest);
    boolean tooLate = range.from().isPresent() && range.from().get().isAfter(newest);
    if (tooEarly || tooLate) {
      hints.add(
          "the time asked for lies %s all events here, which go from %s to %s"
              .formatted(tooEarly ? "before" : "after", oldest, newest));
    }
    return hints;
  }
}
