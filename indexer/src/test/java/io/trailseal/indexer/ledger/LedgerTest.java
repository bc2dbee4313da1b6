package io.trailseal.indexer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.LearnedKey;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Samples.NOON);

  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void open() throws IOException {
    ledger = Ledgers.open(folder, CLOCK);
  }

  @AfterEach
  void endsWhole() throws IOException {
    assertThat(faults()).isEmpty();
    ledger.close();
  }

  private List<String> faults() throws IOException {
    List<String> faults = new ArrayList<>();
    ledger.check((at, what) -> faults.add(at + " " + what));
    return faults;
  }

  private void reopen() throws IOException {
    ledger.close();
    open();
  }

  private List<Appended> appendLogs(int from, int to) throws IOException {
    return ledger.appendArrivals(IntStream.range(from, to).mapToObj(Samples::log).toList());
  }

  private void record(VerdictReached... verdicts) throws IOException {
    ledger.record(new CustodyStep(List.of(), List.of(verdicts), ledger.head()));
  }

  @Test
  void anEmptyLedgerIsAtItsStartAndWhole() throws IOException {
    assertThat(ledger.head()).isEqualTo(LedgerPosition.START);
    assertThat(ledger.read(LedgerPosition.START, 10)).isEmpty();
    assertThat(ledger.objectCounts()).isEqualTo(new ObjectCounts(0, 0, 0, 0));
    assertThat(ledger.custodyPosition()).isEqualTo(LedgerPosition.START);
  }

  @Test
  void entriesComeBackInOrderAlsoAfterReopening() throws IOException {
    List<Appended> appended = appendLogs(0, 25);
    assertThat(appended).extracting(each -> each.position().value()).startsWith(1L, 2L, 3L);
    assertThat(appended).allMatch(Appended::isNew);
    reopen();
    assertThat(ledger.head()).isEqualTo(new LedgerPosition(25));
    List<Recorded> first = ledger.read(LedgerPosition.START, 10);
    assertThat(first).extracting(Recorded::entry).containsExactlyElementsOf(logs(0, 10));
    assertThat(first).extracting(Recorded::recordedAt).containsOnly(Samples.NOON);
    assertThat(ledger.read(new LedgerPosition(20), 10))
        .extracting(Recorded::entry)
        .containsExactlyElementsOf(logs(20, 25));
    assertThat(ledger.entry(new LedgerPosition(7)).orElseThrow().entry()).isEqualTo(Samples.log(6));
    assertThat(ledger.entry(new LedgerPosition(26))).isEmpty();
    assertThat(ledger.objectCounts()).isEqualTo(new ObjectCounts(25, 25 * 17, 0, 25 * 12_345));
  }

  private static List<LedgerEntry> logs(int from, int to) {
    return IntStream.range(from, to).<LedgerEntry>mapToObj(Samples::log).toList();
  }

  @Test
  void theSameObjectAgainIsTheSameEntryAlsoWithinOneBatch() throws IOException {
    appendLogs(0, 5);
    List<Appended> again =
        ledger.appendArrivals(
            List.of(Samples.log(3), Samples.log(9), Samples.log(9), Samples.log(0)));
    assertThat(again)
        .containsExactly(
            new Appended(new LedgerPosition(4), false),
            new Appended(new LedgerPosition(6), true),
            new Appended(new LedgerPosition(6), false),
            new Appended(new LedgerPosition(1), false));
    assertThat(ledger.head()).isEqualTo(new LedgerPosition(6));
  }

  @Test
  void anOverwrittenObjectIsANewEntryAndBothStay() throws IOException {
    S3Name name = Samples.logName(1);
    ObjectReceived first = Samples.object(name, ObjectKind.LOG, "one", List.of(), Map.of());
    ObjectReceived second = Samples.object(name, ObjectKind.LOG, "two", List.of(), Map.of());
    ObjectReceived third =
        Samples.object(name, ObjectKind.LOG, "two", List.of(), Map.of("signature", "00"));
    ledger.appendArrivals(List.of(first, second, third));
    assertThat(ledger.objectsNamed(name))
        .extracting(Recorded::entry)
        .containsExactly(first, second, third);
    assertThat(ledger.objectDelivered(Samples.hash("two")).orElseThrow().entry()).isEqualTo(second);
    assertThat(ledger.objectDelivered(Samples.hash("three"))).isEmpty();
    assertThat(ledger.objectsNamed(Samples.logName(2))).isEmpty();
  }

  @Test
  void hostileNamesMetadataAndReasonsComeBackAsTheyWere() throws IOException {
    List<String> texts =
        List.of(
            "../../etc/passwd",
            "a\nb\0c\u2028",
            "\ud800 lone",
            "lone \udfff",
            "\uD83D\uDE00",
            "'; DROP TABLE entry; --",
            "\"quoted\\\"",
            "/");
    List<ObjectReceived> objects =
        texts.stream()
            .map(
                text ->
                    Samples.object(
                        new S3Name("bucket", text),
                        ObjectKind.UNRECOGNIZED,
                        text,
                        List.of(new Defect(7, text)),
                        Map.of(text, text)))
            .toList();
    ledger.appendArrivals(objects);
    reopen();
    assertThat(ledger.read(LedgerPosition.START, 100))
        .extracting(Recorded::entry)
        .containsExactlyElementsOf(List.<LedgerEntry>copyOf(objects));
    assertThat(ledger.appendArrivals(objects)).noneMatch(Appended::isNew);
    assertThat(ledger.quarantined(new LedgerPosition(2), 3))
        .extracting(each -> each.position().value())
        .containsExactly(3L, 4L, 5L);
    assertThat(ledger.objectCounts().quarantined()).isEqualTo(texts.size());
  }

  @Test
  void anObjectOverTheLimitIsEnteredWithoutBytes() throws IOException {
    ObjectReceived read = Samples.log(1);
    ObjectReceived object =
        new ObjectReceived(
            read.name(),
            9_999_999_999L,
            Optional.empty(),
            new io.trailseal.verifier.trail.ObjectReading(
                ObjectKind.UNRECOGNIZED,
                Samples.hash(""),
                Optional.empty(),
                0,
                0,
                List.of(new Defect(0, "it has 9,999,999,999 bytes"))),
            Map.of(),
            "bucket");
    ledger.appendArrivals(List.of(object));
    assertThat(ledger.entry(new LedgerPosition(1)).orElseThrow().entry()).isEqualTo(object);
  }

  @Test
  void aKeyIsLearnedOnce() throws IOException {
    assertThat(ledger.appendKeys(List.of(Samples.key("a"), Samples.key("b"), Samples.key("a"))))
        .isEqualTo(2);
    assertThat(ledger.appendKeys(List.of(Samples.key("b")))).isZero();
    assertThat(ledger.keys())
        .extracting(LearnedKey::key)
        .containsExactly(Samples.key("a").key(), Samples.key("b").key());
    assertThat(ledger.head()).isEqualTo(new LedgerPosition(2));
  }

  @Test
  void theNewestVerdictAboutAnObjectIsTheCurrentOne() throws IOException {
    List<Appended> logs = appendLogs(0, 3);
    S3Name digest = Samples.digestName(5);
    record(
        Samples.noDigestYet(logs.get(0), Samples.logName(0)),
        Samples.noDigestYet(logs.get(1), Samples.logName(1)));
    assertThat(ledger.verdictCounts().logFiles()).isEqualTo(Map.of("could not tell", 2L));
    assertThat(ledger.openVerdicts(false, 10)).hasSize(2);

    VerdictReached intact = Samples.intact(logs.get(0), Samples.logName(0), digest);
    VerdictReached altered =
        new VerdictReached(
            new Verdict.Altered(Samples.logName(1), "this", "that", Optional.of(digest)),
            Optional.of(logs.get(1).position()));
    record(intact, altered);
    reopen();
    assertThat(ledger.currentVerdicts(logs.stream().map(Appended::position).toList()))
        .isEqualTo(
            Map.of(
                logs.get(0).position(), intact.verdict(),
                logs.get(1).position(), altered.verdict()));
    assertThat(ledger.verdictCounts().logFiles()).isEqualTo(Map.of("intact", 1L, "altered", 1L));
    assertThat(ledger.openVerdicts(true, 10)).extracting(Recorded::entry).containsExactly(altered);
    assertThat(ledger.head()).isEqualTo(new LedgerPosition(7));

    record(altered, intact);
    assertThat(ledger.head()).as("equal to the current ones").isEqualTo(new LedgerPosition(7));
    VerdictReached unlisted =
        new VerdictReached(
            new Verdict.Unlisted(Samples.logName(2), digest), Optional.of(logs.get(2).position()));
    record(unlisted, Samples.noDigestYet(logs.get(0), Samples.logName(0)));
    assertThat(ledger.openVerdicts(true, 10))
        .extracting(Recorded::entry)
        .containsExactly(unlisted, altered);
    assertThat(ledger.openVerdicts(true, 1)).extracting(Recorded::entry).containsExactly(unlisted);
    assertThat(ledger.openVerdicts(false, 10)).hasSize(3);
  }

  @Test
  void everyKindOfVerdictComesBackAsItWas() throws IOException {
    S3Name subject = Samples.logName(0);
    S3Name digest = Samples.digestName(1);
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(new Verdict.Intact(subject, Samples.hash("x"), "key 00"));
    verdicts.add(new Verdict.Altered(subject, "a", "b", Optional.empty()));
    verdicts.add(new Verdict.Altered(subject, "a", "b", Optional.of(digest)));
    verdicts.add(new Verdict.Missing(subject, digest));
    verdicts.add(new Verdict.Missing(subject, Verdict.Missing.Ground.CADENCE, Optional.of(digest)));
    verdicts.add(
        new Verdict.Missing(subject, Verdict.Missing.Ground.SEEN_BEFORE, Optional.empty()));
    verdicts.add(new Verdict.Unlisted(subject, digest));
    verdicts.add(new Verdict.Injected(subject, digest));
    Instant from = Instant.parse("2026-03-02T01:00:00Z");
    Instant to = Instant.parse("2026-03-02T04:00:00Z");
    verdicts.add(new Verdict.Overdue(subject, digest, to));
    verdicts.add(
        new Verdict.Gap(subject, Optional.of(digest), Optional.of(digest), from, to, true, 0));
    verdicts.add(new Verdict.Gap(subject, Optional.empty(), Optional.empty(), from, to, false, 7));
    verdicts.add(new Verdict.OutOfPlace(subject, digest));
    verdicts.add(new Verdict.LinkBroken(subject, digest, "null", "ab"));
    for (Verdict.Obstacle obstacle : Verdict.Obstacle.values()) {
      verdicts.add(new Verdict.Undecided(subject, obstacle, "detail \ud800"));
    }
    LedgerPosition object = appendLogs(0, 1).getFirst().position();
    for (Verdict verdict : verdicts) {
      record(new VerdictReached(verdict, Optional.of(object)));
      assertThat(ledger.currentVerdicts(List.of(object))).containsEntry(object, verdict);
    }
    assertThat(ledger.read(new LedgerPosition(1), 100))
        .extracting(each -> ((VerdictReached) each.entry()).verdict())
        .containsExactlyElementsOf(verdicts);
  }

  @Test
  void anAbsentObjectHasAVerdictUntilItComesIn() throws IOException {
    S3Name digest = Samples.digestName(1);
    VerdictReached missing = Samples.missing(Samples.logName(1), digest);
    record(missing, Samples.missing(Samples.logName(2), digest));
    record(missing);
    assertThat(ledger.head()).isEqualTo(new LedgerPosition(2));
    assertThat(ledger.verdictCounts().absent()).isEqualTo(Map.of("missing", 2L));
    assertThat(ledger.openVerdicts(true, 10)).hasSize(2);

    appendLogs(1, 2);
    assertThat(ledger.verdictCounts().absent()).isEqualTo(Map.of("missing", 1L));
    assertThat(ledger.openVerdicts(true, 10)).hasSize(1);
    record(missing);
    assertThat(ledger.head()).as("it came in meanwhile").isEqualTo(new LedgerPosition(3));
  }

  @Test
  void aVerdictAboutNoObjectEntryIsRefusedAndNothingIsWritten() throws IOException {
    assertThatThrownBy(
            () ->
                record(
                    Samples.missing(Samples.logName(5), Samples.digestName(1)),
                    Samples.noDigestYet(
                        new Appended(new LedgerPosition(9), true), Samples.logName(9))))
        .hasMessage("a verdict is about an object entry, and 9 is none");
    assertThat(ledger.head()).isEqualTo(LedgerPosition.START);
    assertThat(ledger.openVerdicts(false, 10)).isEmpty();
  }

  @Test
  void custodyRemembersDigestsAndWhatTheyList() throws IOException {
    LedgerPosition first = digestEntry(5);
    LedgerPosition second = digestEntry(6);
    DigestFacts five = Samples.digest(first, 5, false, 0, 150);
    DigestFacts six = Samples.digest(second, 6, true, 100, 300);
    ledger.record(new CustodyStep(List.of(five, six), List.of(), second));
    reopen();
    assertThat(ledger.custodyPosition()).isEqualTo(second);
    assertThat(ledger.digestNamed(five.name())).contains(five);
    assertThat(ledger.digestNamed(Samples.digestName(7))).isEmpty();
    assertThat(ledger.digestsAfter(five.name())).containsExactly(six);
    assertThat(ledger.digestsSignedBy("0123456789abcdef")).containsExactly(five);
    assertThat(ledger.listings(Samples.logName(0)))
        .containsExactly(
            new Listing(
                Samples.logName(0), Samples.hash("inflated log 0"), first, five.name(), false));
    assertThat(ledger.listings(Samples.logName(120)))
        .extracting(Listing::verified)
        .containsExactly(true, false);
    assertThat(ledger.listings(Samples.logName(999))).isEmpty();

    DigestFacts fiveVerified = Samples.digest(first, 5, true, 0, 150);
    DigestFacts sixShorter = Samples.digest(second, 6, true, 100, 110);
    ledger.record(new CustodyStep(List.of(fiveVerified, sixShorter), List.of(), second));
    assertThat(ledger.digestNamed(five.name())).contains(fiveVerified);
    assertThat(ledger.digestsSignedBy("0123456789abcdef")).isEmpty();
    assertThat(ledger.listings(Samples.logName(120))).hasSize(1);
    assertThat(ledger.listings(Samples.logName(105))).hasSize(2);
  }

  private LedgerPosition digestEntry(int hour) throws IOException {
    return ledger.appendArrivals(List.of(Samples.digestObject(hour))).getFirst().position();
  }

  @Test
  void digestsAreFoundByTheTimeTheyCover() throws IOException {
    List<DigestFacts> digests = new ArrayList<>();
    for (int hour = 1; hour <= 10; hour++) {
      digests.add(Samples.digest(digestEntry(hour), hour, hour != 4, 0, 0));
    }
    ledger.record(new CustodyStep(digests, List.of(), ledger.head()));
    assertThat(covering("111122223100", "eu-central-1", 2.5, 5.5))
        .containsExactly(digests.get(2), digests.get(4), digests.get(5));
    assertThat(covering("111122223100", "eu-central-1", 2, 2))
        .as("both ends touch")
        .containsExactly(digests.get(1), digests.get(2));
    assertThat(covering("111122223100", "eu-central-1", 30, 40)).isEmpty();
    assertThat(covering("111122223100", "eu-west-1", 2, 5)).isEmpty();
    assertThat(covering("11112222310", "eu-central-1", 2, 5)).isEmpty();
  }

  private List<DigestFacts> covering(String account, String region, double from, double to)
      throws IOException {
    Instant start = Instant.parse("2026-11-01T00:00:00Z");
    return ledger.digestsCovering(
        "acme-audit-logs",
        account,
        region,
        start.plus(Duration.ofMinutes((long) (from * 60))),
        start.plus(Duration.ofMinutes((long) (to * 60))));
  }

  @Test
  void whatVerifiedDigestsNameAndIsNotHereIsGivenOneByOne() throws IOException {
    appendLogs(0, 90);
    DigestFacts five = Samples.digest(digestEntry(5), 5, true, 0, 100);
    DigestFacts six = Samples.digest(digestEntry(6), 6, true, 85, 95);
    DigestFacts seven = Samples.digest(digestEntry(7), 7, false, 200, 300);
    DigestFacts nine = Samples.digest(digestEntry(9), 9, true, 0, 0);
    ledger.record(new CustodyStep(List.of(five, six, seven, nine), List.of(), ledger.head()));

    List<Listing> absent = new ArrayList<>();
    ledger.forEachListedAbsent(five.position(), absent::add);
    ledger.forEachListedAbsent(six.position(), absent::add);
    ledger.forEachListedAbsent(seven.position(), absent::add);
    ledger.forEachListedAbsent(nine.position(), absent::add);
    assertThat(absent)
        .extracting(each -> each.log().key() + " " + each.digest())
        .containsExactlyElementsOf(
            java.util.stream.Stream.concat(
                    IntStream.range(90, 100)
                        .mapToObj(i -> Samples.logName(i).key() + " " + five.position()),
                    IntStream.range(90, 95)
                        .mapToObj(i -> Samples.logName(i).key() + " " + six.position()))
                .toList());
  }

  @Test
  void aDigestThatListsThousandsIsWalkedPageByPageWhileOthersAppend() throws IOException {
    DigestFacts digest = Samples.digest(digestEntry(5), 5, true, 0, 10_000);
    ledger.record(new CustodyStep(List.of(digest), List.of(), ledger.head()));
    List<VerdictReached> verdicts = new ArrayList<>();
    ledger.forEachListedAbsent(
        digest.position(),
        listing -> verdicts.add(Samples.missing(listing.log(), listing.digestName())));
    assertThat(verdicts).hasSize(10_000);
    ledger.record(new CustodyStep(List.of(), verdicts.subList(0, 3_000), ledger.head()));
    assertThat(ledger.verdictCounts().absent()).isEqualTo(Map.of("missing", 3_000L));
  }

  @Test
  void logsWithoutADigestAreGivenUnlessTheyWereOverwritten() throws IOException {
    List<Appended> logs = appendLogs(0, 1_200);
    List<VerdictReached> verdicts = new ArrayList<>();
    for (int i = 0; i < logs.size(); i++) {
      verdicts.add(Samples.noDigestYet(logs.get(i), Samples.logName(i)));
    }
    Appended digest = ledger.appendArrivals(List.of(Samples.digestObject(1))).getFirst();
    verdicts.add(Samples.noDigestYet(digest, Samples.digestName(1)));
    ledger.record(new CustodyStep(List.of(), verdicts, ledger.head()));
    record(Samples.intact(logs.get(3), Samples.logName(3), Samples.digestName(1)));
    ledger.appendArrivals(
        List.of(Samples.object(Samples.logName(4), ObjectKind.LOG, "newer", List.of(), Map.of())));
    List<Recorded> unsettled = new ArrayList<>();
    ledger.forEachUnsettledLog(
        LedgerPosition.START,
        recorded -> {
          unsettled.add(recorded);
          if (recorded.position().value() % 300 == 0) {
            VerdictReached unlisted =
                new VerdictReached(
                    new Verdict.Unlisted(
                        ((ObjectReceived) recorded.entry()).name(), Samples.digestName(1)),
                    Optional.of(recorded.position()));
            try {
              record(unlisted);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        });
    assertThat(unsettled).hasSize(1_198);
    assertThat(unsettled).extracting(Recorded::position).doesNotHaveDuplicates();
    assertThat(ledger.openVerdicts(true, 100)).hasSize(4);
  }

  @Test
  void moreThanTenThousandEntriesAtOnceAreRefused() {
    assertThatThrownBy(() -> ledger.read(LedgerPosition.START, 10_001))
        .hasMessage("1 to 10,000 entries can be read at once, not 10,001");
  }
}
