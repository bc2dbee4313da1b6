package io.trailseal.verifier.check;

import io.trailseal.verifier.Verdict;
import java.util.Map;
import java.util.stream.Collectors;

/// A report as plain lines, with everything in it that a verifier's answer depends on.
final class ReportListing {
  private ReportListing() {}

  static String of(String how, Report report) {
    StringBuilder out = new StringBuilder();
    line(out, "== %s: %s".formatted(how, report.outcome()));
    line(
        out,
        "held to be complete up to %s".formatted(report.asOf().map(Object::toString).orElse("-")));
    line(out, "digests    %s".formatted(counts(report.digests())));
    line(out, "log files  %s".formatted(counts(report.logFiles())));
    line(out, "others     %d".formatted(report.otherObjects()));
    for (Report.Chain chain : report.chains()) {
      line(
          out,
          "chain      %s in %s/%s: %d digests, %s to %s%s%s"
              .formatted(
                  chain.name(),
                  chain.place().bucket(),
                  chain.place().prefix(),
                  chain.digests(),
                  chain.oldest().map(end -> end.startTime().toString()).orElse("-"),
                  chain.newest().map(end -> end.endTime().toString()).orElse("-"),
                  chain.restarts().isEmpty() ? "" : ", began anew at " + chain.restarts(),
                  chain.signaturesRecovered() == 0
                      ? ""
                      : ", %d signatures recovered".formatted(chain.signaturesRecovered())));
    }
    for (Verdict finding : report.findings()) {
      line(out, "");
      line(out, "%s  %s  %s".formatted(finding.severity(), finding.word(), finding.subject()));
      line(out, "  expected  %s".formatted(finding.expected()));
      line(out, "  actual    %s".formatted(finding.actual()));
      finding.saidBy().ifPresent(name -> line(out, "  said by   %s".formatted(name)));
      line(out, "  %s".formatted(finding.sentence()));
    }
    return out.toString();
  }

  private static String counts(Map<String, Long> byWord) {
    return byWord.isEmpty()
        ? "none"
        : byWord.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder out, String line) {
    out.append(line.stripTrailing()).append('\n');
  }
}
