package io.trailseal.verifier.report;

import io.trailseal.verifier.Severity;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Place;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Day;
import io.trailseal.verifier.check.Scope;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What every form of a report says, put in order once.
///
/// @param places what was found by place, in order
/// @param groups the findings, the heaviest first, then by word, then by object
record Overview(List<PlaceTotal> places, List<Group> groups) {
  static final String INTACT = "intact";

  private static final Comparator<Verdict> ORDER =
      Comparator.comparing(Verdict::severity)
          .reversed()
          .thenComparingInt(verdict -> Verdict.WORDS.indexOf(verdict.word()))
          .thenComparing(Verdict::subject);

  Overview {
    places = List.copyOf(places);
    groups = List.copyOf(groups);
  }

  /// One place over all its days.
  ///
  /// @param days in order, at least one
  record PlaceTotal(
      Place place, List<Day> days, Map<String, Long> digests, Map<String, Long> logFiles) {
    PlaceTotal {
      days = List.copyOf(days);
    }

    LocalDate first() {
      return days.getFirst().day();
    }

    LocalDate last() {
      return days.getLast().day();
    }

    boolean isIntact() {
      return Overview.isIntact(digests) && Overview.isIntact(logFiles);
    }
  }

  /// Findings of the same weight and word.
  record Group(Severity severity, String word, List<Verdict> findings) {
    Group {
      findings = List.copyOf(findings);
    }
  }

  static Overview of(Report report) {
    return new Overview(places(report.days()), groups(report.findings()));
  }

  private static List<PlaceTotal> places(List<Day> days) {
    Map<Place, List<Day>> byPlace =
        days.stream().collect(Collectors.groupingBy(Day::place, TreeMap::new, Collectors.toList()));
    List<PlaceTotal> places = new ArrayList<>();
    byPlace.forEach(
        (place, ofPlace) -> {
          ofPlace.sort(Comparator.comparing(Day::day));
          places.add(
              new PlaceTotal(
                  place,
                  ofPlace,
                  sum(ofPlace.stream().map(Day::digests).toList()),
                  sum(ofPlace.stream().map(Day::logFiles).toList())));
        });
    return places;
  }

  private static List<Group> groups(List<Verdict> findings) {
    List<Verdict> sorted = findings.stream().sorted(ORDER).toList();
    List<Group> groups = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= sorted.size(); to++) {
      Verdict first = sorted.get(from);
      if (to == sorted.size()
          || sorted.get(to).severity() != first.severity()
          || !sorted.get(to).word().equals(first.word())) {
        groups.add(new Group(first.severity(), first.word(), sorted.subList(from, to)));
        from = to;
      }
    }
    return groups;
  }

  private static Map<String, Long> sum(List<Map<String, Long>> counts) {
    Map<String, Long> sum = new LinkedHashMap<>();
    counts.forEach(one -> one.forEach((word, n) -> sum.merge(word, n, Long::sum)));
    return ordered(sum);
  }

  /// Without noughts, the best word first.
  static Map<String, Long> ordered(Map<String, Long> counts) {
    Map<String, Long> ordered = new LinkedHashMap<>();
    for (String word : Verdict.WORDS) {
      long n = counts.getOrDefault(word, 0L);
      if (n != 0) {
        ordered.put(word, n);
      }
    }
    return ordered;
  }

  static boolean isIntact(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .allMatch(entry -> entry.getKey().equals(INTACT) || entry.getValue() == 0);
  }

  static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// `29 intact, 1 altered`; `none` where there are none.
  static String counted(Map<String, Long> counts) {
    String text =
        ordered(counts).entrySet().stream()
            .map(entry -> number(entry.getValue()) + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "none" : text;
  }

  static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /// `1 error`, `2 errors`.
  static String number(long n, String noun) {
    return number(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /// `PROVEN`, as a headline begins.
  static String outcomeWord(Report.Outcome outcome) {
    return outcome.name().replace('_', ' ');
  }

  static String headline(Report report) {
    return outcomeWord(report.outcome()) + ": " + sentence(report);
  }

  /// What it all comes to, in one sentence without a full stop.
  static String sentence(Report report) {
    return switch (report.outcome()) {
      case PROVEN ->
          "everything examined is what CloudTrail signed, and nothing is absent that should be here";
      case FINDINGS -> "the evidence is bad or not complete: " + weights(report);
      case COULD_NOT_TELL ->
          "nothing is known to be bad, and not everything could be vouched for: " + weights(report);
      case NOTHING_EXAMINED ->
          "no digest of CloudTrail was found to examine, so nothing was proven; this is not a good"
              + " result, and not evidence of anything either";
    };
  }

  /// `3 errors, 1 warning, and 20 findings more that are not listed`.
  static String weights(Report report) {
    Map<Severity, Long> counts = new EnumMap<>(Severity.class);
    report.findings().forEach(finding -> counts.merge(finding.severity(), 1L, Long::sum));
    List<String> parts = new ArrayList<>();
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)) {
      long n = counts.getOrDefault(severity, 0L);
      if (n > 0) {
        parts.add(number(n, severity.word()));
      }
    }
    long leftOut = total(report.findingsLeftOut());
    if (leftOut > 0) {
      parts.add((parts.isEmpty() ? "" : "and ") + number(leftOut, "finding") + " not listed");
    }
    return String.join(", ", parts);
  }

  /// What of the archive was examined.
  static String scope(Scope scope) {
    List<String> parts = new ArrayList<>();
    scope.from().ifPresent(from -> parts.add("from " + from));
    scope.to().ifPresent(to -> parts.add("to " + to));
    choice(parts, "account", scope.accounts());
    choice(parts, "region", scope.regions());
    choice(parts, "trail", scope.trails());
    return parts.isEmpty() ? "everything" : "only " + String.join(", ", parts);
  }

  private static void choice(List<String> parts, String noun, Set<String> chosen) {
    if (!chosen.isEmpty()) {
      parts.add(
          noun
              + (chosen.size() == 1 ? " " : "s ")
              + chosen.stream().sorted().collect(Collectors.joining(" ")));
    }
  }

  /// Up to when the archive was held to be complete.
  static String asOf(Report report) {
    return report
        .asOf()
        .map(time -> "what was due by " + time)
        .orElse("not asked: nothing here says how new the newest digest should be");
  }

  /// What was looked at, in numbers.
  static String amounts(Report report) {
    return "%s listed, %s read (%s); %s not log files or digests of CloudTrail's, and not examined"
        .formatted(
            number(report.listed(), "object"),
            number(report.read()),
            bytes(report.bytesRead()),
            report.otherObjects() == 1 ? "1 is" : number(report.otherObjects()) + " are");
  }

  private static final String[] BYTE_UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

  /// Decimal units, as disks are sold: `1.5 MB`.
  private static String bytes(long bytes) {
    double shown = bytes;
    int unit = 0;
    while (shown >= 1000 && unit < BYTE_UNITS.length - 1) {
      shown /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, shown < 10 ? "%.1f %s" : "%.0f %s", shown, BYTE_UNITS[unit]);
  }
}
