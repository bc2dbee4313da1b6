package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.search.FailingDisk.Fault;
import io.trailseal.indexer.search.FailingDisk.Outcome;
import io.trailseal.indexer.search.FailingDisk.Step;
import io.trailseal.indexer.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: making the index anew never takes anything from what answers, whatever happens to it on
/// the way.
final class RebuildTest {
  private static final int OBJECTS = 10;

  @TempDir private Path folder;

  private static void put(Room room, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      room.put(event(i, 3), event(i, 4), event(i, 5));
    }
  }

  private static String event(int object, int month) {
    return "{\"eventID\":\"o%d-%d\",\"eventTime\":\"2026-%02d-05T00:00:00Z\",\"eventName\":\"E\"}"
        .formatted(object, month, month);
  }

  private static void requireWhole(Room room, int objects) throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      expected.addAll(List.of("o" + i + "-3", "o" + i + "-4", "o" + i + "-5"));
    }
    assertThat(room.find("*")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(room.faults()).isEmpty();
  }

  private static Set<String> folders(Path home) throws IOException {
    try (Stream<Path> all = Files.list(home.resolve("search"))) {
      return new TreeSet<>(
          all.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList());
    }
  }

  @Test
  void theOldOneAnswersUntilTheNewOneIsWholeWhileMoreComesIn() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      List<EventHit> hits = room.ask("*").hits();
      long id = room.search.upkeep().rebuild(Optional.empty());
      assertThat(room.search.upkeep().rebuild(Optional.of("2026-03"))).isIn(id, id + 1);
      int objects = OBJECTS;
      while (!room.search.upkeep().state().rebuilds().isEmpty()) {
        put(room, objects, ++objects);
        room.catchUp();
        assertThat(room.ask("*").total()).isEqualTo(3L * objects);
        assertThat(room.ask("*").evidence().reservations()).isEmpty();
      }
      requireWhole(room, objects);
      assertThat(room.ask("*").hits()).containsAll(hits);
      assertThat(folders(folder)).contains("2026-04.1", "2026-05.1").doesNotContain("2026-04");
    }
  }

  @Test
  void oneMonthIsMadeAnewAndTheOthersAreLeftAlone() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      long _ = room.search.upkeep().rebuild(Optional.of("2026-04"));
      room.awaitMended();
      requireWhole(room, OBJECTS);
      assertThat(folders(folder)).containsExactly("2026-03", "2026-04.1", "2026-05");
      long _ = room.search.upkeep().rebuild(Optional.of("2020-01"));
      room.awaitMended();
      requireWhole(room, OBJECTS);
      assertThatThrownBy(() -> room.search.upkeep().rebuild(Optional.of("2026-4")))
          .hasMessage("a month is written like 2026-11, or undated");
    }
    try (Room room = new Room(folder)) {
      requireWhole(room, OBJECTS);
      put(room, OBJECTS, OBJECTS + 1);
      room.catchUp();
      requireWhole(room, OBJECTS + 1);
    }
  }

  /// Each time, what is made drops what was being made before, at any step.
  @Test
  void rebuildsThatDropOthersLoseNothing() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      for (int i = 0; i < 30; i++) {
        long _ = room.search.upkeep().rebuild(Optional.of("2026-0" + (3 + random.nextInt(3))));
        Thread.sleep(random.nextInt(40));
        long _ = room.search.upkeep().rebuild(Optional.empty());
        Thread.sleep(random.nextInt(40));
        assertThat(room.ask("*").total()).as("seed %d", seed).isEqualTo(3L * OBJECTS);
      }
      room.awaitMended();
      requireWhole(room, OBJECTS);
    }
  }

  @TestFactory
  List<DynamicTest> aFaultAtAnyStepIsNoMoreThanADelay() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Step step : Step.values()) {
      for (Outcome outcome : Outcome.values()) {
        for (boolean restarted : new boolean[] {false, true}) {
          Fault fault = new Fault(step, outcome, 2);
          tests.add(
              dynamicTest(
                  fault + (restarted ? " and a restart" : ""), () -> survives(fault, restarted)));
        }
      }
    }
    return tests;
  }

  private void survives(Fault fault, boolean restarted) throws Exception {
    Path home = folder.resolve("%s-%s-%s".formatted(fault.step(), fault.outcome(), restarted));
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(home, Vaults.open(home.resolve("vault")), disk)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      disk.failOnce(fault);
      long _ = room.search.upkeep().rebuild(Optional.empty());
      while (!disk.hasFailed()) {
        Thread.sleep(1);
      }
      requireWhole(room, OBJECTS);
      if (!restarted) {
        room.awaitMended();
        requireWhole(room, OBJECTS);
      }
    }
    try (Room room = new Room(home)) {
      requireWhole(room, OBJECTS);
      room.awaitMended();
      requireWhole(room, OBJECTS);
      put(room, OBJECTS, OBJECTS + 1);
      room.catchUp();
      requireWhole(room, OBJECTS + 1);
      assertThat(folders(home)).containsExactly("2026-03.1", "2026-04.1", "2026-05.1");
    }
  }

  @Test
  void aPositionThatCannotBeWrittenAtTheSwitchIsWrittenLater() throws Exception {
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      disk.full(name -> name.contains("."));
      long _ = room.search.upkeep().rebuild(Optional.empty());
      Path inTheWay = Files.createDirectory(folder.resolve("search/position.new"));
      disk.full(_ -> false);
      put(room, OBJECTS, OBJECTS + 1);
      assertThatThrownBy(room::catchUp).isInstanceOf(IOException.class);
      Files.delete(inTheWay);
      room.catchUp();
      room.awaitMended();
      requireWhole(room, OBJECTS + 1);
    }
    try (Room room = new Room(folder)) {
      requireWhole(room, OBJECTS + 1);
    }
  }

  @Test
  void itIsRefusedWhereThereIsNoRoomAndGivesWayWhereThereIsNoneAnyMore() throws Exception {
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      disk.usableBytes(Mending.ROOM_BYTES_MIN);
      Upkeep upkeep = room.search.upkeep();
      assertThat(upkeep.need(Optional.empty()).isMet()).isFalse();
      assertThatThrownBy(() -> upkeep.rebuild(Optional.empty()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("needs about 256 MB, the disk has 256 MB left");
      disk.usableBytes(Long.MAX_VALUE);
      disk.full(name -> name.contains("."));
      long id = upkeep.rebuild(Optional.empty());
      disk.usableBytes(Mending.ROOM_BYTES_MIN - 1);
      room.awaitMended();
      assertThat(upkeep.gaveWay(id))
          .hasValueSatisfying(why -> assertThat(why).contains("gave way"));
      requireWhole(room, OBJECTS);
    }
    assertThat(folders(folder)).containsExactly("2026-03", "2026-04", "2026-05");
  }

  @Test
  void anIndexOfAnotherFormatIsMadeAnewAndAnswersSaySoUntilItIsWhole() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
    }
    Path position = folder.resolve("search/position");
    Files.writeString(
        position,
        Files.readString(position).replaceFirst("trailseal-search \\d+", "trailseal-search 1"));
    try (Room room = new Room(folder)) {
      assertThat(folders(folder)).isEmpty();
      assertThat(room.ask("*").evidence().reservations())
          .singleElement()
          .asString()
          .contains("made anew (its format was 1, this program writes");
      room.search.follow(room.ledger.read(room.search.position(), 3));
      room.search.settle();
      assertThat(room.ask("*").total()).isEqualTo(9);
      assertThat(room.ask("*").evidence().reservations())
          .singleElement()
          .asString()
          .contains("after ledger entry 3 and up to %d".formatted(OBJECTS));
    }
    try (Room room = new Room(folder)) {
      assertThat(room.ask("*").evidence().reservations()).hasSize(1);
      room.catchUp();
      assertThat(room.ask("*").evidence().reservations()).isEmpty();
      requireWhole(room, OBJECTS);
    }
  }

  @Test
  void anObjectThatTheVaultGivesBackAgainIsSearchedAgain() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
    }
    Path pack;
    try (Stream<Path> files = Files.list(folder.resolve("vault"))) {
      pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(pack);
    byte[] damaged = whole.clone();
    damaged[whole.length - 40] ^= 1;
    Files.write(pack, damaged);
    try (Room room = new Room(folder)) {
      room.catchUp();
      long _ = room.search.upkeep().rebuild(Optional.empty());
      room.awaitMended();
      assertThat(room.find("*")).hasSize(3 * (OBJECTS - 1));
      assertThat(room.faults()).singleElement().asString().contains("did not give it back");
    }
    Files.write(pack, whole);
    try (Room room = new Room(folder)) {
      long _ = room.search.upkeep().rebuild(Optional.empty());
      room.awaitMended();
      requireWhole(room, OBJECTS);
    }
  }

  @Test
  void whatACrashLeftAndNothingNamesIsDeleted() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
    }
    Files.createDirectories(folder.resolve("search/2026-03.7"));
    Files.writeString(folder.resolve("search/2026-03.7/_0.cfs"), "half a segment");
    Files.createDirectories(folder.resolve("search/2019-01"));
    try (Room room = new Room(folder)) {
      requireWhole(room, OBJECTS);
      assertThat(folders(folder)).containsExactly("2026-03", "2026-04", "2026-05");
    }
  }
}
