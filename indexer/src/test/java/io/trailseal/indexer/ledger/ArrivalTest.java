package io.trailseal.indexer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.Ledger.IntakeList;
import io.trailseal.indexer.ledger.Ledger.NamedVersion;
import io.trailseal.indexer.ledger.LedgerEntry.Arrived;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared.Purpose;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whatever came in beside objects is entered once, found again, and whole.
final class ArrivalTest {
  private static final LedgerPosition END = new LedgerPosition(Long.MAX_VALUE);
  private static final Instant WRITTEN = Instant.parse("2026-11-20T11:59:58Z");
  private static final S3Name NAME = Samples.logName(1);

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

  private void reopen() throws IOException {
    ledger.close();
    open();
  }

  private Appended append(Arrived arrived) throws IOException {
    return ledger.appendArrivals(List.of(arrived)).getFirst();
  }

  private static Appended isNew(long position) {
    return new Appended(new LedgerPosition(position), true);
  }

  private static Appended isKnown(long position) {
    return new Appended(new LedgerPosition(position), false);
  }

  static S3Version version(String id) {
    return new S3Version(Optional.of(id), Optional.of("etag of " + id), Optional.of(WRITTEN));
  }

  private static S3Version unversioned(String eTag, Instant at) {
    return new S3Version(Optional.empty(), Optional.of(eTag), Optional.of(at));
  }

  static ObjectReceived object(int i, S3Version version) {
    ObjectReceived log = Samples.log(i);
    return new ObjectReceived(
        log.name(),
        log.deliveredBytes(),
        log.kept(),
        log.reading(),
        log.userMetadata(),
        version,
        "queue one");
  }

  static ObjectParked parked(S3Name name, String versionId, ParkReason reason) {
    return new ObjectParked(
        name,
        versionId.isEmpty() ? Optional.empty() : Optional.of(versionId),
        reason,
        "s3:GetObject is missing",
        "queue one");
  }

  static ObjectRemoved removed(String versionId, boolean marker, Instant at) {
    return new ObjectRemoved(
        NAME,
        versionId.isEmpty() ? Optional.empty() : Optional.of(versionId),
        marker,
        Optional.of(at),
        Optional.of("111122223333"),
        "queue one");
  }

  static MessageKept message(String id, String body, MessageKind kind) {
    return new MessageKept(
        "queue one",
        id,
        new VaultRef(1, 2, body.length(), Samples.hash(body)),
        kind,
        "ConfigurationItemChangeNotification");
  }

  static BucketCompared compared(Purpose purpose, long found, String listing) {
    return new BucketCompared(
        new S3Prefix("acme-audit-logs", "o-a1b2c3d4e5/"),
        purpose,
        Optional.of(LocalDate.parse("2026-11-18")),
        Optional.of(LocalDate.parse("2026-11-20")),
        1_000,
        found,
        0,
        Samples.hash(listing),
        "reconciliation of s3://acme-audit-logs");
  }

  private static String body(Arrived entry) {
    return new String(EntryFormat.body(Samples.NOON, entry), StandardCharsets.US_ASCII);
  }

