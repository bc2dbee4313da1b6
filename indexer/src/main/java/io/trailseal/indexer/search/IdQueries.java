package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.search.Patterns.Piece;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.BinaryPoint;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/// Queries for what has no terms: eventID and requestID where they are UUIDs, and eventTime. They
/// are found whole or by their beginning.
final class IdQueries {
  private IdQueries() {}

  /// The events with this id; empty where `path` is no id or `value` no UUID.
  static Optional<Query> is(String path, String value) {
    Optional<String> point = point(path);
    byte[] id = Uuid.parse(value);
    return point.isEmpty() || id == null ? Optional.empty() : Optional.of(exactly(point.get(), id));
  }

  static Query exactly(String point, byte[] id) {
    return BinaryPoint.newExactQuery(point, id);
  }

  /// The events whose id or time passes the test, a pattern or a regular expression; empty where
  /// `path` is another.
  ///
  /// @throws UnanswerableException for a pattern that is more than a beginning
  static Optional<Query> like(String path, Test test) throws UnanswerableException {
    Optional<String> point = point(path);
    boolean isTime = Translator.isPath(path, Fields.EVENT_TIME);
    if (point.isEmpty() && !isTime) {
      return Optional.empty();
    }
    String pattern = Patterns.written(test);
    String beginning = test instanceof Test.Like ? beginning(Patterns.pieces(pattern)) : null;
    if (beginning == null) {
      throw new UnanswerableException(
          isTime
              ? "eventTime is compared as a time; write a range like eventTime:[2026-03-01 TO"
                  + " 2026-04-01}, or its beginning and a *"
              : "%s is found whole or by its beginning; '%s' is neither"
                  .formatted(path, Patterns.shown(pattern)));
    }
    Query found = isTime ? times(beginning, pattern) : ids(point.get(), beginning);
    // Not every id is a UUID, and not every time makes sense: others are values like any.
    return Optional.of(
        new BooleanQuery.Builder()
            .add(found, Occur.SHOULD)
            .add(Patterns.leaf(path, test), Occur.SHOULD)
            .build());
  }

  private static Query times(String beginning, String pattern) throws UnanswerableException {
    TimeText.Span span =
        TimeText.parse(beginning)
            .orElseThrow(
                () ->
                    new UnanswerableException(
                        "before the * of eventTime:%s stands no year, month, day, minute or second;"
                                .formatted(Patterns.shown(pattern))
                            + " write a range like eventTime:[2026-03-01 TO 2026-04-01}"));
    return Ranges.time(span.start(), span.end() - 1);
  }

  private static Query ids(String point, String beginning) {
    Uuid.Range range = Uuid.beginningWith(beginning);
    return range.first() == null || range.last() == null
        ? new MatchNoDocsQuery("no id begins like that")
        : BinaryPoint.newRangeQuery(point, range.first(), range.last());
  }

  /// What stands before the one `*` at the end, or null.
  private static @Nullable String beginning(List<Piece> pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (piece.wild()) {
        return piece.isStar() && i == pieces.size() - 1 ? text.toString() : null;
      }
      text.appendCodePoint(piece.codePoint());
    }
    return null;
  }

  /// Whether UUIDs at this path are no values like others.
  static boolean isId(String path) {
    return point(path).isPresent();
  }

  private static Optional<String> point(String path) {
    if (Translator.isPath(path, Fields.EVENT_ID)) {
      return Optional.of(Fields.EVENT_ID_POINT);
    }
    return Translator.isPath(path, Fields.REQUEST_ID)
        ? Optional.of(Fields.REQUEST_ID_POINT)
        : Optional.empty();
  }
}
