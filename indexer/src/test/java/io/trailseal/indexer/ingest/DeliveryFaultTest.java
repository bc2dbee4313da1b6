package io.trailseal.indexer.ingest;

import static io.trailseal.indexer.ingest.Delivered.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ingest.FailingRooms.Fault;
import io.trailseal.indexer.ingest.FailingRooms.Outcome;
import io.trailseal.indexer.ingest.FailingRooms.Step;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whatever a queue or a listing delivers, and however often and whatever fails meanwhile, is
/// entered once.
///
/// Method: a house that knows some of it; the deliveries of every kind in three batches, failing at
/// one (step, outcome, which time); the house opened again, everything delivered once more, and the
/// same state as without a fault, down to `fsck`.
final class DeliveryFaultTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));
  private static final Instant WRITTEN = Instant.parse("2026-11-20T11:00:00Z");
  private static final String QUEUE = "sqs one";

  @TempDir private Path tmp;

  private static S3Name name(int i) {
    return new S3Name(
        "trail",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/111122223333_CloudTrail_us-east-1_20261120T0000Z_%016d.json"
            .formatted(i));
  }

  private static Delivery.Found found(int i, String version, String eventName) {
    byte[] content =
        bytes(
            "{\"Records\":[{\"eventID\":\"e%d\",\"eventTime\":\"2026-11-20T00:00:00Z\",\"eventName\":\"%s\"}]}"
                .formatted(i, eventName));
    return new Delivery.Found(
        i,
        name(i),
        Optional.of(Payload.adopt(content)),
        content.length,
        Map.of(),
        new S3Version(Optional.of(version), Optional.of("etag " + eventName), Optional.of(WRITTEN)),
        List.of());
  }

  private static Delivery.Found found(int i, String version) {
    return found(i, version, "E");
  }

  private static Delivery.Parked parked(int i, ParkReason reason) {
    return new Delivery.Parked(
        i, new ObjectParked(name(i), Optional.of("v1"), reason, "s3:GetObject is missing", QUEUE));
  }

  private static Delivery.Removed removed(int i) {
    return new Delivery.Removed(
        i,
        new ObjectRemoved(
            name(i), Optional.of("v1"), true, Optional.of(WRITTEN), Optional.empty(), QUEUE));
  }

  private static Delivery.Told told(String id, MessageKind kind) {
    return new Delivery.Told(
        id.hashCode(), QUEUE, id, Payload.adopt(bytes("body of " + id)), kind, "words");
  }

  private static Delivery.Listed listed(long found) {
    return new Delivery.Listed(
        found,
        new BucketCompared(
            new S3Prefix("trail", "AWSLogs/"),
            BucketCompared.Purpose.RECONCILIATION,
            Optional.empty(),
            Optional.empty(),
            10,
            found,
            1,
            Sha256.of(bytes("listing with " + found)),
            "reconciliation of s3://trail"));
  }

  private static final List<List<Delivery>> BEFORE =
      List.of(
          List.of(
              found(0, "v1"), found(1, "v1"), found(2, "v1"), parked(7, ParkReason.ACCESS_DENIED)));

  private static final List<List<Delivery>> BATCHES =
      List.of(
          List.of(
              found(3, "v1"),
              found(0, "v2"),
              parked(8, ParkReason.ARCHIVED),
              removed(1),
              told("config", MessageKind.CONFIG),
              told("unknown", MessageKind.UNKNOWN),
              listed(3)),
          List.of(
              found(4, "v1"),
              found(1, "v2"),
              found(7, "v1"),
              found(0, "v2"),
              parked(8, ParkReason.ARCHIVED),
              removed(1),
              told("config", MessageKind.CONFIG)),
          List.of(
              found(5, "v1"),
              found(5, "v2", "Overwritten"),
              found(2, "v2"),
              found(2, "v1"),
              told("foreign", MessageKind.FOREIGN),
              listed(2)));

  @TestFactory
  List<DynamicTest> deliveringAgainConvergesAfterAnyFault() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Step step : Step.values()) {
      for (Outcome outcome : Outcome.values()) {
        for (int time = 1; time <= BATCHES.size(); time++) {
          Fault fault = new Fault(step, outcome, time);
          tests.add(dynamicTest(fault.toString(), () -> convergesAfter(fault)));
        }
      }
    }
    return tests;
  }

  private static Store open(Path home) throws IOException {
    return Store.open(home, "this test", CLOCK);
  }

  private static void drain(Store store, Fault fault, List<List<Delivery>> batches)
      throws Exception {
    FailingRooms rooms = new FailingRooms(store.vault(), store.ledger(), fault);
    try (ObjectSource source = rooms.source(new Scripted(batches))) {
      new Ingestor(rooms.vault(), rooms.ledger(), () -> {}).drain(source, (_, _, _, _, _) -> {});
    }
  }

  private void convergesAfter(Fault fault) throws Exception {
    Path home = tmp.resolve(fault.step() + "-" + fault.outcome() + "-" + fault.time());
    try (Store store = open(home)) {
      drain(store, Fault.NONE, BEFORE);
      assertThatThrownBy(() -> drain(store, fault, BATCHES))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("injected");
      store.awaitCaughtUp();
      assertThat(store.fsck().check()).isEmpty();
    }
    // The process is gone; another one opens the store, and everything comes again.
    try (Store store = open(home)) {
      drain(store, Fault.NONE, BATCHES);
      requireEverythingOnce(store);
      long bytes = store.vault().bytes();
      LedgerPosition head = store.ledger().head();
      drain(store, Fault.NONE, BEFORE);
      drain(store, Fault.NONE, BATCHES);
      // What was denied once is denied once more, and comes in once more.
      assertThat(store.ledger().head().value()).isEqualTo(head.value() + 2);
      assertThat(store.vault().bytes()).isEqualTo(bytes);
      requireEverythingOnce(store);
    }
  }

  private static void requireEverythingOnce(Store store) throws Exception {
    store.awaitCaughtUp();
    assertThat(store.fsck().check()).isEmpty();
    // Objects 0 to 5, one of them overwritten, and the one that was denied first.
    assertThat(store.ledger().objectCounts().objects()).isEqualTo(8);
    assertThat(store.ledger().objectCounts().events()).isEqualTo(8);
    assertThat(count(store, "eventName:E")).isEqualTo(7);
    assertThat(count(store, "eventName:Overwritten")).isEqualTo(1);
    assertThat(store.ledger().intakeCounts()).isEqualTo(new IntakeCounts(1, 1, 1, 1, 2, 5, 2));
    assertThat(store.ledger().parked(LedgerPosition.START, 10))
        .extracting(each -> ((ObjectParked) each.entry()).name())
        .containsExactly(name(8));
    assertThat(store.ledger().read(LedgerPosition.START, 1_000))
        .extracting(Recorded::entry)
        .filteredOn(VersionSeen.class::isInstance)
        .extracting(each -> ((VersionSeen) each).name())
        .contains(name(0), name(1), name(2));
  }

  private static long count(Store store, String query) throws Exception {
    return store
        .search()
        .shownTo(Audience.EVERYBODY)
        .search(
            new SearchRequest(
                QueryParser.parse(query),
                Optional.empty(),
                Optional.empty(),
                100,
                Optional.empty()))
        .total();
  }

  @Test
  void aMessageToldAHundredTimesIsKeptOnce() throws Exception {
    try (Store store = open(tmp.resolve("told"))) {
      List<List<Delivery>> message = List.of(List.of(told("unknown", MessageKind.UNKNOWN)));
      drain(store, Fault.NONE, message);
      long bytes = store.vault().bytes();
      for (int i = 1; i < 100; i++) {
        drain(store, Fault.NONE, message);
      }
      assertThat(store.vault().bytes()).isEqualTo(bytes);
      assertThat(store.ledger().head().value()).isEqualTo(1);
      assertThat(store.ledger().intakeCounts().messagesSetAside()).isEqualTo(1);
      store.awaitCaughtUp();
      assertThat(store.fsck().check()).isEmpty();
    }
  }

  @Test
  void anotherBodyUnderAMessagesIdIsKeptToo() throws Exception {
    try (Store store = open(tmp.resolve("told"))) {
      Delivery.Told told = told("one", MessageKind.UNKNOWN);
      Delivery.Told other =
          new Delivery.Told(
              2, told.queue(), told.id(), Payload.adopt(bytes("other")), told.kind(), "words");
      drain(store, Fault.NONE, List.of(List.of(told), List.of(other)));
      assertThat(store.ledger().intakeCounts().messagesSetAside()).isEqualTo(2);
      store.awaitCaughtUp();
      assertThat(store.fsck().check()).isEmpty();
    }
  }

  @Test
  void theSameObjectUnderAnotherVersionIsSeenAndItsEventsAreFoundOnce() throws Exception {
    try (Store store = open(tmp.resolve("versions"))) {
      for (int version = 1; version <= 5; version++) {
        drain(store, Fault.NONE, List.of(List.of(found(1, "v" + version))));
      }
      store.awaitCaughtUp();
      assertThat(store.ledger().objectCounts().objects()).isEqualTo(1);
      assertThat(store.ledger().read(new LedgerPosition(1), 100))
          .extracting(Recorded::entry)
          .filteredOn(VersionSeen.class::isInstance)
          .hasSize(4);
      assertThat(count(store, "eventName:E")).isEqualTo(1);
      assertThat(store.fsck().check()).isEmpty();
    }
  }

  /// Hands out what it was given.
  private static final class Scripted implements ObjectSource {
    private final Deque<List<Delivery>> batches;

    Scripted(List<List<Delivery>> batches) {
      this.batches = new ArrayDeque<>(batches);
    }

    @Override
    public String description() {
      return QUEUE;
    }

    @Override
    public Extent extent() {
      return Extent.UNKNOWN;
    }

    @Override
    public Optional<List<Delivery>> poll() {
      return Optional.ofNullable(batches.poll());
    }

    @Override
    public void acknowledge(List<Delivery> durable) {}

    @Override
    public void close() {}
  }
}
