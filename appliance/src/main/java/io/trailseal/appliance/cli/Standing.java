package io.trailseal.appliance.cli;

import io.trailseal.indexer.ledger.VerdictCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the evidence of a store stands as a whole.
///
/// @param findings objects about which the evidence is bad
/// @param undecided objects about which nothing could be told
record Standing(long findings, long undecided) {
  /// As [io.trailseal.verifier.Verdict#word()] has it.
  static final String INTACT = "intact";

  /// Likewise.
  static final String COULD_NOT_TELL = "could not tell";

  static Standing of(VerdictCounts counts) {
    long findings = 0;
    long undecided = 0;
    for (Map<String, Long> part : List.of(counts.logFiles(), counts.digests(), counts.absent())) {
      for (Map.Entry<String, Long> count : part.entrySet()) {
        if (count.getKey().equals(COULD_NOT_TELL)) {
          undecided += count.getValue();
        } else if (!count.getKey().equals(INTACT)) {
          findings += count.getValue();
        }
      }
    }
    return new Standing(findings, undecided);
  }

  /// What a command that judges the store as a whole exits with.
  ///
  /// @param quarantined objects set aside
  ExitCode exitCode(long quarantined) {
    if (findings > 0) {
      return ExitCode.EVIDENCE_BAD;
    }
    return undecided > 0 || quarantined > 0 ? ExitCode.COULD_NOT_TELL : ExitCode.FINE;
  }

  /// Lines for a person: `log files 287 intact, 1 altered`.
  static List<String> lines(VerdictCounts counts) {
    List<String> lines = new ArrayList<>();
    line("log files", counts.logFiles()).ifPresent(lines::add);
    line("digests", counts.digests()).ifPresent(lines::add);
    line("not here", counts.absent()).ifPresent(lines::add);
    return lines;
  }

  private static Optional<String> line(String subject, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    part(counts, INTACT, parts);
    counts.keySet().stream()
        .filter(word -> !word.equals(INTACT) && !word.equals(COULD_NOT_TELL))
        .forEach(word -> part(counts, word, parts));
    part(counts, COULD_NOT_TELL, parts);
    return Optional.of("%-12s%s".formatted(subject, String.join(", ", parts)));
  }

  private static void part(Map<String, Long> counts, String word, List<String> parts) {
    Long count = counts.get(word);
    if (count != null && count > 0) {
      parts.add(Figures.count(count) + " " + word);
    }
  }
}
