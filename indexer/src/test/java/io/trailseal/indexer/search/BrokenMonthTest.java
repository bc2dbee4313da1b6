package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: a month that is broken, or cannot be written, takes down nothing but itself, every answer
/// says so, and it comes back without anybody's doing.
final class BrokenMonthTest {
  private static final int OBJECTS = 40;

  @TempDir private Path folder;

  private interface Damage {
    void to(Path month) throws IOException;
  }

  private static void put(Room room, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      room.put(event(i, 3), event(i, 4), event(i, 5));
    }
  }

  private static String event(int object, int month) {
    return "{\"eventID\":\"o%d-%d\",\"eventTime\":\"2026-%02d-05T00:00:00Z\",\"eventName\":\"E%d\"}"
        .formatted(object, month, month, month);
  }

  private static List<String> ids(int objects, int... months) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      for (int month : months) {
        ids.add("o" + i + "-" + month);
      }
    }
    return ids;
  }

  private static void requireWhole(Room room, int objects) throws Exception {
    assertThat(room.find("*")).containsExactlyInAnyOrderElementsOf(ids(objects, 3, 4, 5));
    assertThat(room.ask("*").evidence().reservations()).isEmpty();
    assertThat(room.faults()).isEmpty();
  }

  @Test
  void aMonthThatDoesNotOpenIsMadeAnewAndTheOthersAnswer() throws Exception {
    List<Damage> damages =
        List.of(
            BrokenMonthTest::delete,
            month -> overwrite(month, "segments_", 3),
            month -> overwrite(month, ".cfs", 3),
            month -> {
              delete(month);
              Files.createDirectory(month);
            });
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
    }
    for (Damage damage : damages) {
      damage.to(folderOf("2026-04"));
      FailingDisk disk = new FailingDisk();
      disk.full(name -> name.startsWith("2026-04"));
      try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
        assertThat(room.search.position().value()).isEqualTo(OBJECTS);
        assertThat(room.find("*")).containsExactlyInAnyOrderElementsOf(ids(OBJECTS, 3, 5));
        assertThat(room.ask("*").evidence().reservations())
            .singleElement()
            .asString()
            .contains("events of 2026-04 are not searched", "made anew from the ledger");
        assertThat(room.faults()).singleElement().asString().contains("2026-04");
        // The others go on meanwhile.
        put(room, OBJECTS, OBJECTS + 1);
        room.catchUp();
        assertThat(room.find("eventID:o%d-5".formatted(OBJECTS))).hasSize(1);
      }
      // Also another process finds it, and now there is room.
      try (Room room = new Room(folder)) {
        room.awaitMended();
        requireWhole(room, (int) room.ledger.head().value());
      }
      try (Room room = new Room(folder)) {
        requireWhole(room, (int) room.ledger.head().value());
        // The next damage finds as many objects as this one.
        assertThat(room.search.upkeep().state().rebuilds()).isEmpty();
      }
      rewind();
    }
  }

  /// Begins the folder anew.
  private void rewind() throws Exception {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path each : all.toList()) {
        delete(each);
      }
    }
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
    }
  }

  @Test
  void bytesThatAreNotWhatWasWrittenAreFoundByTheCheckAndMended() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
    }
    Path segment = file(folderOf("2026-04"), ".cfs");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length / 2] ^= 1;
    Files.write(segment, bytes);
    try (Room room = new Room(folder)) {
      assertThat(room.faults()).anyMatch(fault -> fault.contains("2026-04"));
      room.awaitMended();
      requireWhole(room, OBJECTS);
    }
  }

  @Test
  void aQuestionThatMeetsABrokenMonthIsAnsweredFromTheOthers() throws Exception {
    long seed = 5;
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      assertThat(room.find("*")).hasSize(3 * OBJECTS);
      // As a failing disk would: other bytes, under the nose of whoever has the file mapped.
      Path segment = file(folderOf("2026-04"), ".cfs");
      byte[] bytes = new byte[(int) Files.size(segment)];
      new Random(seed).nextBytes(bytes);
      Files.write(segment, bytes, java.nio.file.StandardOpenOption.WRITE);
      SearchAnswer answer = room.ask("eventName:E4 OR eventName:E3");
      assertThat(answer.hits()).as("seed " + seed).hasSizeGreaterThanOrEqualTo(OBJECTS);
      room.awaitMended();
      requireWhole(room, OBJECTS);
    }
  }

  @Test
  void aMonthThatCannotBeWrittenIsLeftBehindAndBroughtUpWhenThereIsRoom() throws Exception {
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      put(room, 0, 10);
      room.catchUp();
      disk.full(name -> name.startsWith("2026-04"));
      put(room, 10, 20);
      room.catchUp();
      assertThat(room.search.position().value()).isEqualTo(20);
      assertThat(room.ask("eventName:E3").total()).isEqualTo(20);
      assertThat(room.ask("eventName:E5").total()).isEqualTo(20);
      SearchAnswer answer = room.ask("eventName:E4");
      assertThat(answer.total()).as("as far as it was written").isEqualTo(10);
      assertThat(answer.evidence().reservations())
          .singleElement()
          .asString()
          .contains("the newest events of 2026-04 are not searched", "no space left, on purpose");
      assertThat(room.faults()).singleElement().asString().contains("2026-04");
      put(room, 20, 30);
      room.catchUp();
      disk.full(_ -> false);
      room.awaitMended();
      requireWhole(room, 30);
      put(room, 30, 40);
      room.catchUp();
      requireWhole(room, 40);
    }
    try (Room room = new Room(folder)) {
      requireWhole(room, 40);
    }
  }

  @Test
  void aMonthThatIsLeftBehindIsBroughtUpAfterARestart() throws Exception {
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      disk.full(name -> name.startsWith("2026-04"));
      put(room, 0, 10);
      room.catchUp();
      assertThat(room.find("*")).hasSize(20);
    }
    try (Room room = new Room(folder)) {
      room.awaitMended();
      requireWhole(room, 10);
    }
  }

  @Test
  void aFullDiskStopsFollowingAndNothingElseAndItGoesOnWhenThereIsRoom() throws Exception {
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      put(room, 0, 10);
      room.catchUp();
      disk.full(_ -> true);
      put(room, 10, 20);
      assertThatThrownBy(room::catchUp).hasStackTraceContaining("no space left, on purpose");
      assertThat(room.search.position()).isEqualTo(new LedgerPosition(10));
      requireWhole(room, 10, "what was there answers");
      disk.full(_ -> false);
      room.catchUp();
      room.awaitMended();
      requireWhole(room, 20);
    }
  }

  private static void requireWhole(Room room, int objects, String when) throws Exception {
    assertThat(room.find("*")).as(when).containsExactlyInAnyOrderElementsOf(ids(objects, 3, 4, 5));
  }

  private Path folderOf(String month) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("search"))) {
      return all.filter(path -> path.getFileName().toString().startsWith(month))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path file(Path month, String part) throws IOException {
    try (Stream<Path> files = Files.list(month)) {
      return files
          .filter(path -> path.getFileName().toString().contains(part))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void overwrite(Path month, String part, long seed) throws IOException {
    Path file = file(month, part);
    byte[] bytes = new byte[(int) Files.size(file)];
    new Random(seed).nextBytes(bytes);
    Files.write(file, bytes);
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
