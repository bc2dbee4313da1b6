package io.trailseal.verifier.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.DigestCheck;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What tamperings by those who sign leave behind: digests with right signatures, and only the
/// faults they are named for.
final class TamperedSignaturesTest {
  private static final SampleSettings SETTINGS = Samples.settings(2, 2, 24, 40);
  private static final String HERE = SETTINGS.bucket();

  @TempDir static Path master;
  @TempDir Path folder;

  @BeforeAll
  static void writeMaster() throws IOException {
    new SyntheticTrail(SETTINGS).writeTo(FolderBucket.at(master));
  }

  /// A digest as it lies in the bucket, with what its signature says.
  private record Found(
      S3Name name,
      io.trailseal.verifier.digest.DigestFile digest,
      Sha256 hash,
      String signature,
      Map<String, String> metadata,
      Verdict verdict) {}

  private FolderBucket tampered(Tampering tampering) throws IOException {
    FolderBucket from = FolderBucket.at(master);
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    for (String key : from.keys("")) {
      StoredObject object = from.get(key).orElseThrow();
      bucket.put(key, object.content().borrow(), object.metadata());
    }
    tampering.apply(bucket, SETTINGS, 0);
    return bucket;
  }

  private static KeyRing keys(FolderBucket bucket) throws IOException, KeyFormatException {
    List<PublishedKey> keys = new ArrayList<>();
    for (String key : bucket.keys("public-keys/")) {
      keys.addAll(KeyFile.parse(bucket.get(key).orElseThrow().content().toByteArray()));
    }
    return KeyRing.of(keys);
  }

  private static S3Name nameOf(String place) {
    String[] parts = place.split("/", 3);
    return parts[0].equals("buckets") ? new S3Name(parts[1], parts[2]) : new S3Name(HERE, place);
  }

  /// Every digest by its name, oldest first within a folder.
  private static Map<S3Name, Found> digests(FolderBucket bucket)
      throws IOException, KeyFormatException, DigestFormatException {
    KeyRing keys = keys(bucket);
    Map<S3Name, Found> digests =
        new TreeMap<>(Comparator.comparing(S3Name::bucket).thenComparing(S3Name::key));
    for (String place : bucket.keys("")) {
      if (place.contains("/CloudTrail-Digest/")) {
        StoredObject object = bucket.get(place).orElseThrow();
        byte[] json = Gzip.inflateOwn(object.content().toByteArray());
        var digest = io.trailseal.verifier.digest.DigestFile.parse(json);
        String signature = object.metadata().getOrDefault("signature", "");
        S3Name name = nameOf(place);
        Verdict verdict =
            DigestCheck.check(name, digest, Sha256.of(json), Optional.of(signature), keys);
        digests.put(
            name, new Found(name, digest, Sha256.of(json), signature, object.metadata(), verdict));
      }
    }
    return digests;
  }

  private static List<Verdict> brokenLinks(Map<S3Name, Found> digests) {
    List<Verdict> broken = new ArrayList<>();
    for (Found newer : digests.values()) {
      newer
          .digest()
          .previous()
          .map(BackLink::name)
          .map(digests::get)
          .flatMap(
              older ->
                  DigestCheck.checkLink(
                      newer.name(),
                      newer.digest(),
                      older.name(),
                      older.hash(),
                      Optional.of(older.signature())))
          .ifPresent(broken::add);
    }
    return broken;
  }

