package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.query.QuerySyntaxException;

/// Reads the query language, in our words where it cannot be read.
final class QueryReading {
  private QueryReading() {}

  static Query read(String q) {
    try {
      return QueryParser.parse(q);
    } catch (QuerySyntaxException e) {
      throw Problem.of(ErrorCode.QUERY_NOT_UNDERSTOOD, String.valueOf(e.getMessage()))
          .withPosition(e.position())
          .withSuggestion(e.suggestion())
          .exception();
    }
  }
}
