package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Altered;
import io.trailseal.verifier.Verdict.Gap;
import io.trailseal.verifier.Verdict.Injected;
import io.trailseal.verifier.Verdict.LinkBroken;
import io.trailseal.verifier.Verdict.Missing;
import io.trailseal.verifier.Verdict.Missing.Ground;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.Verdict.OutOfPlace;
import io.trailseal.verifier.Verdict.Overdue;
import io.trailseal.verifier.Verdict.Undecided;
import io.trailseal.verifier.Verdict.Unlisted;
import io.trailseal.verifier.check.Place;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Chain;
import io.trailseal.verifier.check.Report.Day;
import io.trailseal.verifier.check.Report.End;
import io.trailseal.verifier.check.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reports made by hand, so that every form meets everything that a report can hold.
final class Samples {
  static final Place IRELAND = new Place("archive", "", "", "111122223333", "eu-west-1");
  static final Place VIRGINIA =
      new Place("archive", "org", "o-abc123", "444455556666", "us-east-1");
  static final Sha256 HASH = Sha256.of(new byte[] {1});
  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  /// What an attacker may call an object: terminal escapes, markup, marks that turn text around,
  /// half a surrogate pair, and two characters that XML forbids.
  static final String HOSTILE =
      "AWSLogs/\u001b[2J<script>&\"'\u202e]]>\ud800\uffff\ufffe\r\n.json.gz";

  private Samples() {}

  static S3Name digest(int hour) {
    return new S3Name(
        "archive",
        "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/03/02/111122223333_CloudTrail-Digest_eu-west-1_management_eu-west-1_20260302T%02d0000Z.json.gz"
            .formatted(hour));
  }

  static S3Name log(int minute) {
    return new S3Name(
        "archive",
        "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/02/111122223333_CloudTrail_eu-west-1_20260302T11%02dZ_abcdefghijklmnop.json.gz"
            .formatted(minute));
  }

  static Chain chain(Place place, String name) {
    return new Chain(
        place,
        name,
        Optional.of(new End(digest(3), HASH, NOON.minusSeconds(36_000), NOON.minusSeconds(32_400))),
        Optional.of(new End(digest(12), HASH, NOON.minusSeconds(3_600), NOON)),
        10,
        List.of(NOON.minusSeconds(7_200)),
        2,
        List.of("8eba5db5bea9b640d1c96a77256fe7f2"));
  }

  static Report of(List<Verdict> findings, List<Day> days, List<Chain> chains) {
    return new Report(
        "folder /data/bucket",
        Scope.EVERYTHING,
        Optional.of(NOON),
        findings,
        Map.of(),
        days,
        chains,
        3,
        140,
        123,
        12_345_678);
  }

  static Report intact() {
    return of(
        List.of(),
        List.of(
            new Day(
                IRELAND,
                LocalDate.parse("2026-03-01"),
                Map.of("intact", 24L),
                Map.of("intact", 1_200L)),
            new Day(IRELAND, LocalDate.parse("2026-03-02"), Map.of("intact", 12L), Map.of())),
        List.of(chain(IRELAND, "111122223333/eu-west-1/management/eu-west-1/standard")));
  }

  static Report empty() {
    return of(List.of(), List.of(), List.of());
  }

  static Report undecided() {
    return of(
        List.of(
            new Undecided(digest(4), Obstacle.SIGNING_KEY_UNKNOWN, "key 8eba"),
            new Undecided(log(4), Obstacle.NO_DIGEST_YET, "")),
        List.of(
            new Day(
                IRELAND,
                LocalDate.parse("2026-03-02"),
                Map.of("could not tell", 1L),
                Map.of("could not tell", 1L))),
        List.of(
            new Chain(
                IRELAND,
                "111122223333/eu-west-1/management/eu-west-1/standard",
                Optional.empty(),
                Optional.empty(),
                1,
                List.of(),
                0,
                List.of())));
  }

  /// Every verdict that is not intact, one of them about a hostile name.
  static List<Verdict> everyFinding() {
    return List.of(
        new Gap(digest(1), Optional.of(digest(0)), Optional.of(digest(2)), NOON, NOON, true, 0),
        new Gap(
            digest(1),
            Optional.of(digest(0)),
            Optional.of(digest(3)),
            NOON.minusSeconds(7_200),
            NOON,
            true,
            4),
        new Undecided(log(1), Obstacle.ARCHIVED, ""),
        new Altered(log(2), HASH.hex(), Sha256.of(new byte[] {2}).hex(), Optional.of(digest(12))),
        new Altered(new S3Name("archive", HOSTILE), "a", "b\u001b]0;x\u0007", Optional.empty()),
        new Missing(log(3), digest(12)),
        new Missing(digest(5), Ground.CADENCE, Optional.of(digest(6))),
        new Missing(digest(6), Ground.SEEN_BEFORE, Optional.empty()),
        new Unlisted(log(4), digest(12)),
        new Injected(log(5), digest(12)),
        new OutOfPlace(digest(7), digest(8)),
        new LinkBroken(digest(9), digest(8), "sha256 aa", "sha256 bb"),
        new Overdue(digest(13), digest(12), NOON.plusSeconds(7_200)));
  }

  static Report bad() {
    Report report =
        of(
            everyFinding(),
            List.of(
                new Day(
                    IRELAND,
                    LocalDate.parse("2026-03-01"),
                    Map.of("intact", 24L),
                    Map.of("intact", 1_200L)),
                new Day(
                    IRELAND,
                    LocalDate.parse("2026-03-02"),
                    Map.of(
                        "intact",
                        7L,
                        "missing",
                        2L,
                        "out of place",
                        1L,
                        "link broken",
                        1L,
                        "overdue",
                        1L),
                    Map.of(
                        "intact",
                        90L,
                        "altered",
                        2L,
                        "missing",
                        1L,
                        "unlisted",
                        1L,
                        "injected",
                        1L,
                        "could not tell",
                        1L)),
                new Day(
                    VIRGINIA,
                    LocalDate.parse("2026-03-01"),
                    Map.of("intact", 24L),
                    Map.of("intact", 7L))),
            List.of(
                chain(IRELAND, "111122223333/eu-west-1/management/eu-west-1/standard"),
                chain(VIRGINIA, "444455556666/us-east-1/all/us-east-1/backfill")));
    return new Report(
        report.source(),
        new Scope(
            Optional.of(NOON.minusSeconds(86_400)),
            Optional.of(NOON),
            Set.of("444455556666", "111122223333"),
            Set.of(),
            Set.of()),
        report.asOf(),
        report.findings(),
        Map.of("altered", 20L, "missing", 1L),
        report.days(),
        report.chains(),
        report.otherObjects(),
        report.listed(),
        report.read(),
        report.bytesRead());
  }

  static String text(Format format, Report report, ReportOptions options) {
    return new String(bytes(format, report, options), StandardCharsets.UTF_8);
  }

  static String text(Format format, Report report) {
    return text(format, report, ReportOptions.STANDARD);
  }

  static byte[] bytes(Format format, Report report, ReportOptions options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Reports.write(format, report, options, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
