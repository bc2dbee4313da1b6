package io.trailseal.indexer.search;

import org.jspecify.annotations.Nullable;

/// Which paths of events are meant. See [Shapes#with].
sealed interface PathChoice {

  /// One path, and with `belowToo` all below it: a container exists when something in it does.
  record At(String folded, boolean belowToo) implements PathChoice {
    static At atOrBelow(String path) {
      return new At(FoldedBytes.fold(path), true);
    }

    static At exactly(String path) {
      return new At(FoldedBytes.fold(path), false);
    }

    boolean includes(String foldedPath) {
      return foldedPath.equals(folded) || (belowToo && foldedPath.startsWith(folded + "."));
    }

    @Override
    public String toString() {
      return folded + (belowToo ? ":*" : ":*!");
    }
  }

  /// Those in which these words stand one after another.
  final class Worded implements PathChoice {
    private final WordSequence words;
    private final String printed;

    /// @param printed tells these words from any other
    Worded(WordSequence words, String printed) {
      this.words = words;
      this.printed = printed;
    }

    /// For one thread.
    WordSequence words() {
      return words.copy();
    }

    @Override
    public String toString() {
      return "path with " + printed;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Worded that && printed.equals(that.printed);
    }

    @Override
    public int hashCode() {
      return printed.hashCode();
    }
  }
}