  @Test
  void bodiesAreAsThePackageCommentSays() {
    S3Name name = new S3Name("b", "k");
    String start = "{\"v\":1,\"at\":\"2026-11-20T12:00:00.123Z\",\"what\":";
    String named = ",\"bucket\":\"b\",\"key\":\"k\"";
    S3Version version = version("v1");
    String versioned =
        ",\"versionId\":\"v1\",\"eTag\":\"etag of v1\",\"lastModified\":\"2026-11-20T11:59:58Z\"";
    assertThat(body(new VersionSeen(name, version, new LedgerPosition(7), "s")))
        .isEqualTo(start + "\"version\"" + named + versioned + ",\"object\":7,\"source\":\"s\"}");
    assertThat(body(new ObjectParked(name, Optional.of("v1"), ParkReason.KEY_DENIED, "d", "s")))
        .isEqualTo(
            start
                + "\"parked\""
                + named
                + ",\"versionId\":\"v1\",\"reason\":\"KEY_DENIED\",\"detail\":\"d\",\"source\":\"s\"}");
    assertThat(
            body(
                new ObjectRemoved(
                    name, Optional.empty(), true, Optional.of(WRITTEN), Optional.of("me"), "s")))
        .isEqualTo(
            start
                + "\"removed\""
                + named
                + ",\"marker\":true,\"when\":\"2026-11-20T11:59:58Z\",\"by\":\"me\",\"source\":\"s\"}");
    assertThat(
            body(
                new MessageKept(
                    "q", "i", new VaultRef(1, 2, 3, Samples.hash("")), MessageKind.FOREIGN, "d")))
        .isEqualTo(
            start
                + "\"message\",\"queue\":\"q\",\"id\":\"i\",\"hash\":\""
                + Samples.hash("").hex()
                + "\",\"pack\":1,\"offset\":2,\"length\":3,\"kind\":\"FOREIGN\",\"detail\":\"d\"}");
    assertThat(body(compared(Purpose.BACKFILL, 5, "")))
        .isEqualTo(
            start
                + "\"compared\",\"bucket\":\"acme-audit-logs\",\"prefix\":\"o-a1b2c3d4e5/\","
                + "\"purpose\":\"BACKFILL\",\"from\":\"2026-11-18\",\"to\":\"2026-11-20\","
                + "\"objects\":1000,\"found\":5,\"parked\":0,\"listing\":\""
                + Samples.hash("").hex()
                + "\",\"source\":\"reconciliation of s3://acme-audit-logs\"}");
    assertThat(body(object(1, version))).endsWith(versioned + ",\"source\":\"queue one\"}");
    assertThat(body(object(1, S3Version.UNKNOWN)))
        .as("as it was before there were versions")
        .doesNotContain("versionId", "eTag", "lastModified");
  }

  @Test
  void everyKindComesBackAsItWasHoweverHostile() throws IOException {
    List<Arrived> entries = new ArrayList<>();
    for (String text : List.of("a\nb\0c\u2028", "\ud800 lone", "'; DROP TABLE entry; --", "../x")) {
      S3Name name = new S3Name("bucket", text);
      Optional<String> some = Optional.of(text);
      entries.add(object(entries.size(), new S3Version(some, some, Optional.of(WRITTEN))));
      entries.add(new ObjectParked(name, some, ParkReason.NOT_READABLE, text, text));
      entries.add(new ObjectRemoved(name, some, false, Optional.empty(), some, text));
      entries.add(
          new MessageKept(
              text, text, new VaultRef(1, 2, 3, Samples.hash(text)), MessageKind.UNKNOWN, text));
      entries.add(
          new BucketCompared(
              new S3Prefix("bucket", text),
              Purpose.RECONCILIATION,
              Optional.empty(),
              Optional.empty(),
              Long.MAX_VALUE,
              1,
              2,
              Samples.hash(text),
              text));
    }
    assertThat(ledger.appendArrivals(entries)).allMatch(Appended::isNew);
    reopen();
    assertThat(ledger.read(LedgerPosition.START, 100))
        .extracting(Recorded::entry)
        .containsExactlyElementsOf(List.<LedgerEntry>copyOf(entries));
    assertThat(ledger.appendArrivals(entries)).noneMatch(Appended::isNew);
    assertThat(ledger.head().value()).isEqualTo(entries.size());
  }

  @Test
  void anotherVersionOfTheSameObjectIsSeenOnceAndHeldFromThenOn() throws IOException {
    assertThat(append(Samples.log(1))).isEqualTo(isNew(1));
    assertThat(holds(version("v1"), S3Version.UNKNOWN)).containsExactly(false, false);

    assertThat(append(object(1, version("v1")))).isEqualTo(isKnown(1));
    assertThat(append(object(1, version("v1")))).isEqualTo(isKnown(1));
    assertThat(append(object(1, version("v2")))).isEqualTo(isKnown(1));
    assertThat(append(Samples.log(1))).isEqualTo(isKnown(1));
    reopen();
    assertThat(ledger.read(new LedgerPosition(1), 10))
        .extracting(Recorded::entry)
        .containsExactly(
            new VersionSeen(NAME, version("v1"), new LedgerPosition(1), "queue one"),
            new VersionSeen(NAME, version("v2"), new LedgerPosition(1), "queue one"));
    assertThat(ledger.objectsNamed(NAME)).hasSize(1);
    assertThat(ledger.objectCounts().objects()).isEqualTo(1);
    assertThat(
            holds(
                version("v1"),
                version("v2"),
                version("v3"),
                unversioned("etag of v1", WRITTEN),
                unversioned("etag of v1", WRITTEN.plusMillis(300)),
                unversioned("etag of v1", WRITTEN.plusSeconds(1)),
                unversioned("etag of v3", WRITTEN),
                new S3Version(Optional.empty(), Optional.of("etag of v1"), Optional.empty())))
        .containsExactly(true, true, false, true, true, false, false, false);
    assertThat(ledger.holds(List.of(new NamedVersion(Samples.logName(2), version("v1")))))
        .as("another name")
        .containsExactly(false);
    assertThat(ledger.holds(List.of())).isEmpty();
  }

