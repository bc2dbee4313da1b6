package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.S3Name;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/// Finds the tampering a person meant.
final class NearestName {
  private NearestName() {}

  static IllegalArgumentException unknown(String name) {
    Tampering nearest =
        Arrays.stream(Tampering.values())
            .min(Comparator.comparingInt(known -> distance(known.kebabName(), name)))
            .orElseThrow();
    return new IllegalArgumentException(
        "no tampering is called %s, the nearest is %s; all are: %s"
            .formatted(
                S3Name.printable(name),
                nearest.kebabName(),
                Arrays.stream(Tampering.values())
                    .map(Tampering::kebabName)
                    .collect(Collectors.joining(", "))));
  }

  /// Levenshtein's, on names of at most a few dozen letters.
  private static int distance(String a, String b) {
    String shortened = b.length() > 100 ? b.substring(0, 100) : b;
    int[] row = new int[shortened.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= shortened.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == shortened.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[shortened.length()];
  }
}
