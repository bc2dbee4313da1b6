package io.trailseal.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
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

  @Test
  void whatSeemsAbsentFromAFolderThatCouldNotBeListedIsNoFinding() throws Exception {
    BucketInMemory bucket = sample(SETTINGS);
    List<String> digests =
        bucket.keys("AWSLogs/").stream().filter(key -> key.contains("Digest")).toList();
    String folder = digests.get(2).substring(0, digests.get(2).lastIndexOf('/') + 1);
    String elsewhere = digests.get(digests.size() - 4);
    bucket.delete(digests.get(2));
    bucket.delete(elsewhere);
    bucket.unlisted.add(folder);
    Report report = walk(bucket);
    assertThat(report.findings())
        .filteredOn(Verdict::isFinding)
        .as("one bad folder does not excuse another")
        .extracting(finding -> finding.subject().key())
        .containsExactly(elsewhere);
    assertThat(report.findings())
        .filteredOn(finding -> finding.subject().key().equals(digests.get(2)))
        .singleElement()
        .isInstanceOfSatisfying(
            Verdict.Undecided.class,
            verdict -> assertThat(verdict.obstacle()).isEqualTo(Obstacle.THROTTLED));
    assertThat(report.findings())
        .as("the folder itself is told")
        .anySatisfy(finding -> assertThat(finding.subject().key()).isEqualTo(folder));
  }

  @Test
  void unprovenDigestsThatListMuchAreReadAgainOnceADigestNamesThem() throws Exception {
    SampleSettings busy =
        new SampleSettings(
            1, 1, 3, 4, Optional.empty(), 7, Instant.parse("2026-03-02T00:00:00Z"), "busy", "");
    BucketInMemory bucket = sample(busy);
    String junk =
        bucket.keys("AWSLogs/").stream()
            .filter(key -> key.contains("Digest"))
            .findFirst()
            .orElseThrow();
    String own = inflated(bucket, junk);
    StringBuilder listed = new StringBuilder();
    for (int i = 0; i < 2_500; i++) {
      listed
          .append(i == 0 ? "" : ",")
          .append("{\"s3Bucket\":\"busy\",\"s3Object\":\"x/")
          .append(i)
          .append("\",\"hashValue\":\"")
          .append("00".repeat(32))
          .append("\",\"hashAlgorithm\":\"SHA-256\"}");
    }
    String forged = own.replaceFirst("\"logFiles\":\\[.*\\]", "\"logFiles\":[" + listed + "]");
    bucket.put(junk, gzip(forged), bucket.get(junk).orElseThrow().metadata());
    assertThat(walk(bucket).findings())
        .filteredOn(finding -> finding.subject().key().equals(junk))
        .singleElement()
        .isInstanceOfSatisfying(
            Verdict.Altered.class, altered -> assertThat(altered.namedBy()).isPresent());
  }

  private static String inflated(BucketInMemory bucket, String key) throws IOException {
    byte[] gzip = bucket.get(key).orElseThrow().content().toByteArray();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
