package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Place;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Day;
import io.trailseal.verifier.check.Report.Outcome;
import io.trailseal.verifier.report.Overview.PlaceTotal;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The form for what runs checks on a schedule: one suite for each account and region, one case for
/// each day that is intact, and one for each finding. Findings are failures; what could not be told
/// is an error, never skipped: skipped reads as fine.
///
/// Source: the schema that Jenkins' xUnit plugin publishes (`junit-10.xsd`), as far as GitLab,
/// GitHub's reporters and Azure read it too.
final class JunitReport {
  private static final String WHOLE = "the whole archive";
  private static final String ELSEWHERE = "elsewhere";

  private final Report report;
  private final ReportOptions options;
  private final Writer out;
  private final Overview overview;

  JunitReport(Report report, ReportOptions options, Writer out) {
    this.report = report;
    this.options = options;
    this.out = out;
    this.overview = Overview.of(report);
  }

  /// One testcase.
  ///
  /// @param finding what it says, where it is about one
  private record Case(String name, String outcome, Optional<Verdict> finding, String message) {
    static final String PASSED = "";

    static Case passed(String name) {
      return new Case(name, PASSED, Optional.empty(), "");
    }

    static Case of(Verdict finding) {
      String outcome =
          finding instanceof Verdict.Undecided ? "error" : finding.isFinding() ? "failure" : PASSED;
      return new Case(
          finding.word() + " " + finding.subject(),
          outcome,
          Optional.of(finding),
          finding.sentence());
    }
  }

  void write() throws IOException {
    Map<String, List<Case>> suites = suites();
    out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.write(
        "<testsuites name=\"trailseal\" tests=\"%d\" failures=\"%d\" errors=\"%d\">\n"
            .formatted(
                suites.values().stream().mapToLong(List::size).sum(),
                suites.values().stream().mapToLong(cases -> count(cases, "failure")).sum(),
                suites.values().stream().mapToLong(cases -> count(cases, "error")).sum()));
    for (Map.Entry<String, List<Case>> suite : suites.entrySet()) {
      if (!suite.getValue().isEmpty()) {
        suite(suite.getKey(), suite.getValue());
      }
    }
    out.write("</testsuites>\n");
  }

  private static long count(List<Case> cases, String outcome) {
    return cases.stream().filter(one -> one.outcome().equals(outcome)).count();
  }

  private Map<String, List<Case>> suites() {
    Map<String, List<Case>> suites = new LinkedHashMap<>();
    List<Case> whole = suites.computeIfAbsent(WHOLE, _ -> new ArrayList<>());
    whole.add(
        report.outcome() == Outcome.NOTHING_EXAMINED
            ? new Case("anything examined", "failure", Optional.empty(), Overview.headline(report))
            : Case.passed("anything examined"));
    if (!report.findingsLeftOut().isEmpty()) {
      whole.add(
          new Case(
              "every finding listed",
              "failure",
              Optional.empty(),
              "not listed: " + Overview.counted(report.findingsLeftOut())));
    }
    Map<String, List<Place>> byAccountAndRegion = new HashMap<>();
    for (PlaceTotal total : overview.places()) {
      List<Case> cases = suites.computeIfAbsent(suiteName(total.place()), _ -> new ArrayList<>());
      total.days().forEach(day -> intactDay(cases, day));
      byAccountAndRegion
          .computeIfAbsent(
              total.place().account() + "/" + total.place().region(), _ -> new ArrayList<>())
          .add(total.place());
    }
    overview
        .groups()
        .forEach(
            group ->
                group
                    .findings()
                    .forEach(
                        finding ->
                            suites
                                .computeIfAbsent(
                                    suiteOf(finding.subject(), byAccountAndRegion),
                                    _ -> new ArrayList<>())
                                .add(Case.of(finding))));
    return suites;
  }

  private static void intactDay(List<Case> cases, Day day) {
    for (boolean digests : new boolean[] {true, false}) {
      Map<String, Long> counts = digests ? day.digests() : day.logFiles();
      if (!counts.isEmpty() && Overview.isIntact(counts)) {
        cases.add(
            Case.passed(
                "%s %s (%s)"
                    .formatted(
                        day.day(),
                        digests ? "digests" : "log files",
                        Overview.number(Overview.total(counts)))));
      }
    }
  }

  private static String suiteName(Place place) {
    String folder = place.accountFolder();
    return "%s/%s in s3://%s/%s".formatted(place.account(), place.region(), place.bucket(), folder);
  }

  /// The suite of the place that an object's key names.
  private static String suiteOf(S3Name subject, Map<String, List<Place>> byAccountAndRegion) {
    Optional<ObjectKey> key = ObjectKey.parse(subject.key());
    if (key.isEmpty() || key.get().account().isEmpty() || key.get().region().isEmpty()) {
      return ELSEWHERE;
    }
    List<Place> places =
        byAccountAndRegion.getOrDefault(
            key.get().account().get() + "/" + key.get().region().get(), List.of());
    return places.stream()
        .filter(
            place ->
                place.bucket().equals(subject.bucket())
                    && subject.key().startsWith(place.accountFolder()))
        .findFirst()
        .or(() -> places.stream().findFirst())
        .map(JunitReport::suiteName)
        .orElse(ELSEWHERE);
  }

  private void suite(String name, List<Case> cases) throws IOException {
    out.write(
        "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"0\">\n"
            .formatted(
                Markup.escape(name), cases.size(), count(cases, "failure"), count(cases, "error")));
    for (Case one : cases) {
      testcase(name, one);
    }
    if (name.equals(WHOLE)) {
      out.write("    <system-out>");
      out.write(Markup.escape(Overview.headline(report)) + "\n");
      out.write(Markup.escape(report.source()) + "\n");
      for (String remark : options.remarks()) {
        out.write(Markup.escape(remark) + "\n");
      }
      out.write("</system-out>\n");
    }
    out.write("  </testsuite>\n");
  }

  private void testcase(String suite, Case one) throws IOException {
    String start =
        "    <testcase classname=\"%s\" name=\"%s\""
            .formatted(Markup.escape(suite), Markup.escape(one.name()));
    if (one.outcome().equals(Case.PASSED) && one.message().isEmpty()) {
      out.write(start + "/>\n");
      return;
    }
    out.write(start + ">\n");
    if (one.outcome().equals(Case.PASSED)) {
      out.write("      <system-out>" + Markup.escape(one.message()) + "</system-out>\n");
    } else {
      String type =
          one.finding()
              .map(finding -> finding.severity().word() + ": " + finding.word())
              .orElse("");
      out.write(
          "      <%s type=\"%s\" message=\"%s\">"
              .formatted(one.outcome(), Markup.escape(type), Markup.escape(one.message())));
      if (one.finding().isPresent()) {
        details(one.finding().get());
      }
      out.write("</%s>\n".formatted(one.outcome()));
    }
    out.write("    </testcase>\n");
  }

  private void details(Verdict finding) throws IOException {
    out.write(Markup.escape(finding.subject().toString()));
    detail("expected", finding.expected());
    detail("actual", finding.actual());
    detail("said by", finding.saidBy().map(S3Name::toString).orElse(""));
  }

  private void detail(String label, String text) throws IOException {
    if (!text.isEmpty()) {
      out.write("\n" + label + ": " + Markup.escape(text));
    }
  }
}
