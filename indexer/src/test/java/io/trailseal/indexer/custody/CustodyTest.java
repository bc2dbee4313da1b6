package io.trailseal.indexer.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: the verdict about an object depends on what is there, not on the order in which it came.
final class CustodyTest {
  @TempDir Path folder;
  private Archive archive;

  @BeforeEach
  void open() throws IOException {
    archive = new Archive(folder);
  }

  @AfterEach
  void everyTestEndsWithAWholeLedger() throws IOException {
    archive.close();
  }

  private void takeInEverything() throws Exception {
    archive.trustKeys();
    archive.receive(archive.everything());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
  }

  @Test
  void anUntouchedArchiveIsIntactFromEndToEnd() throws Exception {
    takeInEverything();
    assertThat(archive.words().keySet()).containsAll(archive.everything());
    assertThat(archive.words().values()).containsOnly("intact");
    assertThat(archive.ledger.verdictCounts().logFiles())
        .isEqualTo(Map.of("intact", (long) archive.logs().size()));
    assertThat(archive.ledger.verdictCounts().absent()).isEmpty();
  }

  @TestFactory
  List<DynamicTest> theOrderOfArrivalDoesNotMatter(@TempDir Path below) {
    var tests = new ArrayList<DynamicTest>();
    for (long seed = 1; seed <= 6; seed++) {
      long chosen = seed;
      tests.add(
          dynamicTest(
              "seed " + seed,
              () -> {
                try (var shuffled = new Archive(below.resolve("seed" + chosen))) {
                  var random = new Random(chosen);
                  List<String> order = new ArrayList<>(shuffled.everything());
                  Collections.shuffle(order, random);
                  int keysAt = random.nextInt(order.size() + 1);
                  for (int i = 0; i <= order.size(); i++) {
                    if (i == keysAt) {
                      shuffled.trustKeys();
                    }
                    if (i < order.size()) {
                      shuffled.receive(List.of(order.get(i)));
                    }
                    if (random.nextInt(4) == 0) {
                      shuffled.follow();
                    }
                  }
                  shuffled.follow();
                  shuffled.custody.concludeAbsences(Archive.EVERYTHING);
                  assertThat(shuffled.words().values()).containsOnly("intact");
                }
              }));
    }
    return tests;
  }

  @Test
  void withoutKeysNothingIsIntactAndNothingIsCalledTampered() throws Exception {
    archive.receive(archive.everything());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.words().values()).containsOnly("could not tell");
    assertThat(((Verdict.Undecided) archive.verdict(archive.digests().getFirst())).obstacle())
        .isEqualTo(Obstacle.SIGNING_KEY_UNKNOWN);

