package io.trailseal.indexer.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Missing.Ground;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.synthetic.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what is not here is named one by one, with the reason it should be here, and taken back
/// when it comes.
final class ConclusionsTest {
  @TempDir Path folder;
  private Archive archive;

  @BeforeEach
  void makeArchive() throws IOException {
    archive = new Archive(folder);
  }

  @AfterEach
  void everyTestEndsWithAWholeLedger() throws IOException {
    archive.close();
  }

  private void takeInEverything() throws Exception {
    takeIn(archive);
  }

  private static void takeIn(Archive archive) throws Exception {
    archive.trustKeys();
    archive.receive(archive.everything());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
  }

  private Map<String, StoredObject> remove(List<String> keys) throws IOException {
    var removed = new HashMap<String, StoredObject>();
    for (String key : keys) {
      removed.put(key, archive.bucket.get(key).orElseThrow());
      archive.bucket.delete(key);
    }
    return removed;
  }

  private void bring(Map<String, StoredObject> objects) throws IOException {
    for (Map.Entry<String, StoredObject> each : objects.entrySet()) {
      archive.receive(each.getKey(), each.getValue().content(), each.getValue().metadata());
    }
    archive.follow();
  }

  @Test
  void everyDigestOfADeletedRunIsMissingAndTakenBackWhenTheyCome() throws Exception {
    List<String> run = List.copyOf(archive.digests().subList(2, 5));
    Map<String, StoredObject> removed = remove(run);
    takeInEverything();
    Map<String, Verdict> open = archive.open();
    for (String digest : run) {
      assertThat(open.get(digest)).as(digest).isInstanceOf(Verdict.Missing.class);
    }
    assertThat(((Verdict.Missing) archive.open(run.get(2))).ground()).isEqualTo(Ground.NAMED);
    assertThat(((Verdict.Missing) archive.open(run.get(1))).ground()).isEqualTo(Ground.CADENCE);
    assertThat(((Verdict.Missing) archive.open(run.get(0))).ground()).isEqualTo(Ground.CADENCE);
    assertThat(archive.ledger.verdictCounts().absent()).isEqualTo(Map.of("missing", 3L));
    // What only they listed: not one more finding, and each says which digest it waits for.
    assertThat(open.values().stream().filter(Verdict::isFinding)).hasSize(3);
    assertThat(open.values().stream().filter(Verdict.Undecided.class::isInstance))
        .isNotEmpty()
        .allSatisfy(
            verdict ->
                assertThat(verdict.sentence())
                    .contains("is missing or not intact")
                    .contains("CloudTrail-Digest"));

    bring(removed);
    assertThat(archive.open()).isEmpty();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.open()).isEmpty();
  }

  /// The middle one of three comes: what remains missing remains named.
  @Test
  void partOfARunThatComesLeavesTheRestMissing() throws Exception {
    List<String> run = List.copyOf(archive.digests().subList(1, 4));
    Map<String, StoredObject> removed = remove(run);
    takeInEverything();
    bring(Map.of(run.get(1), removed.get(run.get(1))));
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    Map<String, Verdict> open = archive.open();
    assertThat(open.get(run.get(0))).isInstanceOf(Verdict.Missing.class);
    assertThat(open).doesNotContainKey(run.get(1));
    assertThat(open.get(run.get(2))).isInstanceOf(Verdict.Missing.class);
    assertThat(((Verdict.Missing) archive.open(run.get(0))).ground()).isEqualTo(Ground.NAMED);
    assertThat(archive.ledger.verdictCounts().absent()).isEqualTo(Map.of("missing", 2L));
  }

  @Test
  void logFilesOfAnAlteredDigestSayWhichOneItWas() throws Exception {
    String victim = archive.digests().get(2);
    StoredObject digest = archive.bucket.get(victim).orElseThrow();
    archive.bucket.put(victim, "garbage".getBytes(StandardCharsets.UTF_8), digest.metadata());
    takeInEverything();
    Map<String, Verdict> open = archive.open();
    assertThat(open.remove(victim)).isInstanceOf(Verdict.Altered.class);
    assertThat(open).isNotEmpty();
    assertThat(open.values())
        .allSatisfy(
            verdict -> {
              assertThat(verdict.word()).isEqualTo("could not tell");
              assertThat(verdict.sentence()).contains(victim);
            });
  }

  @Test
  void aRenamedLogFileIsOutOfPlaceAndItsNameMissing() throws Exception {
    String genuine = archive.logs().get(3);
    String renamed = genuine.replaceAll("_[A-Za-z0-9]{16}\\.", "_Renamed000000000.");
    StoredObject log = archive.bucket.get(genuine).orElseThrow();
    archive.bucket.delete(genuine);
    archive.bucket.put(renamed, log.content().toByteArray(), log.metadata());
    takeInEverything();
    assertThat(archive.open().keySet()).containsExactlyInAnyOrder(genuine, renamed);
    assertThat(archive.open().get(genuine)).isInstanceOf(Verdict.Missing.class);
    assertThat(archive.open().get(renamed))
        .isEqualTo(
            new Verdict.OutOfPlace(
                new S3Name(Archive.SETTINGS.bucket(), renamed),
                new S3Name(Archive.SETTINGS.bucket(), genuine)));
  }

  @Test
  void aDigestOutOfPlaceStillProvesTheLogFilesItLists() throws Exception {
    String digest = archive.digests().get(2);
    StoredObject stored = archive.bucket.get(digest).orElseThrow();
    archive.bucket.delete(digest);
    archive.bucket.put(
        "moved/" + digest.substring(digest.lastIndexOf('/') + 1),
        stored.content().toByteArray(),
        stored.metadata());
    archive.trustKeys();
    archive.receive(archive.bucket.keys("moved/"));
    archive.receive(archive.everything());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.open().values())
        .extracting(Verdict::word)
        .containsExactlyInAnyOrder("missing", "out of place");
    assertThat(archive.ledger.verdictCounts().logFiles())
        .isEqualTo(Map.of("intact", (long) archive.logs().size()));
  }

  /// One digest copied over the next one's name: that says nothing against its neighbours' links.
  @Test
  void aReplayedDigestBreaksNoLinks() throws Exception {
    StoredObject earlier = archive.bucket.get(archive.digests().get(1)).orElseThrow();
    String victim = archive.digests().get(3);
    archive.bucket.put(victim, earlier.content().toByteArray(), earlier.metadata());
    takeInEverything();
    assertThat(archive.open().remove(victim)).isNotNull();
    assertThat(archive.open().values())
        .extracting(Verdict::word)
        .doesNotContain("link broken", "injected", "missing");
  }

  @Test
  void whatWasConcludedIsNotLookedAtAgain() throws Exception {
    archive.bucket.delete(archive.logs().get(1));
    takeInEverything();
    archive.ledger.forEachUnconcluded(
        digest -> {
          throw new AssertionError("still to be concluded about: " + digest.name());
        });
  }

  @Test
  void whatDependsOnAPlaceWhereNobodyLookedStaysToBeConcluded() throws Exception {
    archive.trustKeys();
    archive.receive(archive.digests());
    archive.follow();
    archive.custody.concludeAbsences(List.of());
    var open = new ArrayList<DigestFacts>();
    archive.ledger.forEachUnconcluded(open::add);
    assertThat(open).isNotEmpty();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    open.clear();
    archive.ledger.forEachUnconcluded(open::add);
    assertThat(open).isEmpty();
    assertThat(archive.ledger.verdictCounts().absent())
        .isEqualTo(Map.of("missing", (long) archive.logs().size()));
  }

  /// Method: let the n-th write fail, before or after it did the work, and conclude again with a
  /// new custody, as after a restart.
  @TestFactory
  List<DynamicTest> concludingConvergesAfterAnyFailedWrite(@TempDir Path below) {
    var tests = new ArrayList<DynamicTest>();
    for (FailingLedger.Outcome outcome : FailingLedger.Outcome.values()) {
      for (int n = 1; n <= 2; n++) {
        int nth = n;
        tests.add(
            dynamicTest(
                "write " + nth + " " + outcome,
                () -> {
                  try (var faulty = new Archive(below.resolve(outcome + "-" + nth))) {
                    List<String> gone = List.copyOf(faulty.digests().subList(2, 4));
                    gone.forEach(key -> delete(faulty, key));
                    String injected =
                        faulty
                            .logs()
                            .get(1)
                            .replaceAll("_[A-Za-z0-9]{16}\\.", "_Inject0000000000.");
                    faulty.bucket.put(injected, gzipped(faulty), Map.of());
                    faulty.trustKeys();
                    faulty.receive(faulty.everything());
                    faulty.follow();
                    faulty.custody =
                        new Custody(
                            FailingLedger.of(faulty.ledger, new AtomicInteger(), nth, outcome),
                            faulty.vault);
                    assertThatThrownBy(() -> faulty.custody.concludeAbsences(Archive.EVERYTHING))
                        .isInstanceOf(IOException.class);
                    faulty.custody = new Custody(faulty.ledger, faulty.vault);
                    faulty.custody.concludeAbsences(Archive.EVERYTHING);
                    assertThat(faulty.words()).containsEntry(injected, "injected");
                    gone.forEach(key -> assertThat(words(faulty)).containsEntry(key, "missing"));
                    LedgerPosition head = faulty.ledger.head();
                    faulty.custody.concludeAbsences(Archive.EVERYTHING);
                    assertThat(faulty.ledger.head()).isEqualTo(head);
                  }
                }));
      }
    }
    return tests;
  }

  private static void delete(Archive archive, String key) {
    try {
      archive.bucket.delete(key);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> words(Archive archive) {
    try {
      return archive.words();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] gzipped(Archive archive) throws IOException {
    return archive.bucket.get(archive.logs().getLast()).orElseThrow().content().toByteArray();
  }

  @Test
  void obstaclesThatWereNamedBeforeKeepTheirName() throws Exception {
    String first = archive.digests().getFirst();
    archive.bucket.delete(first);
    takeInEverything();
    assertThat(((Verdict.Undecided) archive.open(first)).obstacle())
        .isEqualTo(Obstacle.BEFORE_FIRST_DIGEST);
  }

  @Test
  void aPlaceWithLogFilesAndNotOneDigestIsAGapUntilDigestsCome() throws Exception {
    String digest = archive.digests().getFirst();
    String place = digest.substring(0, digest.indexOf("2026/03/"));
    archive.trustKeys();
    archive.receive(archive.logs().subList(0, 3));
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(((Verdict.Gap) archive.open(place)).logFiles()).isEqualTo(3);
    archive.receive(archive.logs().subList(3, archive.logs().size()));
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(((Verdict.Gap) archive.open(place)).logFiles()).isEqualTo(archive.logs().size());
    var head = archive.ledger.head();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.ledger.head()).isEqualTo(head);

    archive.receive(archive.digests());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.open()).containsOnlyKeys(place);
    assertThat(archive.open(place)).isInstanceOf(Verdict.Undecided.class);
  }
}
