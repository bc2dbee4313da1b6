package io.trailseal.api.web;

import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.query.Query;

/// Turns a value seen into a search for it.
final class Pivot {
  /// Values longer than this make no sensible address; nobody searches for them by a click.
  private static final int LENGTH_MAX = 300;

  private Pivot() {}

  /// The address of a search for exactly this value at this path; empty where it makes no sensible
  /// one.
  static String href(String path, String value) {
    if (path.isEmpty() || value.isEmpty() || path.length() + value.length() > LENGTH_MAX) {
      return "";
    }
    String query = new Query.Field(path, new Query.Test.Is(value)).print();
    // Half of a surrogate pair, which JSON can say, cannot stand in an address.
    return JsonText.wellFormed(query).equals(query) ? Links.search(query) : "";
  }
}
