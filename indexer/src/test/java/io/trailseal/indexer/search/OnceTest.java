package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.query.AggregationParser;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultDamagedException;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.VaultScan;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: an event is one hit however often it is delivered, and nothing that differs from it is
/// hidden behind it.
final class OnceTest {
  private static final String ID = "34a0b9ce-1d62-477b-b082-fad5a06886c0";

  @TempDir private Path home;

  private static String event(String id, String rest) {
    return """
        {"eventID":"%s","eventTime":"2026-03-01T10:00:00Z","recipientAccountId":"111122223333"%s}"""
        .formatted(id, rest);
  }

  @Test
  void anEventInSeveralObjectsIsOneHitThatNamesThem() throws Exception {
    try (Room room = new Room(home)) {
      String event = event(ID, ",\"eventName\":\"PutObject\"");
      room.put(event, event("b", ""));
      room.catchUp();
      room.put(event);
      room.put(event("c", ""), event, event);
      room.catchUp();
      assertThat(room.find("*")).hasSize(3);
      assertThat(room.find("NOT eventName:x")).hasSize(3);
      assertThat(room.ask("*").evidence().events()).isEqualTo(3);
      EventHit hit = room.ask("eventID:" + ID).hits().getFirst();
      assertThat(hit.id()).hasToString("1-0");
      assertThat(hit.alsoIn())
          .extracting(place -> place.id().toString())
          .containsExactly("2-0", "3-1", "3-2");
      assertThat(hit.alsoIn().getFirst().objectName()).isNotEqualTo(hit.objectName());
      assertThat(hit.conflicting()).isEmpty();
      EventHit copy = room.questions.event(EventId.parse("3-1").orElseThrow()).orElseThrow();
      assertThat(copy.alsoIn())
          .extracting(place -> place.id().toString())
          .containsExactly("1-0", "2-0", "3-2");
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void orderOfMembersAndSpaceDoNotMakeAnotherEvent() throws Exception {
    try (Room room = new Room(home)) {
      room.put(event(ID, ",\"a\":{\"x\":1,\"y\":[true,null]}"));
      room.put(
          """
          { "a" : {"y":[true , null],"x":1}, "recipientAccountId":"111122223333",
            "eventTime":"2026-03-01T10:00:00Z","eventID":"%s"}"""
              .formatted(ID));
      room.catchUp();
      assertThat(room.find("*")).hasSize(1);
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void oneIdWithTwoContentsIsTwoHitsThatNameEachOther() throws Exception {
    try (Room room = new Room(home)) {
      room.put(event(ID, ",\"a\":[{\"x\":1,\"y\":2},{\"x\":3}]"));
      // The same leaves, and not the same.
      room.put(event(ID, ",\"a\":[{\"x\":1},{\"x\":3,\"y\":2}]"));
      room.catchUp();
      List<EventHit> hits = room.ask("eventID:" + ID).hits();
      assertThat(hits).hasSize(2);
      assertThat(hits.get(0).conflicting()).containsExactly(hits.get(1).id());
      assertThat(hits.get(1).conflicting()).containsExactly(hits.get(0).id());
      assertThat(hits.get(0).alsoIn()).isEmpty();
      assertThat(room.ask("x").evidence().conflicts()).isEqualTo(2);
      assertThat(room.ask("conflicting:true").hits())
          .extracting(EventHit::id)
          .containsExactly(hits.get(0).id(), hits.get(1).id());
      assertThat(room.ask("conflicting:false OR eventID:none").total())
          .isEqualTo(room.ask("*").total() - 2);
      assertThat(room.find("*")).hasSize(2);
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void twoAccountsMayHaveOneId() throws Exception {
    try (Room room = new Room(home)) {
      room.put(event(ID, ""));
      room.put(event(ID, "").replace("111122223333", "444455556666"));
      room.catchUp();
      assertThat(room.ask("*").hits())
          .hasSize(2)
          .allMatch(hit -> hit.alsoIn().isEmpty() && hit.conflicting().isEmpty());
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void anIdUsedAgainInAnotherMonthIsSeenWhenTheEventIsAskedFor() throws Exception {
    try (Room room = new Room(home)) {
      room.put(event(ID, ""));
      room.put(event(ID, "").replace("2026-03", "2026-05"));
      room.catchUp();
      assertThat(room.find("*")).hasSize(2);
      EventHit hit = room.questions.event(EventId.parse("1-0").orElseThrow()).orElseThrow();
      assertThat(hit.conflicting()).extracting(Object::toString).containsExactly("2-0");
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void eventsWithoutAnIdAreNeverTheSame() throws Exception {
    try (Room room = new Room(home)) {
      room.put("{\"eventName\":\"a\"}", "{\"eventName\":\"a\"}", "{\"eventID\":\"\"}");
      room.catchUp();
      assertThat(room.ask("*").total()).isEqualTo(3);
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void whoGivesOneIdToThousandsGetsThousandsOfHitsAndNotTheirSquare() throws Exception {
    int count = 30_000;
    String[] records = new String[count];
    for (int i = 0; i < count; i++) {
      records[i] = event(ID, ",\"n\":" + i);
    }
    try (Room room = new Room(home)) {
      room.put(records);
      room.put(event("b", ""));
      room.put(event("b", ""));
      room.catchUp();
      assertThat(room.ask("n>=0", 1, Optional.empty()).total()).isEqualTo(count);
      assertThat(room.ask("*", 1, Optional.empty()).evidence().conflicts()).isBetween(2L, 10_000L);
      assertThat(room.find("eventID:b")).hasSize(1);
    }
  }

  @Test
  void largeObjectsWithTheSameEventsAreInflatedOnceForAllOfThem() throws Exception {
    String padding = ",\"a\":\"" + "x".repeat(200_000) + "\"";
    String[] records = new String[200];
    for (int i = 0; i < records.length; i++) {
      records[i] = event("e" + i, padding);
    }
    CountingVault vault = new CountingVault(Vaults.open(home.resolve("vault")));
    try (Room room = new Room(home, vault)) {
      room.put(records);
      room.put(records);
      room.follow(1);
      room.search.settle();
      // Each to be taken in, and to be compared.
      assertThat(vault.reads).hasValueLessThanOrEqualTo(4);
      assertThat(room.ask("*", 1, Optional.empty()).total()).isEqualTo(records.length);
    }
  }

  @Test
  void anEventWhoseFirstLogFileIsDamagedIsShownFromAnother() throws Exception {
    CountingVault vault = new CountingVault(Vaults.open(home.resolve("vault")));
    try (Room room = new Room(home, vault)) {
      room.put(event(ID, ""), event("b", ""));
      room.put(event(ID, ""));
      room.put(event(ID, ""));
      // One after another, so that the first is the event's own.
      room.follow(1);
      room.search.settle();
      vault.damaged = kept(room, 1);
      SearchAnswer answer = room.ask("*");
      assertThat(answer.total()).isEqualTo(2);
      assertThat(answer.hits()).hasSize(1);
      assertThat(answer.hints()).anyMatch(hint -> hint.startsWith("1 matching events are not"));
      EventHit hit = answer.hits().getFirst();
      assertThat(hit.id()).hasToString("2-0");
      assertThat(hit.alsoIn())
          .extracting(place -> place.id().toString())
          .containsExactly("1-0", "3-0");
      WalkRequest all =
          new WalkRequest(
              QueryParser.parse("*"),
              Optional.empty(),
              Optional.empty(),
              WalkRequest.Order.OLDEST_FIRST,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              () -> false);
      try (EventWalk walk = room.questions.walk(all)) {
        assertThat(walk.next())
            .satisfiesExactly(
                step -> assertThat(step).isInstanceOf(EventWalk.Step.Event.class),
                step -> assertThat(step).isInstanceOf(EventWalk.Step.Lost.class));
      }
    }
  }

  private static VaultRef kept(Room room, long position) throws IOException {
    LedgerEntry entry = room.ledger.entry(new LedgerPosition(position)).orElseThrow().entry();
    return ((LedgerEntry.ObjectReceived) entry).kept().orElseThrow();
  }

  @Test
  void aSegmentOfNothingButCopiesHasNoEvents() throws Exception {
    try (Room room = new Room(home)) {
      String undated = "{\"eventID\":\"u\",\"sourceIPAddress\":\"10.0.0.1\"}";
      String event = event(ID, ",\"eventName\":\"A\",\"requestParameters\":{\"x\":1}");
      room.put(event, event("b", ""), undated);
      room.catchUp();
      room.put(event, undated);
      room.catchUp();
      for (String query :
          List.of("*", "NOT eventName:B", "x:* OR NOT y:*", "proof:\"not yet examined\"")) {
        for (String sort : List.of("eventTime:desc", "eventTime:asc", "eventName:asc")) {
          for (int limit : new int[] {1, 100}) {
            SearchAnswer answer =
                room.questions.search(
                    new SearchRequest(
                            QueryParser.parse(query),
                            Optional.empty(),
                            Optional.empty(),
                            limit,
                            Optional.empty())
                        .sortedBy(SortOrder.parse(sort))
                        .aggregating(
                            AggregationParser.parse(
                                "histogram(eventTime,auto,newest(2)),seen(),cardinality(eventName),"
                                    + "terms(eventName,5,newest(2)),"
                                    + "terms(requestParameters.x,5,seen())")));
            assertThat(answer.total()).as("%s by %s", query, sort).isEqualTo(3);
            assertThat(answer.hits()).as("%s by %s", query, sort).hasSize(Math.min(limit, 3));
          }
        }
      }
      assertThat(room.questions.withEventID(ID, 10)).hasSize(1);
      assertThat(room.questions.fields("", 100)).isNotEmpty();
      assertThat(room.questions.values("eventName", "", 10).values()).isNotEmpty();
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void aNameWrittenTwiceDoesNotKeepAForgeryFromBeingNoticed() throws Exception {
    try (Room room = new Room(home)) {
      room.put(event(ID, ""));
      room.put(event(ID, ",\"a\":1,\"a\":2"));
      room.catchUp();
      assertThat(room.find("*")).hasSize(2);
      assertThat(room.ask("*").evidence().conflicts()).isEqualTo(2);
    }
  }

  /// Random deliveries, with questions, restarts and rebuilds between: what is found is what a list
  /// on paper would hold.
  @Test
  void whateverIsDeliveredIsThereOnce() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add(i % 7 == 0 ? "odd-" + i : new UUID(random.nextLong(), random.nextLong()).toString());
    }
    ids.add("12345");
    Map<String, Set<String>> places = new TreeMap<>();
    Room room = new Room(home);
    try {
      for (int round = 0; round < 60; round++) {
        for (int object = 0; object < 1 + random.nextInt(6); object++) {
          String[] records = new String[1 + random.nextInt(8)];
          for (int i = 0; i < records.length; i++) {
            String id = ids.get(random.nextInt(ids.size()));
            int day = 1 + random.nextInt(2) * 2;
            records[i] =
                event(id, ",\"n\":" + random.nextInt(2)).replace("03-01", "0%d-01".formatted(day));
          }
          long position = room.put(records).value();
          for (int i = 0; i < records.length; i++) {
            places.computeIfAbsent(records[i], _ -> new TreeSet<>()).add(position + "-" + i);
          }
        }
        switch (random.nextInt(5)) {
          case 0 -> room.catchUp();
          case 1 -> {
            room.follow(2);
            assertThat(room.ask("*").total()).as("seed %d", seed).isPositive();
          }
          case 2 -> {
            room.follow(8);
            room.close(); // What was not settled comes again.
            room = new Room(home);
          }
          case 3 -> {
            Optional<String> month = Optional.of("2026-03").filter(_ -> random.nextBoolean());
            long _ = room.search.upkeep().rebuild(month);
            room.follow(5);
          }
          default -> room.follow(50);
        }
      }
      room.catchUp();
      room.awaitMended();
      assertThat(found(room)).as("seed %d", seed).isEqualTo(places);
      assertThat(room.faults()).as("seed %d", seed).isEmpty();
    } finally {
      room.close();
    }
  }

  private static Map<String, Set<String>> found(Room room) throws Exception {
    Map<String, Set<String>> found = new HashMap<>();
    for (EventHit hit : room.ask("*").hits()) {
      Set<String> places =
          hit.alsoIn().stream().map(place -> place.id().toString()).collect(Collectors.toSet());
      places.add(hit.id().toString());
      String raw = text(hit);
      assertThat(found).doesNotContainKey(raw);
      found.put(raw, new TreeSet<>(places));
    }
    return new TreeMap<>(found);
  }

  private static String text(EventHit hit) throws IOException {
    return new String(hit.raw().toByteArray(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /// Counts what is read.
  private static final class CountingVault implements Vault {
    private final Vault vault;
    final AtomicInteger reads = new AtomicInteger();
    volatile @Nullable VaultRef damaged;

    CountingVault(Vault vault) {
      this.vault = vault;
    }

    @Override
    public List<VaultRef> append(List<Payload> payloads) throws IOException {
      return vault.append(payloads);
    }

    @Override
    public byte[] read(VaultRef ref) throws IOException {
      reads.incrementAndGet();
      if (ref.equals(damaged)) {
        throw new VaultDamagedException(ref, "damaged on purpose");
      }
      return vault.read(ref);
    }

    @Override
    public VaultScan scan(DamageSink damage) throws IOException {
      return vault.scan(damage);
    }

    @Override
    public long bytes() throws IOException {
      return vault.bytes();
    }

    @Override
    public void close() throws IOException {
      vault.close();
    }
  }
}
