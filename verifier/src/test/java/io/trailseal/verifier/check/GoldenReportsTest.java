package io.trailseal.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Report.Outcome;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.Planted;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.synthetic.Tampering;
import io.trailseal.verifier.synthetic.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a careful examiner says of every tampering there is, word for word, in
/// `chains/NAME/expected-report.txt`.
///
/// Where a report is to change, write them anew and read the difference before it is committed:
///
/// ```
/// ./build -o -pl verifier test -Dtest=GoldenReportsTest -Dgolden.write=true
/// git diff verifier/src/test/resources
/// ```
final class GoldenReportsTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/io/trailseal/verifier/check/chains");

  private static final SampleSettings SETTINGS =
      new SampleSettings(
          1,
          2,
          24,
          20,
          Optional.empty(),
          7,
          Instant.parse("2026-03-02T00:00:00Z"),
          "golden-sample",
          "");

  private static final Mapping MOVED =
      Mapping.NONE.and(Mapping.parse("golden-sample=trailseal-sample-copy"));
  private static final Mapping COPIED =
      Mapping.NONE.and(Mapping.parse("golden-sample=golden-sample/copies/of-trail"));

  private static final BucketInMemory CLEAN = new BucketInMemory(SETTINGS.bucket());
  private static Map<String, Report.End> seenBefore = Map.of();

  @BeforeAll
  static void writeSample() throws Exception {
    new SyntheticTrail(SETTINGS).writeTo(CLEAN);
    Map<String, Report.End> ends = new HashMap<>();
    for (Report.Chain chain : walk(CLEAN, WalkOptions.STANDARD).chains()) {
      ends.put(chain.name(), chain.newest().orElseThrow());
    }
    seenBefore = ends;
  }

  private static Report walk(BucketInMemory bucket, WalkOptions options)
      throws InterruptedException, KeyFormatException {
    List<PublishedKey> keys = new ArrayList<>();
    for (String key : bucket.keys("public-keys/")) {
      keys.addAll(KeyFile.parse(bucket.get(key).orElseThrow().content().toByteArray()));
    }
    return Walk.run(bucket, KeyRing.of(keys), options, WalkProgress.SILENT);
  }

  /// Reports by how the examination was done; the first is without any help.
  private static Map<String, Report> examine(Tampering tampering, BucketInMemory bucket)
      throws Exception {
    Map<String, Report> reports = new LinkedHashMap<>();
    reports.put("as it lies there", walk(bucket, WalkOptions.STANDARD));
    switch (tampering) {
      case DIGEST_TAIL_DELETED, CHAIN_DELETED, CHAIN_AND_LOGS_DELETED ->
          reports.put(
              "with the ends of chains that an earlier report saw",
              walk(bucket, WalkOptions.STANDARD.seenBefore(seenBefore)));
      case BUCKET_MOVED ->
          reports.put(
              "declared to be a copy of golden-sample in trailseal-sample-copy",
              walk(bucket, WalkOptions.STANDARD.withMapping(MOVED)));
      case CHAIN_COPIED ->
          reports.put(
              "declared to be a copy of golden-sample in golden-sample/copies/of-trail",
              walk(bucket, WalkOptions.STANDARD.withMapping(COPIED)));
      default -> {}
    }
    if (tampering.who() == Who.S3) {
      reports.put("through S3", walk(bucket.asS3(), WalkOptions.STANDARD));
    }
    return reports;
  }

  @Test
  void clean() throws Exception {
    Report report = walk(CLEAN, WalkOptions.STANDARD);
    assertThat(report.outcome()).isEqualTo(Outcome.PROVEN);
    compare("clean", ReportListing.of("nothing was done to it", report));
  }

  @ParameterizedTest
  @EnumSource
  void report(Tampering tampering) throws Exception {
    BucketInMemory bucket = CLEAN.copy();
    Planted planted = tampering.apply(bucket, SETTINGS, 0);

    Map<String, Report> reports = examine(tampering, bucket);

    assertOutcome(tampering, reports);
    compare(
        tampering.kebabName(),
        "%s\n%s; done by %s\n\n"
                .formatted(tampering.title(), planted.sentence(), tampering.who().words())
            + reports.entrySet().stream()
                .map(each -> ReportListing.of(each.getKey(), each.getValue()))
                .collect(Collectors.joining("\n")));
  }

  /// So that no wrong report becomes golden by writing it.
  private static void assertOutcome(Tampering tampering, Map<String, Report> reports) {
    Report alone = reports.values().iterator().next();
    switch (tampering) {
      case KEY_UNLISTED, KEY_NONE, DIGEST_NEWEST_METADATA_LOST ->
          assertThat(alone.outcome()).isEqualTo(Outcome.COULD_NOT_TELL);
      case CHAIN_AND_LOGS_DELETED -> {
        assertThat(alone.outcome()).as("nothing is left to see").isEqualTo(Outcome.PROVEN);
        assertThat(List.copyOf(reports.values()).getLast().outcome()).isEqualTo(Outcome.FINDINGS);
      }
      case DIGEST_TAIL_DELETED -> {
        assertThat(alone.outcome()).as("it may yet come").isEqualTo(Outcome.COULD_NOT_TELL);
        assertThat(List.copyOf(reports.values()).getLast().outcome()).isEqualTo(Outcome.FINDINGS);
      }
      case BUCKET_MOVED, CHAIN_COPIED -> {
        assertThat(alone.outcome()).isEqualTo(Outcome.FINDINGS);
        assertThat(List.copyOf(reports.values()).getLast().outcome()).isEqualTo(Outcome.PROVEN);
      }
      default ->
          assertThat(alone.outcome())
              .isEqualTo(tampering.isControl() ? Outcome.PROVEN : Outcome.FINDINGS);
    }
    if (tampering.isControl()) {
      assertThat(reports.values())
          .allSatisfy(report -> assertThat(report.findings()).noneMatch(Verdict::isFinding));
    }
    if (tampering.who() == Who.S3) {
      assertThat(List.copyOf(reports.values()).getLast().outcome())
          .isEqualTo(Outcome.COULD_NOT_TELL);
    }
  }

  private static void compare(String name, String report) throws IOException {
    Path file = GOLDEN.resolve(name).resolve("expected-report.txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.resolve(name));
      Files.writeString(file, report);
    }
    assertThat(Files.exists(file))
        .as("%s is there; write it with -Dgolden.write=true, and read it", file)
        .isTrue();
    assertThat(report).as("chains/%s", name).isEqualTo(Files.readString(file));
  }
}
