package io.trailseal.indexer.query;

import java.util.Optional;

/// A query that cannot be read. The message is whole without the other members: what was expected,
/// what was found, where, and what to do.
public final class QuerySyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  private final int position;
  private final String suggestion;

  QuerySyntaxException(int position, String expected, String found, String suggestion) {
    super(
        "expected %s, found %s at character %d%s"
            .formatted(
                expected, found, position + 1, suggestion.isEmpty() ? "" : "; " + suggestion));
    this.position = position;
    this.suggestion = suggestion;
  }

  /// Where in the query, as a char index from 0; the query's length where it ended too early. The
  /// message counts from 1.
  public int position() {
    return position;
  }

  /// What to write instead, where something sensible can be said.
  public Optional<String> suggestion() {
    return suggestion.isEmpty() ? Optional.empty() : Optional.of(suggestion);
  }
}
