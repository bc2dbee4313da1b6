package io.trailseal.api.ask;

import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.indexer.search.SearchAnswer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Says in words what was searched and how far that is proven. The words stand under every answer;
/// under an empty one they are the answer.
public final class EvidenceWords {
  private static final String INTACT = "intact";
  private static final String COULD_NOT_TELL = "could not tell";

  private EvidenceWords() {}

  /// One line: how many events of which days, in how many log files, and how those stand. Good news
  /// first, doubts last, and doubts are said even where there are none.
  public static String line(SearchAnswer.Evidence evidence) {
    VerdictCounts verdicts = evidence.verdicts();
    long logFiles = sum(verdicts.logFiles());
    List<String> parts = new ArrayList<>();
    parts.add(count(verdicts.logFiles().getOrDefault(INTACT, 0L)) + " " + INTACT);
    verdicts
        .logFiles()
        .forEach(
            (word, n) -> {
              if (!word.equals(INTACT) && !word.equals(COULD_NOT_TELL)) {
                parts.add(count(n) + " " + word);
              }
            });
    List<String> absent = new ArrayList<>();
    verdicts.absent().forEach((word, n) -> absent.add(count(n) + " " + word));
    return "searched %s%s in %s: %s; %s could not tell%s"
        .formatted(
            counted(evidence.events(), "event"),
            days(evidence.oldest(), evidence.newest()),
            counted(logFiles, "log file"),
            String.join(", ", parts),
            count(verdicts.logFiles().getOrDefault(COULD_NOT_TELL, 0L)),
            absent.isEmpty() ? "" : "; not here: " + String.join(", ", absent));
  }

  /// What else one must know before relying on the answer; empty where there is nothing.
  public static List<String> reservations(SearchAnswer.Evidence evidence) {
    List<String> out = new ArrayList<>();
    long behind = evidence.behind();
    if (behind > 0) {
      out.add(
          "the index is %s behind: the newest events may be absent from this answer"
              .formatted(behind == 1 ? "1 ledger entry" : count(behind) + " ledger entries"));
    }
    out.addAll(evidence.reservations());
    if (evidence.quarantined() > 0) {
      out.add(
          "%s in quarantine because something is wrong with %s bytes"
              .formatted(
                  evidence.quarantined() == 1
                      ? "1 object is"
                      : count(evidence.quarantined()) + " objects are",
                  evidence.quarantined() == 1 ? "its" : "their"));
    }
    if (evidence.conflicts() > 0) {
      out.add(
          "%s an eventID that another event of the same account has too, with other content: not"
                  .formatted(
                      evidence.conflicts() == 1
                          ? "1 event carries"
                          : count(evidence.conflicts()) + " events carry")
              + " both can be what CloudTrail wrote; conflicting:true finds "
              + (evidence.conflicts() == 1 ? "it" : "them"));
    }
    return List.copyOf(out);
  }

  private static String days(Optional<Instant> oldest, Optional<Instant> newest) {
    if (oldest.isEmpty() || newest.isEmpty()) {
      return "";
    }
    LocalDate first = oldest.get().atZone(ZoneOffset.UTC).toLocalDate();
    LocalDate last = newest.get().atZone(ZoneOffset.UTC).toLocalDate();
    return first.equals(last) ? " of " + first : " of " + first + " … " + last;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// `1 event`, `60,012 events`.
  public static String counted(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /// With a comma at every thousand, wherever the machine stands.
  public static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