  private List<Boolean> holds(S3Version... versions) throws IOException {
    return ledger.holds(
        java.util.Arrays.stream(versions).map(each -> new NamedVersion(NAME, each)).toList());
  }

  @Test
  void aThousandVersionsAreAskedForAtOnceAndAnsweredInOrder() throws IOException {
    ledger.appendArrivals(
        IntStream.range(0, 500).mapToObj(i -> object(2 * i, version("v" + i))).toList());
    List<Boolean> held =
        ledger.holds(
            IntStream.range(0, 1_000)
                .mapToObj(i -> new NamedVersion(Samples.logName(i), version("v" + i / 2)))
                .toList());
    for (int i = 0; i < 1_000; i++) {
      assertThat(held.get(i)).as("object %d", i).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void whatALedgerFindsOutItselfIsRefusedFromOutsideAndNothingIsWritten() throws IOException {
    assertThatThrownBy(
            () ->
                ledger.appendArrivals(
                    List.of(
                        Samples.log(1),
                        new VersionSeen(NAME, version("v1"), new LedgerPosition(1), "me"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finds out by itself");
    assertThat(ledger.head()).isEqualTo(LedgerPosition.START);
  }

  @Test
  void aParkedObjectIsEnteredOnceForEachReasonUntilItComesIn() throws IOException {
    ObjectParked denied = parked(NAME, "v1", ParkReason.ACCESS_DENIED);
    ObjectParked archived = parked(NAME, "v1", ParkReason.ARCHIVED);
    assertThat(append(denied)).isEqualTo(isNew(1));
    assertThat(append(denied)).isEqualTo(isKnown(1));
    assertThat(append(archived)).isEqualTo(isNew(2));
    assertThat(append(denied)).as("once more").isEqualTo(isNew(3));
    assertThat(parkedNow()).containsExactly(3L);
    assertThat(ledger.parkedNamed(NAME).orElseThrow().entry()).isEqualTo(denied);
    assertThat(ledger.intakeCounts().parked()).isEqualTo(1);
    reopen();

    assertThat(append(object(1, version("v2")))).isEqualTo(isNew(4));
    assertThat(parkedNow()).as("another version came in").containsExactly(3L);
    assertThat(append(object(1, version("v1")))).isEqualTo(isKnown(4));
    assertThat(parkedNow()).isEmpty();
    assertThat(ledger.parkedNamed(NAME)).isEmpty();
    assertThat(ledger.intakeCounts().parked()).isZero();
    assertThat(append(denied)).as("parked again").isEqualTo(isNew(6));
    assertThat(parkedNow()).containsExactly(6L);
  }

  private List<Long> parkedNow() throws IOException {
    return ledger.parked(LedgerPosition.START, 100).stream()
        .map(each -> each.position().value())
        .toList();
  }

  @Test
  void withoutAVersionOnEitherSideTheNameDecides() throws IOException {
    ledger.appendArrivals(
        List.of(
            parked(NAME, "v1", ParkReason.ARCHIVED),
            parked(NAME, "v2", ParkReason.ARCHIVED),
            parked(NAME, "", ParkReason.ARCHIVED),
            parked(Samples.logName(2), "", ParkReason.ARCHIVED)));
    assertThat(parkedNow()).containsExactly(1L, 2L, 3L, 4L);
    append(object(1, version("v2")));
    assertThat(parkedNow()).containsExactly(1L, 4L);
    append(Samples.object(NAME, Samples.log(1).kind(), "other", List.of(), Map.of()));
    assertThat(parkedNow()).containsExactly(4L);
    assertThat(ledger.parked(new LedgerPosition(4), 10)).isEmpty();
    append(object(2, version("v9")));
    assertThat(parkedNow()).isEmpty();
  }

  @Test
  void anObjectThatIsHereAndWasParkedSinceIsNoLongerWhenItIsReadAgain() throws IOException {
    append(object(1, version("v1")));
    assertThat(append(parked(NAME, "v1", ParkReason.KEY_DENIED))).isEqualTo(isNew(2));
    assertThat(append(Samples.log(1))).as("from a folder").isEqualTo(isKnown(1));
    assertThat(parkedNow()).containsExactly(2L);
    assertThat(append(object(1, version("v1")))).isEqualTo(isKnown(1));
    assertThat(parkedNow()).isEmpty();
    assertThat(ledger.entry(new LedgerPosition(3)).orElseThrow().entry())
        .isInstanceOf(VersionSeen.class);
    assertThat(append(object(1, version("v1")))).isEqualTo(isKnown(1));
    assertThat(ledger.head().value()).isEqualTo(3);
  }

  @Test
  void parkedAndReceivedInOneBatchIsNotParked() throws IOException {
    ledger.appendArrivals(
        List.of(
            parked(NAME, "v1", ParkReason.ACCESS_DENIED),
            object(1, version("v1")),
            parked(Samples.logName(2), "", ParkReason.NOT_THERE)));
    assertThat(parkedNow()).containsExactly(3L);
  }

  @Test
  void aRemovalIsTheSameByItsVersionOrItsTime() throws IOException {
    Instant later = WRITTEN.plusSeconds(9);
    assertThat(
            ledger.appendArrivals(
                List.of(
                    removed("v1", false, WRITTEN),
                    removed("v1", false, later),
                    removed("v1", true, WRITTEN),
                    removed("v2", false, WRITTEN),
                    removed("", false, WRITTEN),
                    removed("", false, later),
                    removed("", false, WRITTEN))))
        .containsExactly(isNew(1), isKnown(1), isNew(2), isNew(3), isNew(4), isNew(5), isKnown(4));
    assertThat(ledger.intakeCounts().removed()).isEqualTo(5);
    assertThat(newest(IntakeList.REMOVED, END, 3)).containsExactly(5L, 4L, 3L);
    assertThat(newest(IntakeList.REMOVED, new LedgerPosition(3), 9)).containsExactly(2L, 1L);
  }

  private List<Long> newest(IntakeList list, LedgerPosition before, int countMax)
      throws IOException {
    return ledger.newest(list, before, countMax).stream()
        .map(each -> each.position().value())
        .toList();
  }

  @Test
  void aMessageIsTheSameByItsQueueItsIdAndItsBody() throws IOException {
    MessageKept first = message("one", "body", MessageKind.CONFIG);
    MessageKept elsewhere =
        new MessageKept(
            first.queue(),
            first.id(),
            new VaultRef(9, 9, 4, Samples.hash("body")),
            first.kind(),
            "other words");
    MessageKept other = message("one", "other body", MessageKind.CONFIG);
    assertThat(
            ledger.appendArrivals(
                List.of(
                    first,
                    elsewhere,
                    message("two", "body", MessageKind.UNKNOWN),
                    message("three", "body", MessageKind.FOREIGN),
                    other,
                    first)))
        .containsExactly(isNew(1), isKnown(1), isNew(2), isNew(3), isNew(4), isKnown(1));
    reopen();
    assertThat(ledger.keptMessage("queue one", "two").orElseThrow().position().value())
        .isEqualTo(2);
    assertThat(ledger.keptMessage("queue one", "one").orElseThrow().entry()).isEqualTo(other);
    assertThat(ledger.keptMessage("queue two", "one")).isEmpty();
    assertThat(newest(IntakeList.MESSAGES_CONFIG, END, 9)).containsExactly(4L, 1L);
    assertThat(newest(IntakeList.MESSAGES_SET_ASIDE, END, 9)).containsExactly(3L, 2L);
    assertThat(ledger.intakeCounts()).isEqualTo(new IntakeCounts(0, 0, 0, 2, 2, 0, 0));
  }

  @Test
  void whatReconciliationsFoundIsCountedOnce() throws IOException {
    assertThat(
            ledger.appendArrivals(
                List.of(
                    compared(Purpose.RECONCILIATION, 5, "listing"),
                    compared(Purpose.RECONCILIATION, 5, "listing"),
                    compared(Purpose.RECONCILIATION, 0, "listing"),
                    compared(Purpose.RECONCILIATION, 0, "listing"),
                    compared(Purpose.RECONCILIATION, 2, "other listing"),
                    compared(Purpose.BACKFILL, 900, "listing"))))
        .containsExactly(isNew(1), isKnown(1), isNew(2), isNew(3), isNew(4), isNew(5));
    assertThat(ledger.intakeCounts()).isEqualTo(new IntakeCounts(0, 0, 0, 0, 0, 7, 4));
    assertThat(newest(IntakeList.COMPARISONS, END, 2)).containsExactly(5L, 4L);
  }

  @Test
  void anOverwrittenObjectIsListed() throws IOException {
    ObjectReceived other =
        Samples.object(NAME, Samples.log(1).kind(), "other", List.of(), Map.of());
    ledger.appendArrivals(
        List.of(Samples.log(1), Samples.log(2), other, Samples.log(1), other, Samples.log(3)));
    assertThat(newest(IntakeList.OVERWRITTEN, END, 9)).containsExactly(3L);
    assertThat(ledger.intakeCounts().overwritten()).isEqualTo(1);
  }

  @Test
  void freshnessIsTheNewestNameOfEachAccountAndRegion() throws IOException {
    ledger.appendArrivals(List.of(Samples.log(2_000), Samples.log(2_001), Samples.digestObject(5)));
    ledger.appendArrivals(List.of(Samples.log(0), Samples.log(4_000), Samples.digestObject(4)));
    S3Name future =
        new S3Name(
            "acme-audit-logs",
            Samples.logName(0).key().replace("20261101T0000Z", "20991101T0000Z"));
    ledger.appendArrivals(
        List.of(
            Samples.object(future, Samples.log(0).kind(), "future", List.of(), Map.of()),
            Samples.object(
                new S3Name("acme-audit-logs", "AWSLogs/nobody/x.json.gz"),
                Samples.log(0).kind(),
                "no place",
                List.of(),
                Map.of())));
    reopen();
    assertThat(ledger.freshness())
        .containsExactlyInAnyOrder(
            new Freshness(
                "111122223100",
                "eu-central-1",
                Optional.of(Instant.parse("2026-11-01T00:00:00Z")),
                Optional.of(Instant.parse("2026-11-01T05:00:00Z"))),
            new Freshness(
                "111122223105",
                "eu-central-1",
                Optional.of(Instant.parse("2026-11-01T01:00:00Z")),
                Optional.empty()),
            new Freshness(
                "111122223103",
                "eu-central-1",
                Optional.of(Instant.parse("2026-11-01T02:00:00Z")),
                Optional.empty()));
  }

  @Test
  void whoeverInventsAccountsIsNotRememberedForEver() throws IOException {
    List<ObjectReceived> objects = new ArrayList<>();
    for (int i = 0; i < Freshness.COUNT_MAX + 50; i++) {
      String account = "%012d".formatted(i);
      S3Name name = new S3Name("b", Samples.logName(0).key().replace("111122223100", account));
      objects.add(Samples.object(name, Samples.log(0).kind(), account, List.of(), Map.of()));
    }
    for (int from = 0; from < objects.size(); from += 2_500) {
      ledger.appendArrivals(objects.subList(from, Math.min(from + 2_500, objects.size())));
    }
    assertThat(ledger.freshness()).hasSize(Freshness.COUNT_MAX);
  }

  @Test
  void anEntryOfANewerProgramIsNotCalledDamaged() {
    String start = "{\"v\":1,\"at\":\"2026-11-20T12:00:00Z\",\"what\":\"spell\\u001Bbound\"}";
    assertThatThrownBy(() -> EntryParser.parse(7, start.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "ledger entry 7 was written by a newer program (it is a 'spell\\u001bbound', which this"
                + " program does not know); use that one");
    String version = "{\"v\":2,\"at\":\"2026-11-20T12:00:00Z\",\"what\":\"object\"}";
    assertThatThrownBy(() -> EntryParser.parse(7, version.getBytes(StandardCharsets.US_ASCII)))
        .hasMessageContaining(
            "(it has format version 2, this program knows up to 1); use that one");
  }
}
