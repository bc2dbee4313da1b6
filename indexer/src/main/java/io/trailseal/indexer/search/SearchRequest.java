package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Query;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One question.
///
/// @param from events at or after this time; an event without a sensible time is left out once
///   either end is given
/// @param to events before this time
/// @param limit hits wanted, 0 to [#LIMIT_MAX]; with 0 there are no pages
/// @param cursor where the page before ended, as [SearchAnswer#next()] gave it
/// @param sort in which order
/// @param total how exactly the matching events are counted
/// @param aggregations what is counted over all events that match, whatever the page
/// @param cancelled asked now and then, from several threads, while the question is worked on; once
///   it says true nobody waits for the answer, and working ends with an [UnanswerableException]
public record SearchRequest(
    Query query,
    Optional<Instant> from,
    Optional<Instant> to,
    int limit,
    Optional<String> cursor,
    SortOrder sort,
    TotalWanted total,
    List<Aggregation> aggregations,
    BooleanSupplier cancelled) {
  public static final int LIMIT_MAX = 10_000;

  public SearchRequest {
    aggregations = List.copyOf(aggregations);
    if (limit < 0 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException(
          "limit must be 0 to %d, was %d".formatted(LIMIT_MAX, limit));
    }
  }

  /// Newest first, counted exactly.
  public SearchRequest(
      Query query,
      Optional<Instant> from,
      Optional<Instant> to,
      int limit,
      Optional<String> cursor) {
    this(
        query,
        from,
        to,
        limit,
        cursor,
        SortOrder.NEWEST_FIRST,
        TotalWanted.EXACT,
        List.of(),
        () -> false);
  }

  /// Whether everything that matches has to be gone through, and not only the first page of it.
  boolean wantsAll() {
    return total.isExact() || !sort.isByTime() || !aggregations.isEmpty();
  }

  /// The same in another order.
  public SearchRequest sortedBy(SortOrder order) {
    return new SearchRequest(query, from, to, limit, cursor, order, total, aggregations, cancelled);
  }

  /// The same, counted otherwise.
  public SearchRequest counting(TotalWanted wanted) {
    return new SearchRequest(query, from, to, limit, cursor, sort, wanted, aggregations, cancelled);
  }

  /// The same, with more counted.
  public SearchRequest aggregating(List<Aggregation> more) {
    return new SearchRequest(query, from, to, limit, cursor, sort, total, more, cancelled);
  }

  /// The same, going on after another place.
  SearchRequest after(Optional<String> place) {
    return new SearchRequest(query, from, to, limit, place, sort, total, aggregations, cancelled);
  }

  /// The same, given up as soon as `gone` says true.
  public SearchRequest until(BooleanSupplier gone) {
    return new SearchRequest(query, from, to, limit, cursor, sort, total, aggregations, gone);
  }
}
