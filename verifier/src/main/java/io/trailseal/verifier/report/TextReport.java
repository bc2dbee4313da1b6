package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Place;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Chain;
import io.trailseal.verifier.check.Report.Day;
import io.trailseal.verifier.report.Overview.Group;
import io.trailseal.verifier.report.Overview.PlaceTotal;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The form for a person: first what it comes to, then numbers, then every finding in full, then
/// the chains.
final class TextReport {
  private static final String LABEL = "%-11s%s";

  private final Report report;
  private final ReportOptions options;
  private final Writer out;
  private final Overview overview;

  TextReport(Report report, ReportOptions options, Writer out) {
    this.report = report;
    this.options = options;
    this.out = out;
    this.overview = Overview.of(report);
  }

  void write() throws IOException {
    wrapped("", Overview.headline(report));
    line("");
    // Alone on its line: everything else is the same wherever the archive lies.
    line(LABEL.formatted("source", report.source()));
    wrapped(label("examined"), Overview.scope(report.scope()));
    wrapped(label("overdue"), Overview.asOf(report));
    for (String remark : options.remarks()) {
      wrapped(label("remark"), remark);
    }
    totals();
    places();
    findings();
    chains();
  }

  private static String label(String label) {
    return LABEL.formatted(label, "");
  }

  private void totals() throws IOException {
    Map<String, Long> digests = report.digests();
    Map<String, Long> logFiles = report.logFiles();
    line("");
    line("TOTALS");
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("", "all"));
    List<String> words =
        Verdict.WORDS.stream()
            .filter(
                word ->
                    word.equals(Overview.INTACT)
                        || digests.containsKey(word)
                        || logFiles.containsKey(word))
            .toList();
    head.addAll(words);
    rows.add(head);
    rows.add(totalsRow("digests", digests, words));
    rows.add(totalsRow("log files", logFiles, words));
    int[] widths = new int[head.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder text = new StringBuilder("  " + pad(row.getFirst(), widths[0]));
      for (int i = 1; i < widths.length; i++) {
        text.append("  ").append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
      }
      line(text.toString());
    }
    wrapped("  ", Overview.amounts(report));
  }

  private static List<String> totalsRow(String name, Map<String, Long> counts, List<String> words) {
    List<String> row = new ArrayList<>(List.of(name, Overview.number(Overview.total(counts))));
    words.forEach(word -> row.add(Overview.number(counts.getOrDefault(word, 0L))));
    return row;
  }

  /// A line for each place, and under it one for each day that is not intact.
  private void places() throws IOException {
    line("");
    line("BY ACCOUNT AND REGION");
    if (overview.places().isEmpty()) {
      line("  none");
      return;
    }
    boolean oneRoot =
        overview.places().stream().map(total -> root(total.place())).distinct().count() == 1;
    if (oneRoot) {
      line("  all under " + root(overview.places().getFirst().place()));
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"account", "region", "days", "digests", "log files"});
    for (PlaceTotal total : overview.places()) {
      Place place = total.place();
      rows.add(
          new String[] {
            place.account(),
            place.region(),
            span(total),
            Overview.counted(total.digests()),
            Overview.counted(total.logFiles())
          });
      if (!oneRoot) {
        rows.add(new String[] {"", "under " + root(place)});
      }
      for (Day day : total.days()) {
        if (options.verbose()
            || !Overview.isIntact(day.digests())
            || !Overview.isIntact(day.logFiles())) {
          rows.add(
              new String[] {
                "",
                "",
                "  " + day.day(),
                Overview.counted(day.digests()),
                Overview.counted(day.logFiles())
              });
        }
      }
    }
    table(rows);
  }

  private static String span(PlaceTotal total) {
    return total.days().size() == 1
        ? total.first().toString()
        : "%s to %s, %s"
            .formatted(total.first(), total.last(), Overview.number(total.days().size(), "day"));
  }

  private static String root(Place place) {
    String account = place.accountFolder();
    return "s3://"
        + place.bucket()
        + "/"
        + account.substring(0, account.length() - place.account().length() - 1);
  }

  /// Aligned columns; the last two break at commas where they do not fit. Rows of two cells are
  /// remarks and align with nothing.
  private void table(List<String[]> rows) throws IOException {
    int[] widths = new int[5];
    for (String[] row : rows) {
      for (int i = 0; row.length == 5 && i < 3; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    int room = options.columns() - 2 - widths[0] - widths[1] - widths[2] - 4 * 2;
    int half = Math.max(22, room / 2);
    for (String[] row : rows) {
      if (row.length == 5) {
        widths[3] =
            Math.max(
                widths[3], broken(row[3], half).stream().mapToInt(String::length).max().orElse(0));
      }
    }
    for (String[] row : rows) {
      if (row.length == 2) {
        line("  " + pad("", widths[0]) + "  " + row[1]);
        continue;
      }
      List<String> digests = broken(row[3], half);
      List<String> logFiles = broken(row[4], Math.max(22, room - widths[3]));
      for (int i = 0; i < Math.max(digests.size(), logFiles.size()); i++) {
        line(
            "  "
                + pad(i == 0 ? row[0] : "", widths[0])
                + "  "
                + pad(i == 0 ? row[1] : "", widths[1])
                + "  "
                + pad(i == 0 ? row[2] : "", widths[2])
                + "  "
                + pad(i < digests.size() ? digests.get(i) : "", widths[3])
                + "  "
                + (i < logFiles.size() ? logFiles.get(i) : ""));
      }
    }
  }

  private static List<String> broken(String cell, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (String part : cell.split("(?<=,) ", -1)) {
      if (!current.isEmpty() && current.length() + 1 + part.length() > width) {
        lines.add(current.toString());
        current.setLength(0);
      }
      current.append(current.isEmpty() ? "" : " ").append(part);
    }
    lines.add(current.toString());
    return lines;
  }

  private void findings() throws IOException {
    line("");
    long leftOut = Overview.total(report.findingsLeftOut());
    if (overview.groups().isEmpty() && leftOut == 0) {
      line("FINDINGS: none");
      return;
    }
    line("FINDINGS: " + Overview.weights(report));
    for (Group group : overview.groups()) {
      line("");
      line(
          "%s: %s (%s)"
              .formatted(
                  group.severity().word(),
                  group.word().toUpperCase(Locale.ROOT),
                  Overview.number(group.findings().size())));
      for (Verdict finding : group.findings()) {
        finding(finding);
      }
    }
    if (leftOut > 0) {
      line("");
      wrapped(
          "",
          "Not listed here, but counted above: %s. Verify by account or region to see them."
              .formatted(Overview.counted(report.findingsLeftOut())));
    }
  }

  private void finding(Verdict finding) throws IOException {
    line("");
    line("  " + finding.subject());
    wrapped("    ", brief(finding));
    detail("expected", finding.expected());
    if (!(finding instanceof Verdict.Undecided)) {
      detail("actual", finding.actual());
    }
    detail("said by", finding.saidBy().map(S3Name::toString).orElse(""));
  }

  /// The sentence, in which objects named in full beside it go by the last part of their keys.
  private static String brief(Verdict finding) {
    String sentence = finding.sentence();
    if (finding.saidBy().isPresent()) {
      sentence = shortened(sentence, finding.saidBy().get());
    }
    return finding instanceof Verdict.OutOfPlace(_, var claimed)
        ? shortened(sentence, claimed)
        : sentence;
  }

  private static String shortened(String sentence, S3Name name) {
    String whole = name.toString();
    String last = whole.substring(whole.lastIndexOf('/') + 1);
    return last.isEmpty() ? sentence : sentence.replace(whole, "…/" + last);
  }

  private void detail(String label, String text) throws IOException {
    if (!text.isEmpty()) {
      line("    " + LABEL.formatted(label, text));
    }
  }

  private void chains() throws IOException {
    line("");
    line("CHAINS OF DIGESTS: " + Overview.number(report.chains().size()));
    boolean oneRoot = report.chains().stream().map(c -> root(c.place())).distinct().count() <= 1;
    for (Chain chain : report.chains()) {
      line("");
      line("  " + chain.name());
      if (!oneRoot) {
        detail("under", root(chain.place()));
      }
      detail("digests", Overview.number(chain.digests()));
      detail(
          "proven",
          chain.oldest().isPresent() && chain.newest().isPresent()
              ? "from %s to %s"
                  .formatted(chain.oldest().get().startTime(), chain.newest().get().endTime())
              : "none of it");
      detail("newest", chain.newest().map(end -> end.name().toString()).orElse(""));
      wrapped(
          "    " + label("began anew"),
          chain.restarts().isEmpty()
              ? "never"
              : chain.restarts().stream().map(Instant::toString).collect(Collectors.joining(", ")));
      wrapped(
          "    " + label("signatures"),
          chain.signaturesRecovered() == 0
              ? "all came with their digests"
              : "%s came without; the digest after each remembers its signature, and it was"
                      .formatted(Overview.number(chain.signaturesRecovered(), "digest"))
                  + " verified with that");
      wrapped(
          "    " + label("keys"),
          chain.keys().isEmpty() ? "none" : String.join(" ", new TreeSet<>(chain.keys())));
    }
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /// `text` in lines of at most the report's width, the first after `first`, the others indented as
  /// far. Words longer than a line are not cut.
  private void wrapped(String first, String text) throws IOException {
    String indent = " ".repeat(first.length());
    StringBuilder current = new StringBuilder(first);
    boolean begun = false;
    for (String word : S3Name.printable(text).split(" ", -1)) {
      if (begun && current.length() + 1 + word.length() > options.columns()) {
        line(current.toString());
        current.setLength(0);
        current.append(indent);
        begun = false;
      }
      current.append(begun ? " " : "").append(word);
      begun = true;
    }
    line(current.toString());
  }

  private void line(String text) throws IOException {
    out.write(S3Name.printable(text).stripTrailing());
    out.write('\n');
  }
}
