package io.trailseal.indexer.query;

import io.trailseal.verifier.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What may stand after `proof:`.
public final class ProofWords {
  /// The word of an event whose log file has no verdict so far.
  public static final String NOT_YET = "not yet examined";

  /// The words of [Verdict#word()], and [#NOT_YET].
  public static final List<String> KNOWN = known();

  private ProofWords() {}

  private static List<String> known() {
    List<String> known = new ArrayList<>(Verdict.WORDS);
    known.add(NOT_YET);
    return Collections.unmodifiableList(known);
  }

  /// The verdict meant by `written`: case aside, with spaces, hyphens or underscores between its
  /// words.
  static Optional<String> of(String written) {
    String word = written.strip().toLowerCase(Locale.ROOT).replace('-', ' ').replace('_', ' ');
    return KNOWN.contains(word) ? Optional.of(word) : Optional.empty();
  }
}
