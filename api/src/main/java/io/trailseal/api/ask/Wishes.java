package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.AggregationParser;
import io.trailseal.indexer.query.QuerySyntaxException;
import io.trailseal.indexer.search.SortOrder;
import io.trailseal.indexer.search.TotalWanted;
import io.trailseal.indexer.search.UnanswerableException;
import java.util.List;

/// Reads what is wanted of an answer besides the query: its order, its total, what is counted.
final class Wishes {
  private static final String TOTAL_NUMBER = "[1-9]\\d{0,17}";

  private Wishes() {}

  static SortOrder sort(String text) {
    try {
      return text.isEmpty() ? SortOrder.NEWEST_FIRST : SortOrder.parse(text);
    } catch (UnanswerableException e) {
      throw Problem.of(ErrorCode.PARAMETER_INVALID, "sort: " + e.getMessage()).exception();
    }
  }

  static TotalWanted total(String text) {
    if (text.isEmpty() || text.equals("exact")) {
      return TotalWanted.EXACT;
    }
    if (text.matches(TOTAL_NUMBER)) {
      return new TotalWanted(Long.parseLong(text));
    }
    throw Problem.of(
            ErrorCode.PARAMETER_INVALID,
            "total must be exact, or a number beyond which counting may stop, was "
                + Parameters.quoted(text))
        .exception();
  }

  static List<Aggregation> aggregations(String text) {
    try {
      return AggregationParser.parse(text);
    } catch (QuerySyntaxException e) {
      throw Problem.of(ErrorCode.PARAMETER_INVALID, "aggregate: " + e.getMessage())
          .withSuggestion(e.suggestion())
          .exception();
    }
  }
}
