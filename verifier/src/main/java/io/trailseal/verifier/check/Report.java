package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Severity;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a [Walk] found. Immutable.
///
/// @param source what was examined, for a person
/// @param scope which part of it
/// @param asOf the time up to which it was held to be complete: what was overdue then is a finding;
///   empty where there was nothing to tell it from
/// @param findings every verdict that is not `intact`, by subject; at most
///   [WalkOptions#findingsMax()] of them
/// @param findingsLeftOut how many more there are by word; they are counted everywhere else
/// @param days what was found by place and day, in that order
/// @param chains the chains of digests, by place
/// @param otherObjects how many objects were come across that are not CloudTrail's: empty folder
///   objects, files beside `AWSLogs`. Not examined; other services' folders are not even listed
/// @param listed how many objects were listed
/// @param read how many objects were read
/// @param bytesRead their bytes as delivered
public record Report(
    String source,
    Scope scope,
    Optional<Instant> asOf,
    List<Verdict> findings,
    Map<String, Long> findingsLeftOut,
    List<Day> days,
    List<Chain> chains,
    long otherObjects,
    long listed,
    long read,
    long bytesRead) {

  /// What was found of one place on one day.
  ///
  /// @param day of the end of what a digest covers, of a log file's delivery
  /// @param digests number of digests by [Verdict#word()], absent ones among them
  /// @param logFiles the same of log files
  public record Day(
      Place place, LocalDate day, Map<String, Long> digests, Map<String, Long> logFiles) {
    public Day {
      digests = Map.copyOf(digests);
      logFiles = Map.copyOf(logFiles);
    }
  }

  /// One chain of digests.
  ///
  /// @param name as [io.trailseal.verifier.trail.ObjectKey#chain()]: account, region, trail, home
  ///   region, `standard` or `backfill`, joined by `/`
  /// @param oldest the oldest intact digest examined; empty where none is
  /// @param newest the newest one
  /// @param digests how many digest objects it has
  /// @param restarts when it began anew
  /// @param signaturesRecovered how many digests came without their signature and were verified
  ///   with the one that the digest after each remembers
  /// @param keys fingerprints of the keys that signed it
  public record Chain(
      Place place,
      String name,
      Optional<End> oldest,
      Optional<End> newest,
      long digests,
      List<Instant> restarts,
      long signaturesRecovered,
      List<String> keys) {
    public Chain {
      restarts = List.copyOf(restarts);
      keys = List.copyOf(keys);
    }
  }

  /// One end of a chain.
  public record End(S3Name name, Sha256 hash, Instant startTime, Instant endTime) {}

  /// What it all comes to.
  public enum Outcome {
    /// Everything that is here was proven, and nothing is absent that should be here.
    PROVEN,
    /// There are findings.
    FINDINGS,
    /// No findings, and not everything could be vouched for.
    COULD_NOT_TELL,
    /// Nothing of CloudTrail's was here to examine. That proves nothing.
    NOTHING_EXAMINED
  }

  public Report {
    findings = List.copyOf(findings);
    findingsLeftOut = Map.copyOf(findingsLeftOut);
    days = List.copyOf(days);
    chains = List.copyOf(chains);
  }

  /// Number of digests by verdict word.
  public Map<String, Long> digests() {
    return sum(days.stream().map(Day::digests).toList());
  }

  /// Number of log files by verdict word.
  public Map<String, Long> logFiles() {
    return sum(days.stream().map(Day::logFiles).toList());
  }

  private static Map<String, Long> sum(List<Map<String, Long>> counts) {
    Map<String, Long> sum = new LinkedHashMap<>();
    for (String word : Verdict.WORDS) {
      long n = counts.stream().mapToLong(count -> count.getOrDefault(word, 0L)).sum();
      if (n > 0) {
        sum.put(word, n);
      }
    }
    return sum;
  }

  /// The heaviest of all findings, also of those left out.
  public Severity severity() {
    Severity heaviest = findingsLeftOut.isEmpty() ? Severity.NONE : Severity.WARNING;
    for (Verdict finding : findings) {
      if (finding.severity().compareTo(heaviest) > 0) {
        heaviest = finding.severity();
      }
    }
    return heaviest;
  }

  public Outcome outcome() {
    if (findings.stream().anyMatch(Verdict::isFinding)
        || findingsLeftOut.keySet().stream().anyMatch(word -> !word.equals("could not tell"))) {
      return Outcome.FINDINGS;
    }
    if (!findingsLeftOut.isEmpty()
        || findings.stream().anyMatch(Verdict.Undecided.class::isInstance)) {
      return Outcome.COULD_NOT_TELL;
    }
    return digests().isEmpty() ? Outcome.NOTHING_EXAMINED : Outcome.PROVEN;
  }
}
