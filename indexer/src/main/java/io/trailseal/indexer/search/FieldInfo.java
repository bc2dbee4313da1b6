package io.trailseal.indexer.search;

import java.util.List;

/// A field that events have, for somebody who writes a query.
///
/// @param path as the first event that has it spells it
/// @param type as some of its values say
/// @param events how many events have it
/// @param isSortable whether events can be sorted by it, and its values are counted as written
/// @param topValues the most frequent, for a field without a column in lower case; none where it
///   has too many different ones to look at all
public record FieldInfo(
    String path, Type type, long events, boolean isSortable, List<FieldValue> topValues) {
  public FieldInfo {
    topValues = List.copyOf(topValues);
  }

  /// What the values of a field are.
  public enum Type {
    TIME,
    ADDRESS,
    NUMBER,
    BOOLEAN,
    TEXT,
    /// Several of these.
    MIXED
  }

  /// @param events how many events have it
  public record FieldValue(String value, long events) {}

  /// What somebody may be about to write.
  ///
  /// @param values the most frequent of those looked at
  /// @param isComplete whether all that begin as asked were looked at
  public record Suggestions(List<FieldValue> values, boolean isComplete) {
    public Suggestions {
      values = List.copyOf(values);
    }
  }
}
