package io.trailseal.verifier.cli;

import io.trailseal.verifier.Severity;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What makes a verification fail: verdict words, or everything from a severity on.
///
/// That nothing was examined always fails: no list of findings can ask for that to be fine.
///
/// @param words verdict words that fail
/// @param from severities from which on everything fails; empty for none
public record FailOn(Set<String> words, Optional<Severity> from) {
  /// Every finding, and everything that could not be told.
  public static final FailOn STANDARD = new FailOn(Set.of(), Optional.of(Severity.WARNING));

  private static final List<String> LEVELS = List.of("error", "warning", "note", "any", "none");

  public FailOn {
    words = Set.copyOf(words);
  }

  /// Reads `altered,missing`, `error`, `any`, `none`. Words of several words may have hyphens:
  /// `could-not-tell`.
  ///
  /// @throws StopException if a word is none of these
  static FailOn parse(String list) throws StopException {
    Set<String> words = new HashSet<>();
    Optional<Severity> from = Optional.empty();
    List<String> parts = List.of(list.strip().split(",", -1));
    for (String part : parts) {
      String word = part.strip().toLowerCase(Locale.ROOT).replace('-', ' ');
      Optional<Severity> level =
          switch (word) {
            case "error" -> Optional.of(Severity.ERROR);
            case "warning" -> Optional.of(Severity.WARNING);
            case "note", "any" -> Optional.of(Severity.NOTE);
            default -> Optional.empty();
          };
      if (level.isPresent()) {
        from = from.isEmpty() || level.get().compareTo(from.get()) < 0 ? level : from;
      } else if (word.equals("none")) {
        if (parts.size() > 1) {
          throw StopException.usage("--fail-on none must stand alone, is '%s'".formatted(list));
        }
      } else if (Verdict.WORDS.indexOf(word) > 0) {
        words.add(word);
      } else {
        List<String> known = new ArrayList<>(LEVELS);
        Verdict.WORDS.stream().skip(1).map(one -> one.replace(' ', '-')).forEach(known::add);
        throw StopException.usage(
            "--fail-on takes %s, not '%s'%s"
                .formatted(String.join(", ", known), part, Nearest.meant(part, known)));
      }
    }
    return new FailOn(words, from);
  }

  /// Whether it was asked for that nothing found is a failure: `none`.
  public boolean isNone() {
    return words.isEmpty() && from.isEmpty();
  }

  private boolean includes(Verdict verdict) {
    return words.contains(verdict.word())
        || from.filter(severity -> verdict.severity().compareTo(severity) >= 0).isPresent();
  }

  /// Of findings that were only counted the weight is not known: they fail wherever they might.
  private boolean includesCounted(String word) {
    return words.contains(word) || from.isPresent();
  }

  /// The exit code of a report.
  public int exitCode(Report report) {
    if (report.outcome() == Outcome.NOTHING_EXAMINED) {
      return Exit.COULD_NOT_TELL;
    }
    boolean undecided = false;
    for (Verdict finding : report.findings()) {
      if (includes(finding)) {
        if (!(finding instanceof Verdict.Undecided)) {
          return Exit.FINDINGS;
        }
        undecided = true;
      }
    }
    for (String word : report.findingsLeftOut().keySet()) {
      if (includesCounted(word)) {
        if (!word.equals("could not tell")) {
          return Exit.FINDINGS;
        }
        undecided = true;
      }
    }
    return undecided ? Exit.COULD_NOT_TELL : Exit.FINE;
  }
}
