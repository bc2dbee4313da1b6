package io.trailseal.indexer.query;

import java.util.Locale;
import java.util.Optional;

/// Finds what somebody probably meant.
///
/// Distance counts the characters to insert, drop, replace, or swap with their neighbour, without
/// regard to case. What needs more than a third of its characters changed was not meant.
public final class Nearest {
  /// Comparing costs the product of the lengths; nothing anyone types by hand is longer.
  private static final int LENGTH_MAX = 200;

  private Nearest() {}

  /// The one of `known` nearest to `word`, the first of several equally near; empty where none is
  /// near.
  public static Optional<String> to(String word, Iterable<String> known) {
    if (word.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    int bestDistance = Math.max(1, word.length() / 3) + 1;
    Optional<String> best = Optional.empty();
    for (String candidate : known) {
      if (Math.abs(candidate.length() - word.length()) < bestDistance) {
        int distance = distance(lower, candidate.toLowerCase(Locale.ROOT), bestDistance);
        if (distance < bestDistance) {
          bestDistance = distance;
          best = Optional.of(candidate);
        }
      }
    }
    return best;
  }

  /// @param enough a distance of this or more need not be told exactly
  private static int distance(String a, String b, int enough) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      int rowBest = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
        rowBest = Math.min(rowBest, row[j]);
      }
      if (rowBest > enough) {
        return rowBest;
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
