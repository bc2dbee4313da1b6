package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Place;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Chain;
import io.trailseal.verifier.check.Report.Day;
import io.trailseal.verifier.check.Report.Outcome;
import io.trailseal.verifier.report.Overview.Group;
import io.trailseal.verifier.report.Overview.PlaceTotal;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One page that stands alone: no script, nothing fetched, readable on paper and on a phone.
final class HtmlReport {
  private static final String STYLE = "report.css";

  /// More makes a page that browsers choke on. The other forms have them all.
  static final int FINDINGS_SHOWN_MAX = 5_000;

  private final Report report;
  private final ReportOptions options;
  private final Writer out;
  private final Overview overview;

  HtmlReport(Report report, ReportOptions options, Writer out) {
    this.report = report;
    this.options = options;
    this.out = out;
    this.overview = Overview.of(report);
  }

  void write() throws IOException {
    out.write(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>CloudTrail verification: %s</title>
        <style>
        %s</style>
        </head>
        <body>
        """
            .formatted(Overview.outcomeWord(report.outcome()), style()));
    header();
    totals();
    findings();
    places();
    chains();
    out.write("</body>\n</html>\n");
  }

  private static String style() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException("the page's style is not in this jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void header() throws IOException {
    Outcome outcome = report.outcome();
    String look =
        switch (outcome) {
          case PROVEN -> "good";
          case FINDINGS -> "bad";
          case COULD_NOT_TELL, NOTHING_EXAMINED -> "unsure";
        };
    out.write("<header class=\"%s\">\n".formatted(look));
    out.write("<p class=\"what\">Verification of CloudTrail logs</p>\n");
    element("h1", Overview.outcomeWord(outcome));
    element("p", Overview.sentence(report) + ".");
    out.write("</header>\n<dl class=\"facts\">\n");
    fact("Source", report.source());
    fact("Examined", Overview.scope(report.scope()));
    fact("Overdue", Overview.asOf(report));
    for (String remark : options.remarks()) {
      fact("Remark", remark);
    }
    out.write("</dl>\n");
  }

  private void totals() throws IOException {
    out.write("<h2>Totals</h2>\n");
    Map<String, Long> digests = report.digests();
    Map<String, Long> logFiles = report.logFiles();
    List<String> words =
        Verdict.WORDS.stream()
            .filter(
                word ->
                    word.equals(Overview.INTACT)
                        || digests.containsKey(word)
                        || logFiles.containsKey(word))
            .toList();
    out.write("<div class=\"wide\"><table>\n<thead><tr><th></th>");
    number("th", "all");
    for (String word : words) {
      number("th", word);
    }
    out.write("</tr></thead>\n<tbody>\n");
    totalsRow("digests", digests, words);
    totalsRow("log files", logFiles, words);
    out.write("</tbody></table></div>\n");
    element("p", Overview.amounts(report) + ".");
  }

  private void totalsRow(String name, Map<String, Long> counts, List<String> words)
      throws IOException {
    out.write("<tr><th scope=\"row\">" + Markup.escape(name) + "</th>");
    number("td", Overview.number(Overview.total(counts)));
    for (String word : words) {
      number("td", Overview.number(counts.getOrDefault(word, 0L)));
    }
    out.write("</tr>\n");
  }

  private void number(String tag, String text) throws IOException {
    out.write("<%s class=\"n\">%s</%s>".formatted(tag, Markup.escape(text), tag));
  }

  private void findings() throws IOException {
    out.write("<h2>Findings</h2>\n");
    if (overview.groups().isEmpty() && report.findingsLeftOut().isEmpty()) {
      element("p", report.outcome() == Outcome.NOTHING_EXAMINED ? "None, over nothing." : "None.");
      return;
    }
    element("p", Overview.weights(report) + ".");
    int room = FINDINGS_SHOWN_MAX;
    for (Group group : overview.groups()) {
      out.write(
          "<h3><span class=\"%s\">%s</span> %s <span class=\"count\">%s</span></h3>\n"
              .formatted(
                  group.severity().word(),
                  group.severity().word(),
                  Markup.escape(group.word()),
                  Overview.number(group.findings().size())));
      int shown = Math.min(room, group.findings().size());
      for (Verdict finding : group.findings().subList(0, shown)) {
        finding(finding);
      }
      room -= shown;
      if (shown < group.findings().size()) {
        element(
            "p",
            "%s more of these; the text and JSON forms of this report list them."
                .formatted(Overview.number(group.findings().size() - shown)));
      }
    }
    if (!report.findingsLeftOut().isEmpty()) {
      element(
          "p",
          "Not listed in any form, but counted: %s. Verify by account or region to see them."
              .formatted(Overview.counted(report.findingsLeftOut())));
    }
  }

  private void finding(Verdict finding) throws IOException {
    out.write("<section class=\"finding\">\n");
    element("h4", finding.subject().toString());
    element("p", finding.sentence() + ".");
    out.write("<dl>\n");
    fact("expected", finding.expected());
    fact("actual", finding.actual());
    fact("said by", finding.saidBy().map(S3Name::toString).orElse(""));
    out.write("</dl>\n</section>\n");
  }

  private void places() throws IOException {
    out.write("<h2>By account and region</h2>\n");
    if (overview.places().isEmpty()) {
      element("p", "None.");
      return;
    }
    out.write(
        """
        <div class="wide"><table class="places">
        <thead><tr><th>Account</th><th>Region</th><th>Days</th><th>Digests</th><th>Log files</th></tr></thead>
        """);
    for (PlaceTotal total : overview.places()) {
      Place place = total.place();
      out.write("<tbody>\n<tr class=\"%s\">".formatted(total.isIntact() ? "good" : "bad"));
      cell(place.account());
      cell(place.region());
      cell(
          total.days().size() == 1
              ? total.first().toString()
              : "%s to %s".formatted(total.first(), total.last()));
      cell(Overview.counted(total.digests()));
      cell(Overview.counted(total.logFiles()));
      out.write("</tr>\n");
      out.write("<tr class=\"where\"><td colspan=\"5\">");
      out.write(Markup.escape("s3://" + place.bucket() + "/" + place.accountFolder()));
      out.write("</td></tr>\n");
      for (Day day : total.days()) {
        if (options.verbose()
            || !Overview.isIntact(day.digests())
            || !Overview.isIntact(day.logFiles())) {
          out.write("<tr class=\"day\"><td></td><td></td>");
          cell(day.day().toString());
          cell(Overview.counted(day.digests()));
          cell(Overview.counted(day.logFiles()));
          out.write("</tr>\n");
        }
      }
      out.write("</tbody>\n");
    }
    out.write("</table></div>\n");
  }

  private void cell(String text) throws IOException {
    element("td", text);
  }

  private void chains() throws IOException {
    out.write("<h2>Chains of digests</h2>\n");
    if (report.chains().isEmpty()) {
      element("p", "None.");
    }
    for (Chain chain : report.chains()) {
      out.write("<section class=\"chain\">\n");
      element("h4", chain.name());
      out.write("<dl>\n");
      fact("digests", Overview.number(chain.digests()));
      fact(
          "proven",
          chain.oldest().isPresent() && chain.newest().isPresent()
              ? "from %s to %s"
                  .formatted(chain.oldest().get().startTime(), chain.newest().get().endTime())
              : "none of it");
      fact("newest", chain.newest().map(end -> end.name().toString()).orElse(""));
      fact(
          "began anew",
          chain.restarts().stream().map(Instant::toString).collect(Collectors.joining(", ")));
      fact(
          "recovered",
          chain.signaturesRecovered() == 0
              ? ""
              : Overview.number(chain.signaturesRecovered(), "signature")
                  + " that did not come along, from the digest after each");
      fact("keys", chain.keys().stream().sorted().collect(Collectors.joining(" ")));
      out.write("</dl>\n</section>\n");
    }
  }

  private void fact(String label, String text) throws IOException {
    if (!text.isEmpty()) {
      out.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Markup.escape(label), Markup.escape(text)));
    }
  }

  private void element(String tag, String text) throws IOException {
    out.write("<%s>%s</%s>\n".formatted(tag, Markup.escape(text), tag));
  }
}
