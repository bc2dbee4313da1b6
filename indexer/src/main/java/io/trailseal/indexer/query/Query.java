package io.trailseal.indexer.query;

import java.util.List;

/// What one asks, free of any engine. Immutable.
public sealed interface Query {

  /// The query as text that [QueryParser#parse(String)] reads back to the same tree.
  default String print() {
    return QueryPrinter.print(this);
  }

  /// Every event.
  record All() implements Query {}

  /// All of these; at least two.
  record And(List<Query> parts) implements Query {
    public And {
      parts = atLeastTwo(parts);
    }
  }

  /// Any of these; at least two.
  record Or(List<Query> parts) implements Query {
    public Or {
      parts = atLeastTwo(parts);
    }
  }

  record Not(Query part) implements Query {}

  /// A leaf at `path` passes `test`. Paths are CloudTrail's, compared without regard to case.
  record Field(String path, Test test) implements Query {
    public Field {
      if (path.isEmpty()) {
        throw new IllegalArgumentException("a field has a name, this one's is empty");
      }
    }
  }

  /// The word, or the words one after another, occur in the value of some leaf, or in its path.
  record Text(String words) implements Query {}

  /// As [Text], with `*`, `?` and `\` in the words as in [Test.Like].
  record TextLike(String pattern) implements Query {}

  /// Some word in the value or the path of some leaf matches, as [Test.Matches] says.
  record TextMatches(String regex) implements Query {
    public TextMatches {
      regex = readable(regex);
    }
  }

  /// Whoever did it: a leaf at one of [WhoFields#PATHS] passes `test`, or the last part of its
  /// value does, which is what stands after its last `/` or `:`.
  ///
  /// @param test [Test.Is], [Test.Like], [Test.Matches] or [Test.Exists]
  record Who(Test test) implements Query {
    public Who {
      if (test instanceof Test.Between || test instanceof Test.InBlock) {
        throw new IllegalArgumentException("who is compared with names and patterns");
      }
    }
  }

  /// The record has so many bytes, as it stands in its log file inflated.
  ///
  /// @param test [Test.Is] or [Test.Between] of whole numbers
  record Size(Test test) implements Query {
    /// Digits of the largest number of bytes that may be asked for.
    static final int DIGITS_MAX = 18;

    public Size {
      boolean sound =
          switch (test) {
            case Test.Is(var bytes) -> isBytes(bytes);
            case Test.Between(var low, _, var high, _) ->
                (low.isEmpty() || isBytes(low)) && (high.isEmpty() || isBytes(high));
            default -> false;
          };
      if (!sound) {
        throw new IllegalArgumentException("a size is a whole number of bytes or a range of them");
      }
    }

    static boolean isBytes(String text) {
      return !text.isEmpty()
          && text.length() <= DIGITS_MAX
          && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
  }

  /// The log file the event came in has this verdict now.
  ///
  /// @param word one of [ProofWords#KNOWN]
  record Proof(String word) implements Query {
    public Proof {
      if (!ProofWords.KNOWN.contains(word)) {
        throw new IllegalArgumentException("a verdict is one of " + ProofWords.KNOWN);
      }
    }
  }

  /// Another event of the same month and account carries the event's eventID, and says something
  /// else.
  record Conflicting() implements Query {}

  /// What a leaf's value must be.
  sealed interface Test {
    /// Exactly this, case aside; numbers by value.
    record Is(String value) implements Test {}

    /// Matches with `*` for any run of characters and `?` for one; `\` takes the next literally.
    record Like(String pattern) implements Test {}

    /// The whole value matches this regular expression, case aside; [Regex#parse(String)] reads it.
    record Matches(String regex) implements Test {
      public Matches {
        regex = readable(regex);
      }
    }

    /// There is a value that is neither null nor empty.
    record Exists() implements Test {}

    /// Between two values, in the field's own order (time, address, number, else text). An empty
    /// string leaves that end open.
    record Between(String low, boolean lowIncluded, String high, boolean highIncluded)
        implements Test {}

    /// The address lies in this block: `203.0.113.0/24`.
    record InBlock(String cidr) implements Test {}
  }

  private static String readable(String regex) {
    try {
      RegexParser.parse(regex, 0);
      return RegexParser.canonical(regex);
    } catch (QuerySyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static List<Query> atLeastTwo(List<Query> parts) {
    if (parts.size() < 2) {
      throw new IllegalArgumentException("needs at least two parts, has " + parts.size());
    }
    return List.copyOf(parts);
  }
}
