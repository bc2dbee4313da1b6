package io.trailseal.api.ask;

import io.micronaut.http.HttpRequest;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
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

  /// In the query language.
  public static final Parameter<String> Q =
      Parameter.text("q", "what events must be like, in the query language; empty asks for all");

  public static final Parameter<String> FROM =
      Parameter.text(
          "from",
          100,
          "events at or after this time, `2026-03-02` or `2026-03-02T14:05:00Z`; UTC where nothing"
              + " else is said");

  public static final Parameter<String> TO =
      Parameter.text(
          "to", 100, "events before this time; a date alone means up to the end of that day");

  private static final Parameter<Integer> LIMIT =
      Parameter.number(
          "limit",
          0,
          LIMIT_DEFAULT,
          LIMIT_MAX,
          "events on one page; 0 only with `aggregate`, where counts are all that is wanted");

  private static final Parameter<String> CURSOR =
      Parameter.text("cursor", "what `cursor` said on the page before");

  private static final Parameter<String> SORT =
      Parameter.text(
          "sort", 1000, "`eventTime:desc` where nothing is given, `size:desc`, `eventName:asc`…");

  private static final Parameter<String> TOTAL =
      Parameter.text("total", 18, "`exact`, or a number beyond which counting may stop");

  private static final Parameter<String> AGGREGATE =
      Parameter.text(
          "aggregate",
          "what is counted over all events that match: `terms(eventName,10)`,"
              + " `histogram(eventTime,auto)`, `cardinality(who)`… with commas between them");

  private static final Parameter<Boolean> EXPLAIN =
      Parameter.flag("explain", "whether the answer is to say how the question was understood");

  private static final List<Parameter<?>> OF_PAGE = List.of(Q, FROM, TO, LIMIT, CURSOR, SORT);

  /// What `GET /api/v1/events` takes.
  public static final List<Parameter<?>> PARAMETERS =
      List.of(Q, FROM, TO, LIMIT, CURSOR, SORT, TOTAL, AGGREGATE, EXPLAIN);

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
    Parameters parameters = Parameters.of(request, PARAMETERS);
    String aggregate = parameters.get(AGGREGATE);
    return of(
        parameters,
        limit(parameters, !aggregate.isEmpty()),
        parameters.get(TOTAL),
        aggregate,
        parameters.get(EXPLAIN));
  }

  /// Reads the parameters of the page, and refuses any other.
  public static Question ofPage(HttpRequest<?> request) {
    Parameters parameters = Parameters.of(request, OF_PAGE);
    return of(parameters, limit(parameters, false), TOTAL_OF_PAGE, "", false);
  }

  private static int limit(Parameters parameters, boolean mayBeNone) {
    int limit = parameters.get(LIMIT);
    if (limit == 0 && !mayBeNone) {
      throw Problem.of(
              ErrorCode.PARAMETER_INVALID,
              "limit must be 1 to %d, was \"0\"; 0 is for counts alone".formatted(LIMIT_MAX))
          .exception();
    }
    return limit;
  }

  private static Question of(
      Parameters parameters, int limit, String total, String aggregate, boolean explain) {
    String cursor = parameters.get(CURSOR);
    return new Question(
        parameters.get(Q),
        parameters.get(FROM),
        parameters.get(TO),
        limit,
        cursor.isEmpty() ? Optional.empty() : Optional.of(cursor),
        parameters.get(SORT),
        total,
        aggregate,
        explain);
  }
}
