package io.trailseal.indexer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what lay where and what was concluded when the ledger ended at some entry can be asked
/// for, however much has come since.
final class LookingBackTest {
  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws IOException {
    ledger = Ledgers.open(folder, InstantSource.fixed(Samples.NOON));
  }

  @AfterEach
  void endsWhole() throws IOException {
    List<String> faults = new ArrayList<>();
    ledger.check((at, what) -> faults.add(at + " " + what));
    assertThat(faults).isEmpty();
    ledger.close();
  }

  private List<S3Name> in(String prefix, LedgerPosition upTo) throws IOException {
    var found = new ArrayList<S3Name>();
    ledger.forEachObjectIn(
        new S3Prefix("acme-audit-logs", prefix),
        upTo,
        recorded -> {
          if (recorded.entry() instanceof LedgerEntry.ObjectReceived object) {
            found.add(object.name());
          }
        });
    return found;
  }

  @Test
  void aFolderOfManyVersionsAndPagesGivesEachNameOnceWithItsNewestEntry() throws IOException {
    for (int version = 0; version < 3; version++) {
      String content = "version " + version;
      ledger.appendArrivals(
          IntStream.range(0, 1_100)
              .mapToObj(
                  i ->
                      Samples.object(
                          new S3Name("acme-audit-logs", "folder/" + i),
                          ObjectKind.UNRECOGNIZED,
                          content,
                          List.of(),
                          Map.of()))
              .toList());
    }
    ledger.appendArrivals(List.of(Samples.log(1)));
    assertThat(in("folder/", ledger.head())).hasSize(1_100).doesNotHaveDuplicates();
    assertThat(in("folder/", new LedgerPosition(1_500))).hasSize(1_100).doesNotHaveDuplicates();
    assertThat(in("folder/", new LedgerPosition(7))).hasSize(7);
    assertThat(in("", ledger.head())).isEmpty();
    assertThat(in("folder", ledger.head())).isEmpty();

    var name = new S3Name("acme-audit-logs", "folder/4");
    assertThat(ledger.newestObject(name, ledger.head()).orElseThrow().position())
        .isEqualTo(new LedgerPosition(2_205));
    assertThat(ledger.newestObject(name, new LedgerPosition(2_204)).orElseThrow().position())
        .isEqualTo(new LedgerPosition(1_105));
    assertThat(ledger.newestObject(name, new LedgerPosition(4))).isEmpty();
  }

  @Test
  void openVerdictsComeInOrderAndThoseSupersededDoNot() throws IOException {
    List<Appended> logs =
        ledger.appendArrivals(IntStream.range(0, 700).mapToObj(Samples::log).toList());
    var verdicts = new ArrayList<VerdictReached>();
    for (int i = 0; i < 700; i++) {
      verdicts.add(Samples.noDigestYet(logs.get(i), Samples.logName(i)));
    }
    verdicts.add(Samples.missing(Samples.logName(900), Samples.digestName(4)));
    ledger.record(new CustodyStep(List.of(), verdicts, ledger.head()));
    LedgerPosition before = ledger.head();
    ledger.record(
        new CustodyStep(
            List.of(),
            List.of(Samples.intact(logs.get(5), Samples.logName(5), Samples.digestName(4))),
            ledger.head()));
    ledger.record(
        new CustodyStep(
            List.of(),
            List.of(Samples.missing(Samples.logName(901), Samples.digestName(4))),
            ledger.head()));

    var found = new ArrayList<Recorded>();
    ledger.forEachOpenVerdict(before, found::add);
    assertThat(found)
        .hasSize(700)
        .isSortedAccordingTo((a, b) -> a.position().compareTo(b.position()));
    found.clear();
    ledger.forEachOpenVerdict(ledger.head(), found::add);
    assertThat(found).hasSize(701);

    assertThat(ledger.absentVerdict(Samples.logName(900)).orElseThrow().entry())
        .isEqualTo(Samples.missing(Samples.logName(900), Samples.digestName(4)));
    assertThat(ledger.absentVerdict(Samples.logName(5))).isEmpty();
    ledger.appendArrivals(List.of(Samples.log(900)));
    assertThat(ledger.absentVerdict(Samples.logName(900))).isEmpty();
  }

  @Test
  void theNewestVerifiedDigestOfEachChainIsRemembered() throws IOException {
    List<Appended> digests =
        ledger.appendArrivals(IntStream.range(0, 6).mapToObj(Samples::digestObject).toList());
    var facts = new ArrayList<DigestFacts>();
    for (int hour : new int[] {3, 1, 2}) {
      facts.add(Samples.digest(digests.get(hour).position(), hour, true, 0, 3));
    }
    facts.add(Samples.digest(digests.get(4).position(), 4, false, 0, 0));
    DigestFacts other = Samples.digest(digests.get(5).position(), 5, true, 0, 0);
    facts.add(
        new DigestFacts(
            other.position(),
            other.name(),
            "111122223100/eu-central-1/trail/eu-central-1/backfill",
            other.startTime(),
            other.endTime(),
            other.fingerprint(),
            true,
            other.hash(),
            other.signatureHex(),
            other.previous(),
            List.of()));
    assertThat(ledger.newestDigests()).isEmpty();
    ledger.record(new CustodyStep(facts, List.of(), ledger.head()));
    assertThat(ledger.newestDigests())
        .extracting(DigestFacts::name)
        .containsExactlyInAnyOrder(Samples.digestName(3), Samples.digestName(5));
    assertThat(ledger.newestDigests()).allMatch(digest -> digest.logFiles().isEmpty());
  }
}
