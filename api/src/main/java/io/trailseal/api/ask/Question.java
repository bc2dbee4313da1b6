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
/// @param limit events wanted on one page; 0 where only counts are
/// @param cursor where the page before ended
/// @param sort empty for the newest first, or as [io.trailseal.indexer.search.SortOrder] reads it
/// @param total empty or `exact`, or beyond how many counting may stop
/// @param aggregate empty, or as [io.trailseal.indexer.query.AggregationParser] reads it
/// @param explain whether the answer is to say how the question was understood
public record Question(
    String q,
    String from,
    String to,
    int limit,
    Optional<String> cursor,
    String sort,
    String total,
    String aggregate,
    boolean explain) {
  public static final int LIMIT_DEFAULT = 50;

  /// A page of a thousand is 2 MB; whoever wants more follows the cursor.
  public static final int LIMIT_MAX = 1000;

  /// What a page of ours counts to; a person is not helped by more digits.
  private static final String TOTAL_OF_PAGE = "10000";

  private static final List<String> NAMES_OF_PAGE =
      List.of("q", "from", "to", "limit", "cursor", "sort");

  private static final List<String> NAMES =
      List.of("q", "from", "to", "limit", "cursor", "sort", "total", "aggregate", "explain");

  static {
    if (LIMIT_MAX > SearchRequest.LIMIT_MAX) {
      throw new IllegalStateException("search gives at most " + SearchRequest.LIMIT_MAX);
    }
  }

  /// Newest first, all counted.
  public Question(String q, String from, String to, int limit, Optional<String> cursor) {
    this(q, from, to, limit, cursor, "", "", "", false);
  }

  /// Reads the parameters of `GET /api/v1/events`, and refuses any other.
  public static Question of(HttpRequest<?> request) {
    Parameters parameters = Parameters.of(request, NAMES);
    String aggregate = parameters.text("aggregate");
    boolean countsOnly = !aggregate.isEmpty() && parameters.text("limit").equals("0");
    return of(
        parameters,
        countsOnly ? 0 : parameters.count("limit", LIMIT_DEFAULT, LIMIT_MAX),
        parameters.text("total"),
        aggregate,
        parameters.flag("explain"));
  }

  /// Reads the parameters of the page, and refuses any other.
  public static Question ofPage(HttpRequest<?> request) {
    Parameters parameters = Parameters.of(request, NAMES_OF_PAGE);
    return of(
        parameters, parameters.count("limit", LIMIT_DEFAULT, LIMIT_MAX), TOTAL_OF_PAGE, "", false);
  }

  private static Question of(
      Parameters parameters, int limit, String total, String aggregate, boolean explain) {
    String cursor = parameters.text("cursor");
    return new Question(
        parameters.text("q"),
        parameters.text("from"),
        parameters.text("to"),
        limit,
        cursor.isEmpty() ? Optional.empty() : Optional.of(cursor),
        parameters.text("sort"),
        total,
        aggregate,
        explain);
  }
}
