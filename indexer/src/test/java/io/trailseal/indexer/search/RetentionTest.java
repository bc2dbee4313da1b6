package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what the ledger says is kept, is what answers; dropped months stay dropped and come back
/// when they are wanted, and nobody calls them lost.
final class RetentionTest {
  private static final int OBJECTS = 6;
  private static final int[] ALL = {0, 3, 4, 5};

  @TempDir private Path folder;

  /// An event in each of three months and one without a time.
  private static void put(Room room, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      room.put(event(i, 3), event(i, 4), event(i, 5), event(i, 0));
    }
  }

  private static String event(int object, int month) {
    return "{\"eventID\":\"o%d-%d\",\"eventTime\":\"2026-%02d-05T00:00:00Z\",\"eventName\":\"E\"}"
        .formatted(object, month, month);
  }

  private static void keep(Room room, String from) throws IOException {
    Optional<YearMonth> month = Optional.of(from).filter(f -> !f.isEmpty()).map(YearMonth::parse);
    var _ = room.ledger.appendRetention(new RetentionSet(month, List.of(), 0, 0, "a test"));
  }

  private static void requireExactly(Room room, int objects, int... months) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      for (int month : months) {
        ids.add("o" + i + "-" + month);
      }
    }
    assertThat(room.find("*")).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(room.faults()).isEmpty();
  }

  private static List<String> reservations(Room room, String from) throws Exception {
    return room.questions
        .search(
            new SearchRequest(
                QueryParser.parse("*"),
                Optional.of(from).filter(f -> !f.isEmpty()).map(Instant::parse),
                Optional.empty(),
                1,
                Optional.empty()))
        .evidence()
        .reservations();
  }

  @Test
  void whatIsTooOldIsDroppedStaysDroppedAndComesBack() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      keep(room, "2026-05");
      room.catchUp();
      requireExactly(room, OBJECTS, 0, 5);
      assertThat(reservations(room, ""))
          .singleElement()
          .asString()
          .contains("events before 2026-05 are not searched", "12 were left out");
      assertThat(reservations(room, "2026-04-30T23:59:59Z")).hasSize(1);
      assertThat(reservations(room, "2026-05-01T00:00:00Z")).isEmpty();
      assertThat(Files.exists(folder.resolve("search/2026-03"))).isFalse();
      // Late events of a dropped month are counted, and do not bring it back.
      put(room, OBJECTS, OBJECTS + 1);
      room.catchUp();
      requireExactly(room, OBJECTS + 1, 0, 5);
      assertThat(reservations(room, "").getFirst()).contains("14 were left out");
    }
    try (Room room = new Room(folder)) {
      assertThat(reservations(room, "").getFirst()).contains("14 were left out");
      long _ = room.search.upkeep().rebuild(Optional.empty());
      room.awaitMended();
      requireExactly(room, OBJECTS + 1, 0, 5);
      assertThat(room.search.upkeep().keptFrom()).contains(YearMonth.of(2026, 5));

      keep(room, "2026-04");
      room.catchUp();
      room.awaitMended();
      requireExactly(room, OBJECTS + 1, 0, 4, 5);
      assertThat(reservations(room, "").getFirst()).contains("7 were left out");
      put(room, OBJECTS + 1, OBJECTS + 2);
      room.catchUp();
      requireExactly(room, OBJECTS + 2, 0, 4, 5);

      keep(room, "");
      room.catchUp();
      room.awaitMended();
      requireExactly(room, OBJECTS + 2, ALL);
      assertThat(reservations(room, "")).isEmpty();
      assertThat(room.search.upkeep().state().retention()).isEmpty();
    }
  }

  @Test
  void anIndexThatBeginsAnewKnowsWhatIsKept() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      keep(room, "2026-04");
      put(room, OBJECTS, 2 * OBJECTS);
      keep(room, "2026-05");
      room.catchUp();
      requireExactly(room, 2 * OBJECTS, 0, 5);
    }
    Path position = folder.resolve("search/position");
    String whole = Files.readString(position);
    for (String damaged :
        List.of(whole.replaceFirst("trailseal-search \\d+", "trailseal-search 1"), "nonsense")) {
      Files.writeString(position, damaged);
      try (Room room = new Room(folder)) {
        room.catchUp();
        room.awaitMended();
        requireExactly(room, 2 * OBJECTS, 0, 5);
        assertThat(reservations(room, "").getFirst()).contains("24 were left out");
      }
    }
  }

  @Test
  void aCrashAfterAMonthWasDroppedOrBroughtBackChangesNothing() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, OBJECTS);
      room.catchUp();
      keep(room, "2026-05");
      put(room, OBJECTS, OBJECTS + 1);
      room.follow(3);
    }
    try (Room room = new Room(folder)) {
      assertThat(room.search.position().value()).isEqualTo(OBJECTS);
      requireExactly(room, OBJECTS, 0, 5);
      room.catchUp();
      requireExactly(room, OBJECTS + 1, 0, 5);
      assertThat(reservations(room, "").getFirst()).contains("14 were left out");
    }
    FailingDisk disk = new FailingDisk();
    disk.full(name -> name.startsWith("2026-03"));
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      keep(room, "");
      room.catchUp();
      requireExactly(room, OBJECTS + 1, 0, 5);
      assertThat(reservations(room, "").getFirst()).contains("are being brought back");
    }
    try (Room room = new Room(folder)) {
      room.awaitMended();
      requireExactly(room, OBJECTS + 1, ALL);
    }
  }

  @Test
  void whatIsBroughtBackGivesWayToWhatComesInAndMayBeAskedForAgain() throws Exception {
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(folder, Vaults.open(folder.resolve("vault")), disk)) {
      put(room, 0, OBJECTS);
      keep(room, "2026-05");
      room.catchUp();
      disk.usableBytes(Mending.ROOM_BYTES_MIN - 1);
      disk.full(name -> name.startsWith("2026-03"));
      keep(room, "");
      room.catchUp();
      room.awaitMended();
      assertThat(room.search.upkeep().keptFrom()).contains(YearMonth.of(2026, 5));
      requireExactly(room, OBJECTS, 0, 5);
      disk.usableBytes(Long.MAX_VALUE);
      disk.full(_ -> false);
      keep(room, "");
      room.catchUp();
      room.awaitMended();
      requireExactly(room, OBJECTS, ALL);
    }
  }
}
