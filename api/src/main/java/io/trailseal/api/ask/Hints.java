package io.trailseal.api.ask;

import io.trailseal.indexer.query.Nearest;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.Search;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Why an answer may be empty, other than that nothing happened: the two ways people miss are a
/// member that no event has, and a time that was not looked at.
final class Hints {
  /// Enough for every service's parameters; more would make an empty answer slow.
  private static final int PATHS_MAX = 20_000;

  private Hints() {}

  static List<String> about(Query query, TimeRange range, SearchAnswer found, Search search)
      throws IOException {
    if (found.total() > 0) {
      return List.of();
    }
    List<String> hints = new ArrayList<>();
    aboutPaths(query, search, hints);
    aboutTime(range, found.evidence(), hints);
    return hints;
  }

  private static void aboutPaths(Query query, Search search, List<String> hints)
      throws IOException {
    Set<String> asked = new LinkedHashSet<>();
    collectPaths(query, asked);
    if (asked.isEmpty()) {
      return;
    }
    List<String> known = search.knownPaths(PATHS_MAX);
    if (known.size() == PATHS_MAX) {
      return; // The list is cut off, so that "nobody has it" could not be said.
    }
    for (String path : asked) {
      if (known.stream().noneMatch(path::equalsIgnoreCase)) {
        Optional<String> nearest = nearest(path, known);
        hints.add(
            "no event has a member %s%s"
                .formatted(
                    S3Name.printable(path),
                    nearest.map(n -> "; did you mean " + S3Name.printable(n) + "?").orElse("")));
      }
    }
  }

  /// A path is often given without what leads to it: `bucketName` for
  /// `requestParameters.bucketName`.
  private static Optional<String> nearest(String path, List<String> known) {
    String tail = "." + path.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> candidate.toLowerCase(Locale.ROOT).endsWith(tail))
        .findFirst()
        .or(() -> Nearest.to(path, known));
  }

  private static void collectPaths(Query query, Set<String> paths) {
    switch (query) {
      case Query.All() -> {}
      case Query.Text _ -> {}
      case Query.TextLike _ -> {}
      case Query.And(var parts) -> parts.forEach(part -> collectPaths(part, paths));
      case Query.Or(var parts) -> parts.forEach(part -> collectPaths(part, paths));
      case Query.Not(var part) -> collectPaths(part, paths);
      case Query.Field(var path, _) -> paths.add(path);
    }
  }

  private static void aboutTime(
      TimeRange range, SearchAnswer.Evidence evidence, List<String> hints) {
    if (evidence.oldest().isEmpty() || evidence.newest().isEmpty()) {
      return;
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
  }
}
