package io.trailseal.api.ask;

import io.micronaut.http.HttpRequest;
import io.trailseal.indexer.search.SearchRequest;
import java.util.List;
import java.util.Optional;

/// A question about events, as it was typed.
///
/// @param q in the query language; empty asks for every event
/// @param from empty, or a time as [TimeRange] reads it
/// @param to likewise
/// @param limit events wanted on one page
/// @param cursor where the page before ended
public record Question(String q, String from, String to, int limit, Optional<String> cursor) {
  public static final int LIMIT_DEFAULT = 50;

  /// A page of a thousand is 2 MB; whoever wants more follows the cursor.
  public static final int LIMIT_MAX = 1000;

  private static final List<String> NAMES = List.of("q", "from", "to", "limit", "cursor");

  static {
    if (LIMIT_MAX > SearchRequest.LIMIT_MAX) {
      throw new IllegalStateException("search gives at most " + SearchRequest.LIMIT_MAX);
    }
  }

  /// Reads the parameters `q`, `from`, `to`, `limit` and `cursor`, and refuses any other.
  public static Question of(HttpRequest<?> request) {
    Parameters parameters = Parameters.of(request, NAMES);
    String cursor = parameters.text("cursor");
    return new Question(
        parameters.text("q"),
        parameters.text("from"),
        parameters.text("to"),
        parameters.count("limit", LIMIT_DEFAULT, LIMIT_MAX),
        cursor.isEmpty() ? Optional.empty() : Optional.of(cursor));
  }
}
