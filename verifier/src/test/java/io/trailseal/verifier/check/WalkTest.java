package io.trailseal.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Walks over samples. What each tampering must come to is in the golden reports.
class WalkTest {
  private static final SampleSettings SETTINGS =
      new SampleSettings(
          2,
          1,
          14,
          20,
          Optional.empty(),
          7,
          Instant.parse("2026-03-02T18:00:00Z"),
          "walk-sample",
          "");

  private static BucketInMemory sample(SampleSettings settings) throws IOException {
    BucketInMemory bucket = new BucketInMemory(settings.bucket());
    new SyntheticTrail(settings).writeTo(bucket);
    return bucket;
  }

  private static KeyRing keys(BucketInMemory bucket) {
    List<PublishedKey> keys = new ArrayList<>();
    for (String key : bucket.keys("public-keys/")) {
      try {
        keys.addAll(KeyFile.parse(bucket.get(key).orElseThrow().content().borrow()));
      } catch (KeyFormatException e) {
        throw new AssertionError(e);
      }
    }
    return KeyRing.of(keys);
  }

  private static Report walk(BucketInMemory bucket) throws InterruptedException {
    return walk(bucket, WalkOptions.STANDARD);
  }

  private static Report walk(BucketInMemory bucket, WalkOptions options)
      throws InterruptedException {
    return Walk.run(bucket, keys(bucket), options, WalkProgress.SILENT);
  }

  @Test
  void aCleanSampleIsProvenWhole() throws Exception {
    BucketInMemory bucket = sample(SETTINGS);
    Report report = walk(bucket);
    assertThat(report.findings()).isEmpty();
    assertThat(report.outcome()).isEqualTo(Report.Outcome.PROVEN);
    assertThat(report.digests()).isEqualTo(Map.of("intact", 28L));
    assertThat(report.logFiles().keySet()).containsExactly("intact");
    long logs =
        bucket.keys("AWSLogs/").stream().filter(key -> key.contains("/CloudTrail/")).count();
    assertThat(report.logFiles()).containsEntry("intact", logs);
    assertThat(report.otherObjects()).as("the keys").isEqualTo(1);
    assertThat(report.chains())
        .hasSize(2)
        .allSatisfy(chain -> assertThat(chain.digests()).isEqualTo(14));
  }

  @Test
  void anEmptyArchiveProvesNothing() throws Exception {
    assertThat(walk(new BucketInMemory("empty")).outcome())
        .isEqualTo(Report.Outcome.NOTHING_EXAMINED);
  }

  @Test
  void withoutKeysNothingIsProvenAndNothingIsAccused() throws Exception {
    BucketInMemory bucket = sample(SETTINGS);
    Report report =
        Walk.run(bucket, KeyRing.of(List.of()), WalkOptions.STANDARD, WalkProgress.SILENT);
    assertThat(report.outcome()).isEqualTo(Report.Outcome.COULD_NOT_TELL);
  }

  @Test
  void aTimeIsExaminedWithTheDigestAfterItAsWitness() throws Exception {
    BucketInMemory bucket = sample(SETTINGS);
    String digest =
        bucket.keys("AWSLogs/").stream().filter(key -> key.contains("Digest")).toList().get(5);
    bucket.put(digest, bucket.get(digest).orElseThrow().content().toByteArray(), Map.of());
    Instant start = SETTINGS.start();
    Report report =
        walk(
            bucket,
            WalkOptions.STANDARD.with(
                new Scope(
                    Optional.of(start.plus(Duration.ofHours(4))),
                    Optional.of(start.plus(Duration.ofHours(6))),
                    Set.of("111122223333"),
                    Set.of(),
                    Set.of())));
    assertThat(report.findings()).isEmpty();
    assertThat(report.outcome()).isEqualTo(Report.Outcome.PROVEN);
    assertThat(report.chains())
        .singleElement()
        .satisfies(chain -> assertThat(chain.signaturesRecovered()).isEqualTo(1));
    // The hours begin some minutes late, so three of them touch two hours.
    assertThat(report.digests()).isEqualTo(Map.of("intact", 3L));
  }

  @Test
  void aCopyVerifiesUnderADeclaredMapping() throws Exception {
    BucketInMemory bucket = sample(SETTINGS);
    BucketInMemory copy = new BucketInMemory("copies");
    for (String key : bucket.keys("")) {
      StoredObject object = bucket.get(key).orElseThrow();
      copy.put("of/2026/" + key, object.content().toByteArray(), object.metadata());
    }
    KeyRing keys = keys(bucket);
    Report plain = Walk.run(copy, keys, WalkOptions.STANDARD, WalkProgress.SILENT);
    assertThat(plain.digests()).isEqualTo(Map.of("out of place", 28L));
    assertThat(Mapping.suggested(plain.findings()))
        .hasToString("Optional[walk-sample=copies/of/2026]");
    Report mapped =
        Walk.run(
            copy,
            keys,
            WalkOptions.STANDARD.withMapping(
                Mapping.NONE.and(Mapping.parse("walk-sample=copies/of/2026"))),
            WalkProgress.SILENT);
    assertThat(mapped.findings()).isEmpty();
    assertThat(mapped.outcome()).isEqualTo(Report.Outcome.PROVEN);
    assertThat(mapped.logFiles()).isEqualTo(walk(bucket).logFiles());
  }

  @Test
  void whatAnEarlierReportSawAndIsGoneIsMissing() throws Exception {
    BucketInMemory bucket = sample(SETTINGS);
    Map<String, Report.End> seen = new HashMap<>();
    for (Report.Chain chain : walk(bucket).chains()) {
      seen.put(chain.name(), chain.newest().orElseThrow());
    }
    // The newest three hours of one account, and the other account altogether.
    List<String> digests =
        bucket.keys("AWSLogs/").stream().filter(key -> key.contains("Digest")).toList();
    digests.subList(11, digests.size()).forEach(bucket::delete);
    bucket.keys("AWSLogs/444455556666/").forEach(bucket::delete);
    Report report = walk(bucket, WalkOptions.STANDARD.seenBefore(seen));
    assertThat(report.findings())
        .filteredOn(Verdict.Missing.class::isInstance)
        .extracting(Verdict::subject)
        .containsExactlyInAnyOrderElementsOf(seen.values().stream().map(Report.End::name).toList());
    assertThat(report.findings()).hasAtLeastOneElementOfType(Verdict.Overdue.class);
  }
}