    archive.trustKeys();
    archive.follow();
    assertThat(archive.words().values()).containsOnly("intact");
  }

  @Test
  void aKeyLearnedAgainWithLaterTimesSettlesWhatWasOutsideItsEarlierOnes() throws Exception {
    PublishedKey key = archive.keys().getFirst();
    Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
    archive.trust(new PublishedKey(key.fingerprint(), key.der(), longAgo, longAgo.plusSeconds(1)));
    archive.receive(archive.everything());
    archive.follow();
    assertThat(((Verdict.Undecided) archive.verdict(archive.digests().getFirst())).obstacle())
        .isEqualTo(Obstacle.SIGNING_KEY_NOT_IN_FORCE);

    archive.trust(key);
    archive.follow();
    assertThat(archive.words().values()).containsOnly("intact");
  }

  @Test
  void aKeyThatIsNoLongerListedStillProvesWhatItSigned() throws Exception {
    archive.trustKeys();
    byte[] next = {0x30, 0};
    archive.trust(
        new PublishedKey(
            PublishedKey.fingerprintOf(next), Payload.copyOf(next), Instant.EPOCH, Instant.MAX));
    archive.receive(archive.everything());
    archive.follow();
    assertThat(archive.words().values()).containsOnly("intact");
  }

  @Test
  void aChangedLogFileIsAlteredAndTheVerdictNamesBothHashesAndTheDigest() throws Exception {
    String victim = archive.logs().get(3);
    archive.bucket.put(victim, gzip("{\"Records\":[]}"), Map.of());
    takeInEverything();
    var altered = (Verdict.Altered) archive.verdict(victim);
    assertThat(altered.expected()).hasSize(64).isNotEqualTo(altered.actual());
    assertThat(archive.digests()).contains(altered.namedBy().orElseThrow().key());
    assertThat(archive.words().values()).containsOnly("intact", "altered");
  }

  @Test
  void bytesAppendedToALogFileMakeItAlteredAlthoughTheFirstMemberIsRight() throws Exception {
    String victim = archive.logs().get(2);
    byte[] whole = archive.bucket.get(victim).orElseThrow().content().toByteArray();
    var longer = new ByteArrayOutputStream();
    longer.write(whole);
    longer.write(gzip("{\"Records\":[]}"));
    archive.bucket.put(victim, longer.toByteArray(), Map.of());
    takeInEverything();
    assertThat(archive.verdict(victim)).isInstanceOf(Verdict.Altered.class);
  }

  @Test
  void aDeletedLogFileIsMissingOnlyOnceTheSourceWasTakenInToItsEnd() throws Exception {
    String victim = archive.logs().get(1);
    StoredObject kept = archive.bucket.get(victim).orElseThrow();
    archive.bucket.delete(victim);
    archive.trustKeys();
    archive.receive(archive.everything());
    archive.follow();
    assertThat(archive.words()).doesNotContainKey(victim);

    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.words()).containsEntry(victim, "missing");
    assertThat(archive.ledger.verdictCounts().absent()).isEqualTo(Map.of("missing", 1L));

    archive.receive(victim, kept.content(), kept.metadata());
    archive.follow();
    assertThat(archive.words()).containsEntry(victim, "intact");
    assertThat(archive.ledger.verdictCounts().absent()).isEmpty();
  }

  @Test
  void aLogFileThatNoDigestListsIsUnlisted() throws Exception {
    String injected = archive.logs().get(1).replaceAll("_[A-Za-z0-9]{16}\\.", "_Injected00000000.");
    archive.bucket.put(injected, gzip("{\"Records\":[]}"), Map.of());
    takeInEverything();
    assertThat(archive.words()).containsEntry(injected, "injected");
  }

  @Test
  void aLogFileOfTheLastHourIsLeftOpenBecauseTheNextDigestMayListIt() throws Exception {
    String injected =
        archive.logs().getLast().replaceAll("_[A-Za-z0-9]{16}\\.", "_Injected00000000.");
    archive.bucket.put(injected, gzip("{\"Records\":[]}"), Map.of());
    takeInEverything();
    assertThat(archive.words()).containsEntry(injected, "could not tell");
  }

  @Test
  void aDeletedDigestIsMissingAndWhatOnlyItListedCannotBeJudged() throws Exception {
    String victim = archive.digests().get(2);
    archive.bucket.delete(victim);
    takeInEverything();
    assertThat(archive.words()).containsEntry(victim, "missing");
    assertThat(archive.words().values()).contains("could not tell", "intact");
    assertThat(archive.words().values()).doesNotContain("altered", "unlisted", "injected");
  }

  @Test
  void anArchiveTakenInFromTheMiddleIsNotSaidToMissItsBeginning() throws Exception {
    String first = archive.digests().getFirst();
    archive.bucket.delete(first);
    takeInEverything();
    assertThat(((Verdict.Undecided) archive.verdict(first)).obstacle())
        .isEqualTo(Obstacle.BEFORE_FIRST_DIGEST);
  }

  @Test
  void aChangedDigestIsAlteredAndNothingItSaysIsBelieved() throws Exception {
    String victim = archive.digests().get(2);
    StoredObject digest = archive.bucket.get(victim).orElseThrow();
    byte[] inflated = new ObjectReader().content(digest.content().toByteArray());
    String changed =
        // One blank more: the same content to every JSON reader, and not what was signed.
        new String(inflated, StandardCharsets.UTF_8) + " ";
    archive.bucket.put(victim, gzip(changed), digest.metadata());
    takeInEverything();
    assertThat(archive.words()).containsEntry(victim, "altered");
    assertThat(
            archive.verdicts().values().stream()
                .filter(Verdict.Undecided.class::isInstance)
                .map(verdict -> ((Verdict.Undecided) verdict).obstacle()))
        .isNotEmpty()
        .containsOnly(Obstacle.NO_DIGEST_YET);
  }

  @Test
  void signaturesLostInCopyingAreTakenFromTheDigestsThatFollow() throws Exception {
    for (String digest : archive.digests().subList(0, archive.digests().size() - 1)) {
      StoredObject stored = archive.bucket.get(digest).orElseThrow();
      archive.bucket.delete(digest);
      archive.bucket.put(digest, stored.content().toByteArray(), Map.of());
    }
    takeInEverything();
    assertThat(archive.words().values()).containsOnly("intact");
  }

  @Test
  void aDigestWhoseSignatureWasReplacedIsAlteredAndWhatItListsIsProvenByTheOneAfterIt()
      throws Exception {
    String victim = archive.digests().get(2);
    StoredObject stored = archive.bucket.get(victim).orElseThrow();
    archive.bucket.put(
        victim, stored.content().toByteArray(), Map.of("signature", "00".repeat(256)));
    takeInEverything();
    assertThat(((Verdict.Altered) archive.verdict(victim)).actual())
        .contains("its content is what CloudTrail signed");
    Map<String, String> others = archive.words();
    others.remove(victim);
    assertThat(others.values()).containsOnly("intact");
  }

  /// Nobody can sign it, so nobody can say whose key it names; the digest after it can still say
  /// that other bytes were here.
  @Test
  void aDigestReplacedByOneOfAnotherKeyIsAlteredBecauseTheOneAfterItSaysSo() throws Exception {
    String victim = archive.digests().get(2);
    StoredObject digest = archive.bucket.get(victim).orElseThrow();
    String forged =
        new String(
                new ObjectReader().content(digest.content().toByteArray()), StandardCharsets.UTF_8)
            .replaceFirst(
                "\"digestPublicKeyFingerprint\":\"[0-9a-f]{32}\"",
                "\"digestPublicKeyFingerprint\":\"" + "0".repeat(32) + "\"");
    archive.bucket.put(victim, gzip(forged), digest.metadata());
    takeInEverything();
    assertThat(archive.words()).containsEntry(victim, "altered");
    assertThat(((Verdict.Altered) archive.verdict(victim)).namedBy().orElseThrow().key())
        .isEqualTo(archive.digests().get(3));
  }

  @Test
  void aDigestReplacedByGarbageIsAlteredWhicheverComesFirst() throws Exception {
    String victim = archive.digests().get(2);
    archive.bucket.put(victim, "garbage".getBytes(StandardCharsets.UTF_8), Map.of());
    archive.trustKeys();
    archive.receive(List.of(victim));
    archive.follow();
    assertThat(((Verdict.Altered) archive.verdict(victim)).namedBy()).isEmpty();
    archive.receive(archive.everything().stream().filter(key -> !key.equals(victim)).toList());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(((Verdict.Altered) archive.verdict(victim)).namedBy().orElseThrow().key())
        .isEqualTo(archive.digests().get(3));
  }

  @Test
  void aDigestWithTextsOfAbsurdLengthStopsNobody() throws Exception {
    String junk = archive.digests().getFirst().replace("sample-trail", "junk-trail");
    String text =
        new String(
            new ObjectReader()
                .content(
                    archive
                        .bucket
                        .get(archive.digests().getFirst())
                        .orElseThrow()
                        .content()
                        .toByteArray()),
            StandardCharsets.UTF_8);
    archive.bucket.put(
        junk,
        gzip(text.replaceFirst("(\"digestPublicKeyFingerprint\":\")", "$1" + "f".repeat(3 << 20))),
        Map.of("signature", "00"));
    takeInEverything();
    assertThat(archive.words()).containsEntry(junk, "altered");
    assertThat(archive.words().values()).contains("intact").doesNotContain("missing");
  }

  @Test
  void whatAnUnverifiedDigestListsImprovesNothing() throws Exception {
    String injected = archive.logs().get(1).replaceAll("_[A-Za-z0-9]{16}\\.", "_Injected00000000.");
    archive.bucket.put(injected, gzip("{\"Records\":[]}"), Map.of());
    String template =
        new String(
            new ObjectReader()
                .content(
                    archive
                        .bucket
                        .get(archive.digests().get(1))
                        .orElseThrow()
                        .content()
                        .toByteArray()),
            StandardCharsets.UTF_8);
    archive.bucket.put(
        archive.digests().get(1).replace("sample-trail", "junk-trail"),
        gzip(template.replace(archive.logs().get(1), injected)),
        Map.of("signature", "00"));
    takeInEverything();
    assertThat(archive.words()).containsEntry(injected, "injected");
  }

  @Test
  void nothingIsMissingFromAFolderThatCouldNotBeEntered() throws Exception {
    archive.trustKeys();
    archive.receive(archive.digests());
    archive.follow();
    S3Prefix logs =
        new S3Prefix(Archive.SETTINGS.bucket(), "AWSLogs/111122223333/CloudTrail/us-east-1/");
    archive.custody.concludeAbsences(Archive.EVERYTHING, List.of(logs));
    assertThat(archive.words().values()).containsOnly("intact");
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.words().values()).contains("missing");
  }

  @Test
  void nothingIsMissingFromWhereNobodyLooked() throws Exception {
    archive.trustKeys();
    archive.receive(archive.digests());
    archive.follow();
    archive.custody.concludeAbsences(
        List.of(
            new S3Prefix(Archive.SETTINGS.bucket(), "AWSLogs/111122223333/CloudTrail-Digest/")));
    assertThat(archive.words().values()).containsOnly("intact");
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.words().values()).contains("missing");
  }

  @Test
  void whenTheNewestDigestLostItsSignatureTooNothingCanBeToldOfItAndItsLogFiles() throws Exception {
    String newest = archive.digests().getLast();
    StoredObject stored = archive.bucket.get(newest).orElseThrow();
    archive.bucket.delete(newest);
    archive.bucket.put(newest, stored.content().toByteArray(), Map.of());
    takeInEverything();
    assertThat(((Verdict.Undecided) archive.verdict(newest)).obstacle())
        .isEqualTo(Obstacle.SIGNATURE_ABSENT);
    assertThat(archive.words().values()).doesNotContain("altered", "missing");
  }

  @Test
  void anOverwrittenLogFileKeepsAVerdictForEachOfItsVersions() throws Exception {
    takeInEverything();
    String victim = archive.logs().get(1);
    var genuine =
        archive.ledger.objectsNamed(archive.verdict(victim).subject()).getFirst().position();
    var forged = archive.receive(victim, Payload.copyOf(gzip("{\"Records\":[]}")), Map.of());
    archive.follow();
    var current = archive.ledger.currentVerdicts(List.of(genuine, forged));
    assertThat(current.get(genuine)).isInstanceOf(Verdict.Intact.class);
    assertThat(current.get(forged)).isInstanceOf(Verdict.Altered.class);
  }

  @Test
  void concludingTwiceWritesNothingTwice() throws Exception {
    archive.bucket.delete(archive.logs().get(1));
    takeInEverything();
    var head = archive.ledger.head();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
    assertThat(archive.ledger.head()).isEqualTo(head);
  }

  /// Method: let the n-th write of custody fail, for every n until none is left to fail; follow
  /// again with a new custody, as after a restart.
  @TestFactory
  List<DynamicTest> followingConvergesAfterAnyFailedWrite(@TempDir Path below) {
    var tests = new ArrayList<DynamicTest>();
    for (FailingLedger.Outcome outcome : FailingLedger.Outcome.values()) {
      for (int n = 1; n <= 4; n++) {
        int nth = n;
        tests.add(
            dynamicTest(
                "write " + nth + " " + outcome,
                () -> {
                  try (var faulty = new Archive(below.resolve(outcome + "-" + nth))) {
                    faulty.trustKeys();
                    faulty.receive(faulty.everything());
                    var writes = new AtomicInteger();
                    faulty.custody =
                        new Custody(
                            FailingLedger.of(faulty.ledger, writes, nth, outcome), faulty.vault);
                    assertThatThrownBy(faulty::follow).isInstanceOf(IOException.class);
                    faulty.custody = new Custody(faulty.ledger, faulty.vault);
                    faulty.follow();
                    assertThat(faulty.words().values()).containsOnly("intact");
                    assertThat(faulty.words().keySet()).containsAll(faulty.everything());
                  }
                }));
      }
    }
    return tests;
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
