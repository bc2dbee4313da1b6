package io.trailseal.indexer.query;

import java.util.List;

/// What one asks, free of any engine.
public sealed interface Query {

  /// Every event.
  record All() implements Query {}

  /// All of these; at least two.
  record And(List<Query> parts) implements Query {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /// Any of these; at least two.
  record Or(List<Query> parts) implements Query {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  record Not(Query part) implements Query {}

  /// A leaf at `path` passes `test`. Paths are CloudTrail's, compared without regard to case.
  record Field(String path, Test test) implements Query {}

  /// The word, or the words one after another, occur in the value of some leaf.
  record Text(String words) implements Query {}

  /// What a leaf's value must be.
  sealed interface Test {
    /// Exactly this, case aside; numbers by value.
    record Is(String value) implements Test {}

    /// Matches with `*` for any run of characters and `?` for one; `\` takes the next literally.
    record Like(String pattern) implements Test {}

    /// There is a value that is neither null nor empty.
    record Exists() implements Test {}

    /// Between two values, in the field's own order (time, address, number). An empty string leaves
    /// that end open.
    record Between(String low, boolean lowIncluded, String high, boolean highIncluded)
        implements Test {}

    /// The address lies in this block: `203.0.113.0/24`.
    record InBlock(String cidr) implements Test {}
  }
}
