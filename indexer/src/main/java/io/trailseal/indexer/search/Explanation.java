package io.trailseal.indexer.search;

import java.util.List;
import java.util.OptionalLong;

/// How a question was understood, and what answering it takes.
///
/// @param query as it was read, with every parenthesis and quotation mark that makes it
///   unmistakable
/// @param root what was asked of the index
/// @param months what was looked through, newest first
/// @param cautions sentences about what takes long, and what would take less
public record Explanation(
    String query, Part root, List<SearchedMonth> months, List<String> cautions) {
  public Explanation {
    months = List.copyOf(months);
    cautions = List.copyOf(cautions);
  }

  /// One part of the question.
  ///
  /// @param written the part alone, as it was read
  /// @param means in words
  /// @param values how many different values or words it stands for, where that was counted; at
  ///   most [#VALUES_MAX], which then means that there may be more
  /// @param events how many events it finds, where the index knows without counting; an event that
  ///   has several of the values may count several times
  /// @param parts what it is made of
  public record Part(
      String written, String means, OptionalLong values, OptionalLong events, List<Part> parts) {
    /// Values counted for one part.
    public static final int VALUES_MAX = 10_000;

    public Part {
      parts = List.copyOf(parts);
    }
  }

  /// A month of event times.
  ///
  /// @param name `2026-11`, or `undated`
  /// @param events in it
  /// @param whole whether all of it lies between the times asked for
  public record SearchedMonth(String name, long events, boolean whole) {}
}
