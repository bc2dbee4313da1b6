package io.trailseal.indexer.search;

/// How exactly the events that match are counted.
///
/// @param atLeast counting may stop beyond this many; at least 1
public record TotalWanted(long atLeast) {
  /// All of them.
  public static final TotalWanted EXACT = new TotalWanted(Long.MAX_VALUE);

  public TotalWanted {
    if (atLeast < 1) {
      throw new IllegalArgumentException("a total is at least 1, was " + atLeast);
    }
  }

  public boolean isExact() {
    return atLeast == Long.MAX_VALUE;
  }
}
