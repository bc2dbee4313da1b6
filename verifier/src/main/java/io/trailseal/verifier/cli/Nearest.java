package io.trailseal.verifier.cli;

import java.util.Collection;

/// Finds what somebody probably meant.
final class Nearest {
  /// Nothing anyone types by hand is longer.
  private static final int LENGTH_MAX = 60;

  private Nearest() {}

  /// `; did you mean --from?`, or nothing where no word is near.
  static String meant(String word, Collection<String> known) {
    if (word.length() > LENGTH_MAX) {
      return "";
    }
    String best = "";
    int bestDistance = Math.max(1, word.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : "; did you mean " + best + "?";
  }

  /// Characters to insert, drop or replace.
  private static int distance(String a, String b) {
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = last[0];
      last[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = last[j];
        last[j] = Math.min(replaced, 1 + Math.min(last[j], last[j - 1]));
      }
    }
    return last[b.length()];
  }
}
