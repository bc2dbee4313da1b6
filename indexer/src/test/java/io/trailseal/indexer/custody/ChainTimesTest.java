package io.trailseal.indexer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.CustodyStep;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Cadence;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: time that no digest accounts for is told, and so is a chain that ends too early.
final class ChainTimesTest {
  @TempDir Path folder;
  private Archive archive;

  /// Whose digests are entered next.
  private String trail = "gap-trail";

  @BeforeEach
  void makeArchive() throws IOException {
    archive = new Archive(folder);
  }

  @AfterEach
  void everyTestEndsWithAWholeLedger() throws IOException {
    archive.close();
  }

  private LedgerPosition digestAt(String stamp, Instant start, Optional<Instant> previousEnd)
      throws IOException {
    Instant end = Instant.parse(stamp);
    S3Name name = digestName(end);
    LedgerPosition position =
        archive.receive(
            name.key(), Payload.copyOf(stamp.getBytes(StandardCharsets.UTF_8)), Map.of());
    DigestFacts facts =
        new DigestFacts(
            position,
            name,
            ObjectKey.parse(name.key()).orElseThrow().chain(),
            start,
            end,
            "f".repeat(32),
            true,
            hash(end),
            Optional.of(signature(end)),
            previousEnd.map(
                before ->
                    new DigestFacts.Previous(
                        digestName(before), Optional.of(hash(before)), signature(before))),
            List.of());
    archive.ledger.record(
        new CustodyStep(List.of(facts), List.of(), archive.ledger.custodyPosition()));
    return position;
  }

