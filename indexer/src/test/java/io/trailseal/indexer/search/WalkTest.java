package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.search.EventWalk.Step;
import io.trailseal.indexer.search.WalkRequest.Order;
import io.trailseal.indexer.vault.Vaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalkTest {
  private static final Instant START = Instant.parse("2026-03-31T23:59:30Z");

  @TempDir private Path folder;

  private static String event(int number, String time, String more) {
    return "{\"eventID\":\"e%d\",\"eventTime\":\"%s\",\"eventName\":\"E\"%s}"
        .formatted(number, time, more);
  }

  /// Over a month's end, with few distinct times, some without one.
  private static void fill(Room room, Random random, int objects) throws IOException {
    for (int object = 0; object < objects; object++) {
      List<String> records = new ArrayList<>();
      for (int i = random.nextInt(1, 40); i > 0; i--) {
        int time = random.nextInt(40);
        String text = time == 0 ? "never" : START.plusSeconds(2L * time).toString();
        records.add(event(i, text, random.nextInt(3) == 0 ? ",\"k\":\"v\"" : ""));
      }
      room.put(records.toArray(String[]::new));
    }
    room.catchUp();
  }

  private static WalkRequest request(String query, Order order) throws Exception {
    return new WalkRequest(
        QueryParser.parse(query),
        Optional.empty(),
        Optional.empty(),
        order,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        () -> false);
  }

  private static List<Step> walk(Room room, WalkRequest request) throws Exception {
    List<Step> all = new ArrayList<>();
    try (EventWalk walk = room.questions.walk(request)) {
      List<Step> next = walk.next();
      while (!next.isEmpty()) {
        all.addAll(next);
        next = walk.next();
      }
      assertThat(walk.total() - walk.passed()).isEqualTo(all.size());
    }
    return all;
  }

  private static List<EventId> ids(List<Step> steps) {
    return steps.stream().map(step -> step.place().id()).toList();
  }

  private static List<EventId> found(Room room, String query) throws Exception {
    return room.ask(query).hits().stream().map(EventHit::id).toList();
  }

  /// What an answer has, oldest first.
  private static List<EventId> oldestFirst(List<EventHit> hits) {
    Comparator<EventHit> time =
        Comparator.comparing(hit -> hit.summary().eventTime().orElse(Instant.MAX));
    Comparator<EventHit> object = Comparator.comparing(hit -> hit.id().object());
    Comparator<EventHit> ordinal = Comparator.comparingInt(hit -> hit.id().ordinal());
    return hits.stream()
        .sorted(time.thenComparing(object).thenComparing(ordinal))
        .map(EventHit::id)
        .toList();
  }

  @Test
  void aWalkGivesWhatTheSearchGivesEitherWayRound() throws Exception {
    long seed = System.nanoTime();
    try (Room room = new Room(folder)) {
      fill(room, new Random(seed), 30);
      for (String query : List.of("*", "k:v", "NOT k:v", "eventID:e1", "nothing")) {
        List<EventHit> hits = room.ask(query).hits();
        assertThat(ids(walk(room, request(query, Order.NEWEST_FIRST))))
            .as("seed %d, %s", seed, query)
            .isEqualTo(hits.stream().map(EventHit::id).toList());
        List<Step> oldest = walk(room, request(query, Order.OLDEST_FIRST));
        assertThat(ids(oldest)).as("seed %d, %s", seed, query).isEqualTo(oldestFirst(hits));
        for (Step step : oldest) {
          assertThat(step).isInstanceOf(Step.Event.class);
          Step.Event event = (Step.Event) step;
          assertThat(event.place().time()).isEqualTo(event.hit().summary().eventTime());
          assertThat(hits).contains(event.hit());
        }
      }
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void aWalkGoesOnAfterEveryEventWithWhatWasKnownThen() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Room room = new Room(folder)) {
      fill(room, random, 8);
      for (Order order : Order.values()) {
        List<Step> all = walk(room, request("k:v", order));
        LedgerPosition asOf = room.ledger.head();
        fill(room, random, 2);
        for (int i = 0; i < all.size(); i += random.nextInt(1, 5)) {
          WalkRequest rest =
              new WalkRequest(
                  QueryParser.parse("k:v"),
                  Optional.empty(),
                  Optional.empty(),
                  order,
                  Optional.of(asOf),
                  Optional.of(all.get(i).place()),
                  Optional.empty(),
                  () -> false);
          assertThat(ids(walk(room, rest)))
              .as("seed %d, %s, after %d", seed, order, i)
              .isEqualTo(ids(all.subList(i + 1, all.size())));
          try (EventWalk walk = room.questions.walk(rest)) {
            assertThat(walk.passed()).isEqualTo(i + 1);
            assertThat(walk.total()).isEqualTo(all.size());
            assertThat(walk.asOf()).isEqualTo(asOf);
          }
        }
      }
    }
  }

  @Test
  void whatComesInDuringAWalkIsNotInIt() throws Exception {
    try (Room room = new Room(folder)) {
      fill(room, new Random(1), 5);
      List<EventId> before = found(room, "*");
      try (EventWalk walk = room.questions.walk(request("*", Order.NEWEST_FIRST))) {
        fill(room, new Random(2), 5);
        List<Step> all = new ArrayList<>();
        for (List<Step> next = walk.next(); !next.isEmpty(); next = walk.next()) {
          all.addAll(next);
        }
        assertThat(ids(all)).isEqualTo(before);
      }
      assertThat(found(room, "*")).hasSizeGreaterThan(before.size());
    }
  }

  /// More of one time than are read at a time going backwards, in segments of different sizes.
  @Test
  void manyEventsOfOneTimeComeInOrderToo() throws Exception {
    try (Room room = new Room(folder)) {
      int number = 0;
      for (int count : new int[] {3, SegmentWalk.CHUNK + 700, 1, 2 * SegmentWalk.CHUNK}) {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          String time = i % 1000 < 2 ? START.plusSeconds(i).toString() : START.toString();
          records.add(event(number++, i % 7 == 3 ? "never" : time, ""));
        }
        room.put(records.toArray(String[]::new));
        room.catchUp();
      }
      List<EventHit> hits = new ArrayList<>(room.ask("*").hits());
      Optional<String> next = room.ask("*").next();
      hits.addAll(room.ask("*", 10_000, next).hits());
      assertThat(hits).hasSize(number);
      assertThat(ids(walk(room, request("*", Order.OLDEST_FIRST)))).isEqualTo(oldestFirst(hits));
    }
  }

  @Test
  void aWalkKeepsToItsTimes() throws Exception {
    try (Room room = new Room(folder)) {
      fill(room, new Random(3), 20);
      Instant from = START.plusSeconds(10);
      Instant to = START.plusSeconds(50);
      List<EventHit> hits =
          room.ask("*").hits().stream()
              .filter(
                  hit ->
                      hit.summary().eventTime().isPresent()
                          && !hit.summary().eventTime().get().isBefore(from)
                          && hit.summary().eventTime().get().isBefore(to))
              .toList();
      assertThat(hits).isNotEmpty();
      WalkRequest request =
          new WalkRequest(
              QueryParser.parse("*"),
              Optional.of(from),
              Optional.of(to),
              Order.OLDEST_FIRST,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              () -> false);
      assertThat(ids(walk(room, request))).isEqualTo(oldestFirst(hits));
    }
  }

  @Test
  void anIndexThatIsBehindWhereTheWalkBeganRefuses() throws Exception {
    try (Room room = new Room(folder)) {
      fill(room, new Random(4), 2);
      WalkRequest later =
          new WalkRequest(
              QueryParser.parse("*"),
              Optional.empty(),
              Optional.empty(),
              Order.OLDEST_FIRST,
              Optional.of(new LedgerPosition(room.ledger.head().value() + 1)),
              Optional.empty(),
              Optional.empty(),
              () -> false);
      assertThatThrownBy(() -> room.questions.walk(later))
          .isInstanceOf(UnanswerableException.class)
          .hasMessageContaining("is being rebuilt");
    }
  }

  @Test
  void aWalkThatWouldLackAMonthIsRefused() throws Exception {
    try (Room room = new Room(folder)) {
      room.put(event(0, "2026-03-05T00:00:00Z", ""), event(1, "2026-04-05T00:00:00Z", ""));
      room.catchUp();
    }
    try (Stream<Path> files = Files.list(folder.resolve("search/2026-04"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    FailingDisk disk = new FailingDisk();
    disk.full(name -> name.startsWith("2026-04"));
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      assertThat(found(room, "*")).hasSize(1);
      assertThatThrownBy(() -> room.questions.walk(request("*", Order.OLDEST_FIRST)))
          .isInstanceOf(UnanswerableException.class)
          .hasMessageContaining("the index of 2026-04 is being mended");
      WalkRequest march =
          new WalkRequest(
              QueryParser.parse("*"),
              Optional.empty(),
              Optional.of(Instant.parse("2026-04-01T00:00:00Z")),
              Order.OLDEST_FIRST,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              () -> false);
      assertThat(walk(room, march)).hasSize(1);
    }
  }

  @Test
  void whatTheVaultDoesNotGiveBackIsNamedInItsPlace() throws Exception {
    try (Room room = new Room(folder)) {
      LedgerPosition damaged = room.put(event(0, START.toString(), ""), event(1, "never", ""));
      room.put(event(2, START.plusSeconds(1).toString(), ""));
      room.catchUp();
      damageFirst(folder.resolve("vault"));
      List<Step> steps = walk(room, request("*", Order.OLDEST_FIRST));
      assertThat(steps).hasSize(3);
      assertThat(steps.get(1)).isInstanceOf(Step.Event.class);
      for (int lost : new int[] {0, 2}) {
        assertThat(steps.get(lost)).isInstanceOf(Step.Lost.class);
        assertThat(steps.get(lost).place().id().object()).isEqualTo(damaged);
      }
      assertThat(room.ask("*").hits()).hasSize(1);
      assertThat(room.ask("*").hints())
          .anyMatch(hint -> hint.startsWith("2 matching events are not shown"));
    }
  }

  /// Changes a byte of the object that came in first.
  static void damageFirst(Path vault) throws IOException {
    Path pack;
    try (Stream<Path> files = Files.walk(vault)) {
      pack = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
    try (FileChannel channel = FileChannel.open(pack, StandardOpenOption.WRITE)) {
      ByteBuffer junk = ByteBuffer.wrap("XXXX".getBytes(StandardCharsets.US_ASCII));
      assertThat(channel.write(junk, 100)).isEqualTo(4);
    }
  }
}
