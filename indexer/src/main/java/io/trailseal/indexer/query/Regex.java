package io.trailseal.indexer.query;

import java.util.List;

/// A regular expression as a tree, free of any engine. [RegexParser] reads it and says what the
/// language is.
public sealed interface Regex {
  /// Repetitions without an end.
  int UNBOUNDED = -1;

  /// What is written, read as a tree.
  ///
  /// @throws QuerySyntaxException with the place counted from the beginning of `text`
  static Regex parse(String text) throws QuerySyntaxException {
    return RegexParser.parse(text, 0);
  }

  /// One character, case aside.
  record One(int codePoint) implements Regex {}

  /// Any one character.
  record Any() implements Regex {}

  /// One character that is in some of the ranges, case aside, or with `negated` in none.
  record OneOf(List<Range> ranges, boolean negated) implements Regex {
    public OneOf {
      ranges = List.copyOf(ranges);
    }
  }

  /// From one code point to another, both included.
  record Range(int first, int last) {}

  /// One after another; nothing where there are none.
  record Sequence(List<Regex> parts) implements Regex {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /// Any of these; at least two.
  record Choice(List<Regex> parts) implements Regex {
    public Choice {
      parts = List.copyOf(parts);
    }
  }

  /// The part `min` to `max` times in a row, [#UNBOUNDED] for any number.
  record Repeat(Regex part, int min, int max) implements Regex {}
}