  private static Sha256 hash(Instant end) {
    return Sha256.of(end.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String signature(Instant end) {
    return hash(end).hex();
  }

  private S3Name digestName(Instant end) {
    try {
      return Cadence.named(
          new S3Name(
              Archive.SETTINGS.bucket(),
              archive.digests().getFirst().replace("sample-trail", trail)),
          end);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String logAt(String minute) throws IOException {
    String like = archive.logs().getFirst();
    String key =
        like.replaceFirst("/\\d{4}/\\d{2}/\\d{2}/", "/2026/03/10/")
            .replaceFirst("_\\d{8}T\\d{4}Z_", "_20260310T" + minute + "Z_");
    archive.receive(key, archive.bucket.get(like).orElseThrow().content(), Map.of());
    return key;
  }

  private void conclude() throws IOException {
    // What was entered by hand stands for what following would have entered.
    archive.ledger.record(new CustodyStep(List.of(), List.of(), archive.ledger.custodyPosition()));
    for (Recorded recorded : archive.ledger.read(LedgerPosition.START, 1_000)) {
      if (recorded.entry() instanceof ObjectReceived object && object.kind().holdsEvents()) {
        archive.custody.follow(List.of(recorded));
      }
    }
    archive.custody.concludeAbsences(Archive.EVERYTHING);
  }

  @Test
  void aGapAfterARestartIsToldWithTheLogFilesInIt() throws Exception {
    Instant nine = Instant.parse("2026-03-10T09:00:00Z");
    digestAt("2026-03-10T09:00:00Z", nine.minusSeconds(3600), Optional.empty());
    digestAt("2026-03-10T13:00:00Z", nine.plusSeconds(3 * 3600), Optional.empty());
    digestAt(
        "2026-03-10T14:00:00Z",
        nine.plusSeconds(4 * 3600),
        Optional.of(nine.plusSeconds(4 * 3600)));
    String inside = logAt("1010");
    String covered = logAt("1210");
    conclude();
    var gap = (Verdict.Gap) archive.open(digestName(nine.plusSeconds(3600)).key());
    assertThat(gap.restart()).isTrue();
    assertThat(gap.from()).isEqualTo(nine);
    assertThat(gap.to()).isEqualTo(nine.plusSeconds(3 * 3600));
    assertThat(gap.logFiles()).isEqualTo(1);
    assertThat(archive.open().get(inside)).isInstanceOf(Verdict.Unlisted.class);
    assertThat(archive.open().get(covered)).isInstanceOf(Verdict.Injected.class);
    assertThat(archive.ledger.verdictCounts().absent()).isEqualTo(Map.of("gap", 1L));

    // The digest that fills it comes after all, and is not the one that was thought of.
    digestAt("2026-03-10T10:30:00Z", nine, Optional.of(nine));
    digestAt(
        "2026-03-10T12:00:00Z",
        nine.plusSeconds(5400),
        Optional.of(Instant.parse("2026-03-10T10:30:00Z")));
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.open().values()).extracting(Verdict::word).doesNotContain("gap", "unlisted");
    assertThat(archive.open().get(inside)).isInstanceOf(Verdict.Injected.class);
  }

  /// The other trail's digests are taken in later, and not from their start.
  @Test
  void aLogFileThatAnotherTrailMayHaveListedIsNotInjected() throws Exception {
    Instant nine = Instant.parse("2026-03-10T09:00:00Z");
    digestAt("2026-03-10T10:00:00Z", nine, Optional.empty());
    String log = logAt("0930");
    conclude();
    assertThat(archive.open(log)).isInstanceOf(Verdict.Injected.class);
    trail = "other-trail";
    digestAt("2026-03-10T12:00:00Z", nine.plusSeconds(7200), Optional.of(nine.plusSeconds(7200)));
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(((Verdict.Undecided) archive.open(log)).obstacle())
        .isEqualTo(Verdict.Obstacle.BEFORE_FIRST_DIGEST);
  }

  @Test
  void aLinkedGapIsToldAndARestartThatLostNoTimeIsNot() throws Exception {
    Instant nine = Instant.parse("2026-03-10T09:00:00Z");
    digestAt("2026-03-10T09:00:00Z", nine.minusSeconds(3600), Optional.empty());
    digestAt("2026-03-10T10:00:00Z", nine, Optional.empty());
    digestAt("2026-03-10T12:00:00Z", nine.plusSeconds(7200), Optional.of(nine.plusSeconds(3600)));
    conclude();
    assertThat(archive.open()).hasSize(1);
    var gap = (Verdict.Gap) archive.open().values().iterator().next();
    assertThat(gap.restart()).isFalse();
    assertThat(gap.from()).isEqualTo(nine.plusSeconds(3600));
    assertThat(gap.subject()).isEqualTo(digestName(nine.plusSeconds(7200)));
  }

  /// The first digest that would fill it bears the name of the one after it.
  @Test
  void aGapShorterThanAnHourIsToldUnderANameOfItsOwn() throws Exception {
    Instant nine = Instant.parse("2026-03-10T09:00:00Z");
    digestAt("2026-03-10T09:00:00Z", nine.minusSeconds(3600), Optional.empty());
    digestAt("2026-03-10T10:00:00Z", nine.plusSeconds(1200), Optional.empty());
    conclude();
    assertThat(archive.open().keySet()).containsExactly(digestName(nine.plusSeconds(1200)).key());
  }

  @Test
  void aDigestThatBeginsBeforeTheOneBeforeItEndsHasABrokenLink() throws Exception {
    Instant nine = Instant.parse("2026-03-10T09:00:00Z");
    digestAt("2026-03-10T09:00:00Z", nine.minusSeconds(3600), Optional.empty());
    LedgerPosition overlapping =
        digestAt("2026-03-10T10:00:00Z", nine.minusSeconds(600), Optional.of(nine));
    conclude();
    assertThat(archive.ledger.currentVerdicts(List.of(overlapping)).get(overlapping))
        .isInstanceOf(Verdict.LinkBroken.class);
  }

  @Test
  void aChainThatEndsBeforeTheOthersOfItsCopyIsOverdueAndACopyAloneIsNot(@TempDir Path below)
      throws Exception {
    var settings =
        new SampleSettings(
            1,
            2,
            6,
            30,
            Optional.empty(),
            5,
            Archive.SETTINGS.start(),
            Archive.SETTINGS.bucket(),
            "");
    try (var two = new Archive(below, settings)) {
      String region = regionOf(two.digests().getLast());
      List<String> ofRegion =
          two.digests().stream().filter(key -> regionOf(key).equals(region)).toList();
      assertThat(ofRegion).hasSize(6);
      for (String key : ofRegion.subList(3, 6)) {
        two.bucket.delete(key);
      }
      two.trustKeys();
      two.receive(two.everything());
      two.follow();
      two.custody.concludeAbsences(Archive.EVERYTHING);
      var overdue =
          two.verdicts().values().stream().filter(Verdict.Overdue.class::isInstance).toList();
      assertThat(overdue).hasSize(1);
      assertThat(overdue.getFirst().subject().key()).isEqualTo(ofRegion.get(3));
      assertThat(((Verdict.Overdue) overdue.getFirst()).after().key()).isEqualTo(ofRegion.get(2));
      LedgerPosition head = two.ledger.head();
      two.custody.concludeAbsences(Archive.EVERYTHING);
      two.custody.watch(Instant.parse("2027-01-01T00:00:00Z"));
      assertThat(two.ledger.head()).isEqualTo(head);
    }
  }

  @Test
  void aChainDeliveredHourByHourIsOverdueByTheClockUntilTheNextDigestComes() throws Exception {
    archive.trustKeys();
    List<String> digests = archive.digests();
    Instant end = Instant.EPOCH;
    for (String digest : digests.subList(0, 4)) {
      end = ObjectKey.parse(digest).orElseThrow().time().orElseThrow();
      archive.now = end.plus(Duration.ofMinutes(12));
      archive.receive(List.of(digest));
      archive.follow();
      archive.custody.watch(archive.now);
      assertThat(archive.open()).isEmpty();
    }
    archive.custody.watch(end.plus(Duration.ofMinutes(119)));
    assertThat(archive.open()).isEmpty();
    archive.custody.watch(end.plus(Duration.ofHours(2)));
    assertThat(archive.open().keySet()).containsExactly(digests.get(4));
    assertThat(archive.open().get(digests.get(4))).isInstanceOf(Verdict.Overdue.class);

    LedgerPosition head = archive.ledger.head();
    archive.custody.watch(end.plus(Duration.ofDays(9)));
    assertThat(archive.ledger.head()).isEqualTo(head);

    archive.receive(List.of(digests.get(4)));
    archive.follow();
    assertThat(archive.open()).isEmpty();
  }

  @Test
  void nobodyExpectsTheNextHourOfACopyHoweverNew() throws Exception {
    Instant end = ObjectKey.parse(archive.digests().getLast()).orElseThrow().time().orElseThrow();
    archive.now = end.plus(Duration.ofMinutes(5));
    archive.trustKeys();
    archive.receive(archive.everything());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    archive.custody.watch(end.plus(Duration.ofDays(3)));
    assertThat(archive.open()).isEmpty();
  }

  private static String regionOf(String digest) {
    return ObjectKey.parse(digest).orElseThrow().region().orElseThrow();
  }
}