  /// Every log file that a digest lists is there with that hash, and every one there is listed.
  private static void assertLogsAreListed(FolderBucket bucket, Map<S3Name, Found> digests)
      throws IOException {
    Set<String> listed = new TreeSet<>();
    for (Found found : digests.values()) {
      for (var log : found.digest().logFiles()) {
        String place =
            log.name().bucket().equals(HERE)
                ? log.name().key()
                : "buckets/" + log.name().bucket() + "/" + log.name().key();
        assertThat(Sha256.of(Samples.inflated(bucket, place))).isEqualTo(log.hash());
        assertThat(listed.add(place)).isTrue();
      }
    }
    assertThat(Samples.logKeys(bucket)).containsExactlyElementsOf(listed);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "RESTART_NO_GAP",
        "KEY_SPKI",
        "BACKFILL_OK",
        "BACKFILL_EVENING",
        "BACKFILL_CHAIN_OK",
        "BUCKET_CHANGED_MIDWAY",
        "BUCKET_AND_PREFIX_CHANGED_MIDWAY"
      })
  void whatCloudTrailItselfDoesIsSignedLinkedAndListed(Tampering control) throws Exception {
    FolderBucket bucket = tampered(control);
    Map<S3Name, Found> digests = digests(bucket);

    assertThat(control.isControl()).isTrue();
    assertThat(control.who()).isEqualTo(Who.CLOUDTRAIL);
    assertThat(digests).hasSizeGreaterThanOrEqualTo(4 * 24);
    assertThat(digests.values())
        .allSatisfy(found -> assertThat(found.verdict()).isInstanceOf(Verdict.Intact.class));
    assertThat(brokenLinks(digests)).isEmpty();
    assertThat(starts(digests)).hasSize(starts(control));
    assertLogsAreListed(bucket, digests);
  }

  private static int starts(Tampering control) {
    return switch (control) {
      case RESTART_NO_GAP, BACKFILL_OK, BACKFILL_EVENING, BACKFILL_CHAIN_OK -> 5;
      default -> 4;
    };
  }

  private static List<S3Name> starts(Map<S3Name, Found> digests) {
    return digests.values().stream()
        .filter(found -> found.digest().previous().isEmpty())
        .map(Found::name)
        .toList();
  }

  @Test
  void aChangedBucketIsOneChainOverBothBuckets() throws Exception {
    FolderBucket bucket = tampered(Tampering.BUCKET_AND_PREFIX_CHANGED_MIDWAY);
    Map<S3Name, Found> digests = digests(bucket);
    List<Found> elsewhere =
        digests.values().stream().filter(found -> !found.name().bucket().equals(HERE)).toList();
    assertThat(elsewhere).hasSize(11);
    assertThat(elsewhere).allMatch(found -> found.name().key().startsWith("earlier/AWSLogs/"));
    assertThat(digests.values())
        .filteredOn(
            found ->
                found.name().bucket().equals(HERE)
                    && found
                        .digest()
                        .previous()
                        .filter(link -> !link.name().bucket().equals(HERE))
                        .isPresent())
        .hasSize(1);
  }

  @Test
  void backfillDigestsAreAChainOfTheirOwn() throws Exception {
    Map<S3Name, Found> digests = digests(tampered(Tampering.BACKFILL_CHAIN_OK));
    List<Found> backfill =
        digests.values().stream()
            .filter(found -> ObjectKey.parse(found.name().key()).orElseThrow().backfill())
            .toList();
    assertThat(backfill).hasSize(3);
    assertThat(backfill).allMatch(found -> found.digest().logFiles().size() == 1);
    assertThat(backfill)
        .allSatisfy(
            found ->
                assertThat(
                        Instant.parse(
                            found.metadata().getOrDefault("backfill-generation-timestamp", "")))
                    .isAfter(found.digest().endTime()));
    assertThat(backfill.get(1).digest().previous().map(BackLink::name))
        .contains(backfill.get(0).name());
    assertThat(backfill.get(2).digest().previous().map(BackLink::name))
        .contains(backfill.get(1).name());
  }

  /// How each tampering by who has the key shows, with every signature right.
  @ParameterizedTest
  @EnumSource(
      names = {
        "DIGEST_FORK",
        "DIGEST_PREV_HASH_WRONG",
        "PREVIOUS_SIGNATURE_SWAPPED",
        "DIGEST_OTHER_ACCOUNT",
        "LINKED_GAP"
      })
  void whoHasTheKeySignsRightAndIsFoundByWhatIsCompared(Tampering tampering) throws Exception {
    Map<S3Name, Found> digests = digests(tampered(tampering));
    List<Verdict> wrong =
        digests.values().stream()
            .map(Found::verdict)
            .filter(verdict -> !(verdict instanceof Verdict.Intact))
            .collect(Collectors.toCollection(ArrayList::new));
    List<Verdict> links = brokenLinks(digests);

    assertThat(tampering.who()).isEqualTo(Who.KEY_HOLDER);
    assertThat(tampering.isControl()).isFalse();
    switch (tampering) {
      case DIGEST_FORK, DIGEST_PREV_HASH_WRONG -> {
        assertThat(wrong).isEmpty();
        assertThat(links).singleElement().isInstanceOf(Verdict.LinkBroken.class);
        assertThat(links.getFirst().expected()).startsWith("a digest with hash ");
      }
      case PREVIOUS_SIGNATURE_SWAPPED -> {
        assertThat(wrong).isEmpty();
        assertThat(links).singleElement().isInstanceOf(Verdict.LinkBroken.class);
        assertThat(links.getFirst().expected()).startsWith("a digest with signature ");
      }
      case DIGEST_OTHER_ACCOUNT -> {
        assertThat(wrong).singleElement().isInstanceOf(Verdict.OutOfPlace.class);
        assertThat(links).isEmpty();
      }
      case LINKED_GAP -> {
        assertThat(wrong).isEmpty();
        assertThat(links).isEmpty();
        assertThat(gaps(digests)).containsExactly(Duration.ofHours(3));
        assertThat(starts(digests)).hasSize(4);
      }
      default -> throw new AssertionError(tampering);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GAP_RESTART", "GAP_RESTART_LOGS_PRESENT", "GAP_RESTART_TAIL_DELETED"})
  void aGapIsARightlySignedChainThatBeginsAnewLater(Tampering tampering) throws Exception {
    FolderBucket bucket = tampered(tampering);
    Map<S3Name, Found> digests = digests(bucket);
    assertThat(digests.values())
        .allSatisfy(found -> assertThat(found.verdict()).isInstanceOf(Verdict.Intact.class));
    assertThat(brokenLinks(digests)).isEmpty();
    assertThat(starts(digests)).hasSize(5);
    int hours = tampering == Tampering.GAP_RESTART_TAIL_DELETED ? 4 : 3;
    assertThat(gaps(digests)).containsExactly(Duration.ofHours(hours));
    int listed = digests.values().stream().mapToInt(f -> f.digest().logFiles().size()).sum();
    if (tampering == Tampering.GAP_RESTART_LOGS_PRESENT) {
      assertThat(Samples.logKeys(bucket)).hasSizeGreaterThan(listed);
    } else {
      assertThat(Samples.logKeys(bucket)).hasSize(listed);
    }
  }

  /// Times between the digests of a chain that none of them covers.
  private static List<Duration> gaps(Map<S3Name, Found> digests) {
    List<Duration> gaps = new ArrayList<>();
    Map<String, Instant> ends = new HashMap<>();
    for (Found found : digests.values()) {
      String chain = ObjectKey.parse(found.name().key()).orElseThrow().chain();
      Instant end = ends.put(chain, found.digest().endTime());
      if (end != null && !end.equals(found.digest().startTime())) {
        gaps.add(Duration.between(end, found.digest().startTime()));
      }
    }
    return gaps;
  }

  @ParameterizedTest
  @EnumSource(names = {"BUCKET_MOVED", "CHAIN_COPIED"})
  void whatWasMovedSaysWhereItWasBefore(Tampering tampering) throws Exception {
    Map<S3Name, Found> digests = digests(tampered(tampering));
    assertThat(digests).hasSize(4 * 24);
    assertThat(digests.values())
        .allSatisfy(
            found -> {
              assertThat(found.verdict()).isInstanceOf(Verdict.OutOfPlace.class);
              assertThat(found.digest().name().bucket()).isEqualTo(HERE);
              assertThat(found.digest().name().key()).startsWith("AWSLogs/");
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"KEY_UNLISTED", "KEY_NONE"})
  void withoutItsKeyARegionCannotBeVouchedFor(Tampering tampering) throws Exception {
    Map<S3Name, Found> digests = digests(tampered(tampering));
    assertThat(digests.values())
        .filteredOn(found -> found.verdict() instanceof Verdict.Undecided)
        .hasSize(2 * 24);
    assertThat(digests.values())
        .filteredOn(found -> found.verdict() instanceof Verdict.Intact)
        .hasSize(2 * 24);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOG_REGZIP_BENIGN", "DIGEST_REGZIP_BENIGN"})
  void compressedAnewIsOtherBytesOfTheSameContent(Tampering tampering) throws Exception {
    FolderBucket before = FolderBucket.at(master);
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    for (String key : before.keys("")) {
      StoredObject object = before.get(key).orElseThrow();
      bucket.put(key, object.content().borrow(), object.metadata());
    }
    String key = tampering.apply(bucket, SETTINGS, 0).keys().getFirst();
    byte[] now = bucket.get(key).orElseThrow().content().toByteArray();
    assertThat(now).isNotEqualTo(before.get(key).orElseThrow().content().toByteArray());
    assertThat(new String(Gzip.inflateOwn(now), StandardCharsets.UTF_8))
        .isEqualTo(new String(Samples.inflated(before, key), StandardCharsets.UTF_8));
    assertThat(bucket.get(key).orElseThrow().metadata())
        .isEqualTo(before.get(key).orElseThrow().metadata());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOG_GLACIER", "LOG_DENIED", "LOG_503", "LOG_CONN_RESET", "DIGEST_GLACIER"})
  void whatS3DoesNotHandOutIsThereAsItWas(Tampering tampering) throws Exception {
    FolderBucket bucket = tampered(tampering);
    assertThat(digests(bucket).values())
        .allSatisfy(found -> assertThat(found.verdict()).isInstanceOf(Verdict.Intact.class));
    assertThat(
            bucket.keys("").stream()
                .map(
                    key -> {
                      try {
                        return bucket.get(key).orElseThrow().metadata().get("trailseal-answer");
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    })
                .filter(Objects::nonNull))
        .hasSize(1)
        .isSubsetOf("InvalidObjectState", "AccessDenied", "SlowDown", "ConnectionReset");
  }

  @Test
  void aDigestOfAnotherRegionIsRightlySignedAndOutOfPlace() throws Exception {
    Map<S3Name, Found> digests = digests(tampered(Tampering.DIGEST_NAME_OTHER_REGION));
    List<Verdict> wrong =
        digests.values().stream()
            .map(Found::verdict)
            .filter(verdict -> !(verdict instanceof Verdict.Intact))
            .toList();
    assertThat(wrong).singleElement().isInstanceOf(Verdict.OutOfPlace.class);
    Verdict.OutOfPlace found = (Verdict.OutOfPlace) wrong.getFirst();
    String here = ObjectKey.parse(found.subject().key()).orElseThrow().region().orElseThrow();
    String there = ObjectKey.parse(found.claimed().key()).orElseThrow().region().orElseThrow();
    assertThat(here).isNotEqualTo(there);
  }
}
