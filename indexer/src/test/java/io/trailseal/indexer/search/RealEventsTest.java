package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.query.Query;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Everything in some thousands of real events of many services can be found.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealEventsTest {
  private static final int EVENTS_PER_OBJECT = 100;
  private static final int SAMPLES = 2_500;

  @TempDir private static Path folder;
  private final List<Leaf> leaves = new ArrayList<>();
  private Room room;
  private int events;

  /// @param eventID of the event it is in; empty where that has none
  private record Leaf(EventId event, String eventID, String path, String text) {}

  @BeforeAll
  void takeIn() throws IOException {
    room = new Room(folder);
    Path file = Path.of(System.getProperty("trailseal.shared"), "data", "events.ndjson.gz");
    List<String> records = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        records.add(line);
        if (records.size() == EVENTS_PER_OBJECT) {
          put(records);
        }
        line = lines.readLine();
      }
    }
    put(records);
    room.catchUp();
  }

  private void put(List<String> records) throws IOException {
    byte[] delivered = Room.gzip("{\"Records\":[" + String.join(",", records) + "]}");
    Collector collector = new Collector();
    EventId first = new EventId(room.put(delivered), 0);
    new ObjectReader().read("x.json.gz", delivered, collector);
    for (Leaf leaf : collector.leaves) {
      leaves.add(
          new Leaf(
              new EventId(first.object(), leaf.event().ordinal()),
              collector.eventIDs.get(leaf.event().ordinal()),
              leaf.path(),
              leaf.text()));
    }
    events += records.size();
    records.clear();
  }

  @AfterAll
  void close() throws IOException {
    room.close();
  }

  @Test
  void everyEventIsThere() throws Exception {
    assertThat(events).isEqualTo(4_770);
    assertThat(room.ask("*", 1, Optional.empty()).total()).isEqualTo(events);
    assertThat(room.faults()).isEmpty();
  }

  @Test
  void everyEventWithAnEventIDIsFoundByIt() throws Exception {
    Set<String> tried = new HashSet<>();
    for (Leaf leaf : leaves) {
      if (leaf.path().equals("eventID") && tried.add(leaf.event().toString())) {
        assertThat(room.questions.withEventID(leaf.text(), 100))
            .as(leaf.text())
            .contains(leaf.event());
      }
    }
    assertThat(tried).hasSizeGreaterThan(4_700);
  }

  @Test
  void anEventIsFoundByEachOfItsLeaves() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Set<String> paths = new TreeSet<>();
    for (int i = 0; i < SAMPLES; i++) {
      Leaf leaf = leaves.get(random.nextInt(leaves.size()));
      String query = new Query.Field(leaf.path(), new Query.Test.Is(leaf.text())).print();
      if (!leaf.eventID().isEmpty()) {
        // Common values have thousands of hits; this one of them is wanted.
        query += " AND " + new Query.Field("eventID", new Query.Test.Is(leaf.eventID())).print();
      }
      SearchAnswer answer = room.ask(query);
      assertThat(answer.hits())
          .as("seed %d, %s", seed, query)
          .anyMatch(hit -> hit.id().equals(leaf.event()));
      assertThat(answer.hints()).as("seed %d, %s", seed, query).isEmpty();
      paths.add(leaf.path());
    }
    assertThat(paths).as("the sample is wide").hasSizeGreaterThan(100);
  }

  @Test
  void anEventIsFoundByTheWordsOfItsLeaves() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int tried = 0;
    while (tried < 500) {
      Leaf leaf = leaves.get(random.nextInt(leaves.size()));
      boolean worded =
          !leaf.eventID().isEmpty()
              && !leaf.path().equals("eventTime") // is a time, not words
              && leaf.text().length() < 3_000
              && leaf.text().codePoints().anyMatch(Character::isLetterOrDigit)
              && !Set.of("true", "false", "null").contains(leaf.text());
      if (worded) {
        String query =
            new Query.Text(leaf.text()).print()
                + " AND "
                + new Query.Field("eventID", new Query.Test.Is(leaf.eventID())).print();
        assertThat(room.ask(query).hits())
            .as("seed %d, %s", seed, query)
            .anyMatch(hit -> hit.id().equals(leaf.event()));
        tried++;
      }
    }
  }

  @Test
  void aHitIsTheRecordThatIsAskedFor() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      EventId id = leaves.get(random.nextInt(leaves.size())).event();
      EventHit hit = room.questions.event(id).get();
      String raw = new String(hit.raw().toByteArray(), StandardCharsets.UTF_8);
      assertThat(raw).startsWith("{").endsWith("}");
      if (!hit.summary().eventID().isEmpty()) {
        assertThat(room.questions.withEventID(hit.summary().eventID(), 100)).contains(id);
      }
    }
  }

  /// Ordinals within one object, and the eventID of each.
  private static final class Collector implements EventSink {
    final List<Leaf> leaves = new ArrayList<>();
    final List<String> eventIDs = new ArrayList<>();
    private int ordinal;

    @Override
    public void beginEvent(int eventOrdinal, long offset) {
      ordinal = eventOrdinal;
      eventIDs.add("");
    }

    @Override
    public void leaf(String path, LeafType type, String text) {
      if (path.equals("eventID")) {
        eventIDs.set(ordinal, text);
      }
      leaves.add(new Leaf(new EventId(LedgerPosition.START, ordinal), "", path, text));
    }

    @Override
    public void endEvent(long endOffset) {}

    @Override
    public void abandonEvent() {}
  }
}
