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

  /// The word, or the words one after another, occur in the value of some leaf.
  record Text(String words) implements Query {}

  /// As [Text], with `*`, `?` and `\` in the words as in [Test.Like].
  record TextLike(String pattern) implements Query {}

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

  /// What a leaf's value must be.
  sealed interface Test {
    /// Exactly this, case aside; numbers by value.
    record Is(String value) implements Test {}

    /// Matches with `*` for any run of characters and `?` for one; `\` takes the next literally.
    record Like(String pattern) implements Test {}

    /// There is a value that is neither null nor empty.
    record Exists() implements Test {}

    /// Between two values, in the field's own order (time, address, number, else text). An empty
    /// string leaves that end open.
    record Between(String low, boolean lowIncluded, String high, boolean highIncluded)
        implements Test {}

    /// The address lies in this block: `203.0.113.0/24`.
    record InBlock(String cidr) implements Test {}
  }

  private static List<Query> atLeastTwo(List<Query> parts) {
    if (parts.size() < 2) {
      throw new IllegalArgumentException("needs at least two parts, has " + parts.size());
    }
    return List.copyOf(parts);
  }
}
