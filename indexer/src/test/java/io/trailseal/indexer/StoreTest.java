package io.trailseal.indexer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ingest.ImportSummary;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.EventId;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The whole store on everything real there is.
final class StoreTest {
  private static final Path DATA =
      Path.of(requireNonNull(System.getProperty("trailseal.shared")), "data");
  private static final int PAIRS_COUNT = 2_000;

  @TempDir Path home;

  private Store open() throws IOException {
    return Store.open(home, "a test", () -> Instant.parse("2026-11-01T00:00:00Z"));
  }

  @Test
  void everyRealEventComesInAndIsFoundByItsIdAndByItsLeaves() throws Exception {
    long expected = linesOf(DATA.resolve("events.ndjson.gz")) + recordsBelow("delivered");
    try (Store store = open()) {
      ImportSummary summary =
          store
              .importer()
              .run(List.of(DATA), Optional.empty(), (objects, all, bytes, allBytes, events) -> {});
      assertThat(summary.events()).isEqualTo(expected);
      store.awaitCaughtUp();
      // Some of them were delivered more than once, and are one hit.
      Map<EventId, EventId> hits = hitsByPlace(store);
      assertThat(hits).hasSize((int) expected);

      List<Seen> seen = everyEvent(store);
      assertThat(seen).hasSize((int) expected);
      for (Seen event : seen) {
        if (!event.eventID.isEmpty()) {
          assertThat(store.search().shownTo(Audience.EVERYBODY).withEventID(event.eventID, 100))
              .contains(hits.get(event.id));
        }
      }
      long seed = Long.getLong("test.seed", 20261101);
      var random = new Random(seed);
      for (int i = 0; i < PAIRS_COUNT; i++) {
        Seen event = seen.get(random.nextInt(seen.size()));
        Leaf leaf = event.leaves.get(random.nextInt(event.leaves.size()));
        assertThat(find(store, event, leaf))
            .as("seed %d: %s of event %s", seed, leaf, event.id)
            .contains(hits.get(event.id));
      }
      assertThat(store.fsck().check()).isEmpty();
    }
  }

  @Test
  void aStoreComesBackAsItWasAndItsIndexCanBeMadeAnew() throws Exception {
    Path sample = DATA.resolve("delivered");
    long events;
    try (Store store = open()) {
      store
          .importer()
          .run(List.of(sample), Optional.empty(), (objects, all, bytes, allBytes, count) -> {});
      store.awaitCaughtUp();
      events = events(store);
      assertThat(events).isPositive();
    }
    try (Store store = open()) {
      store.awaitCaughtUp();
      assertThat(events(store)).isEqualTo(events);
      ImportSummary again =
          store
              .importer()
              .run(List.of(sample), Optional.empty(), (objects, all, bytes, allBytes, count) -> {});
      assertThat(again.duplicates()).isEqualTo(again.objects());
      assertThat(again.events()).isZero();

      long _ = store.search().upkeep().rebuild(Optional.empty());
      while (!store.search().upkeep().state().rebuilds().isEmpty()) {
        Thread.sleep(5);
      }
      assertThat(events(store)).isEqualTo(events);
      assertThat(store.fsck().check()).isEmpty();
    }
  }

  @Test
  void aSecondOwnerIsRefusedWithTheNameOfTheFirst() throws IOException {
    try (Store first = open()) {
      assertThat(first.home()).isEqualTo(home);
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreOwnedException.class)
          .hasMessageContaining("a test");
    }
    open().close();
  }

  /// Which hit stands for each record, wherever the record came in.
  private static Map<EventId, EventId> hitsByPlace(Store store) throws Exception {
    Map<EventId, EventId> hits = new HashMap<>();
    SearchRequest all =
        new SearchRequest(
            new Query.All(), Optional.empty(), Optional.empty(), 10_000, Optional.empty());
    for (EventHit hit : store.search().shownTo(Audience.EVERYBODY).search(all).hits()) {
      hits.put(hit.id(), hit.id());
      hit.alsoIn().forEach(place -> hits.put(place.id(), hit.id()));
    }
    return hits;
  }

  private static long events(Store store) throws Exception {
    return store
        .search()
        .shownTo(Audience.EVERYBODY)
        .search(
            new SearchRequest(
                new Query.All(), Optional.empty(), Optional.empty(), 1, Optional.empty()))
        .total();
  }

  private static List<EventId> find(Store store, Seen event, Leaf leaf) throws Exception {
    Query byLeaf = new Query.Field(leaf.path, new Query.Test.Is(leaf.text));
    Query query =
        event.eventID.isEmpty()
            ? byLeaf
            : new Query.And(
                List.of(byLeaf, new Query.Field("eventID", new Query.Test.Is(event.eventID))));
    return store
        .search()
        .shownTo(Audience.EVERYBODY)
        .search(
            new SearchRequest(query, Optional.empty(), Optional.empty(), 10_000, Optional.empty()))
        .hits()
        .stream()
        .map(EventHit::id)
        .toList();
  }

  private record Leaf(String path, String text) {}

  private static final class Seen {
    final EventId id;
    final List<Leaf> leaves = new ArrayList<>();
    String eventID = "";

    Seen(EventId id) {
      this.id = id;
    }
  }

  private static List<Seen> everyEvent(Store store) throws IOException {
    var all = new ArrayList<Seen>();
    LedgerPosition after = LedgerPosition.START;
    while (true) {
      List<Recorded> batch = store.ledger().read(after, 100);
      if (batch.isEmpty()) {
        return all;
      }
      for (Recorded recorded : batch) {
        after = recorded.position();
        if (recorded.entry() instanceof ObjectReceived object && object.kept().isPresent()) {
          byte[] bytes = store.vault().read(object.kept().get());
          new ObjectReader().read(object.name().key(), bytes, collector(recorded.position(), all));
        }
      }
    }
  }

  private static EventSink collector(LedgerPosition position, List<Seen> all) {
    return new EventSink() {
      private Seen event = new Seen(new EventId(position, 0));

      @Override
      public void beginEvent(int ordinal, long offset) {
        event = new Seen(new EventId(position, ordinal));
      }

      @Override
      public void leaf(String path, LeafType type, String text) {
        event.leaves.add(new Leaf(path, text));
        if (path.equals("eventID") && type == LeafType.STRING) {
          event.eventID = text;
        }
      }

      @Override
      public void endEvent(long endOffset) {
        all.add(event);
      }

      @Override
      public void abandonEvent() {}
    };
  }

  private static long linesOf(Path gzip) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzip)), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).count();
    }
  }

  /// Counted without the reader under test: the objects directly inside the list of records.
  private static long recordsBelow(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(DATA.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .mapToLong(StoreTest::recordsIn)
          .sum();
    }
  }

  private static long recordsIn(Path file) {
    try (JsonParser json =
        new JsonFactory().createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
      int listDepth = json.nextToken() == JsonToken.START_ARRAY ? 1 : 2;
      int depth = 1;
      long records = 0;
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token.isStructStart()) {
          if (depth == listDepth && token == JsonToken.START_OBJECT) {
            records++;
          }
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
