package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.VaultScan;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a crash, a failure or a damaged file leaves behind: no event lost, none doubled.
final class DurabilityTest {
  private static final String[] MONTHS = {"2026-03", "2026-04", "undated"};

  @TempDir private Path folder;

  private static String event(String eventID, String time) {
    return "{\"eventID\":\"%s\",\"eventTime\":\"%s\",\"eventName\":\"E\"}".formatted(eventID, time);
  }

  /// An object with an event in each of three partitions.
  private static void putSpread(Room room, String name) throws IOException {
    room.put(
        event(name + "-march", "2026-03-05T00:00:00Z"),
        event(name + "-april", "2026-04-05T00:00:00Z"),
        event(name + "-undated", "?"));
  }

  private static void requireWhole(Room room, int objects, String when) throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      expected.addAll(List.of("o" + i + "-march", "o" + i + "-april", "o" + i + "-undated"));
    }
    assertThat(room.find("*")).as(when).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(room.faults()).as(when).isEmpty();
  }

  @Test
  void aCrashBetweenAnyTwoStepsOfSettlingLosesAndDoublesNothing() throws Exception {
    Path before = folder.resolve("before");
    Path after = folder.resolve("after");
    Path home = folder.resolve("home");
    try (Room room = new Room(home)) {
      putSpread(room, "o0");
      room.catchUp();
    }
    copy(home.resolve("search"), before);
    try (Room room = new Room(home)) {
      putSpread(room, "o1");
      putSpread(room, "o2");
      room.catchUp();
    }
    copy(home.resolve("search"), after);
    // Each month committed or not, the position file written or not: also the orders that settling
    // never leaves, which a restored backup might.
    for (int committed = 0; committed < 8; committed++) {
      for (boolean positionWritten : new boolean[] {false, true}) {
        delete(home.resolve("search"));
        Files.createDirectories(home.resolve("search"));
        for (int month = 0; month < MONTHS.length; month++) {
          Path from = (committed & (1 << month)) != 0 ? after : before;
          copy(from.resolve(MONTHS[month]), home.resolve("search").resolve(MONTHS[month]));
        }
        Files.copy(
            (positionWritten ? after : before).resolve("position"),
            home.resolve("search").resolve("position"));
        try (Room room = new Room(home)) {
          String state = "months %s, position %s".formatted(committed, positionWritten);
          room.catchUp();
          room.awaitMended();
          requireWhole(room, 3, state);
        }
      }
    }
  }

  @Test
  void aMonthThatIsNewSinceTheLastSettlingStartsOver() throws Exception {
    Path home = folder.resolve("home");
    Path position = folder.resolve("position");
    try (Room room = new Room(home)) {
      room.put(event("old", "2026-03-01T00:00:00Z"));
      room.catchUp();
      Files.copy(home.resolve("search/position"), position);
      room.put(event("new", "2026-05-01T00:00:00Z"), event("more", "2026-03-01T00:00:00Z"));
      room.catchUp();
    }
    // The folder is there, its commit is not.
    delete(home.resolve("search/2026-05"));
    Files.createDirectory(home.resolve("search/2026-05"));
    Files.delete(home.resolve("search/position"));
    Files.copy(position, home.resolve("search/position"));
    try (Room room = new Room(home)) {
      room.catchUp();
      assertThat(room.find("*")).containsExactly("new", "old", "more");
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void whatWasNotSettledComesAgain() throws Exception {
    try (Room room = new Room(folder)) {
      putSpread(room, "o0");
      room.catchUp();
      putSpread(room, "o1");
      room.follow(10);
      requireWhole(room, 2, "searchable before it is durable");
      assertThat(room.search.position().value()).isEqualTo(1);
    }
    try (Room room = new Room(folder)) {
      requireWhole(room, 1, "after the crash, faults aside");
      room.catchUp();
      requireWhole(room, 2, "after following again");
    }
  }

  @Test
  void entriesGivenTwiceAreTakenInOnce() throws Exception {
    try (Room room = new Room(folder)) {
      putSpread(room, "o0");
      putSpread(room, "o1");
      room.follow(1);
      room.follow(2);
      room.search.settle();
      requireWhole(room, 2, "given twice");
      putSpread(room, "o2");
      putSpread(room, "o3");
      var skipping = room.ledger.read(new LedgerPosition(3), 10);
      assertThatThrownBy(() -> room.search.follow(skipping)).hasMessageContaining("given 4 next");
      room.catchUp();
      requireWhole(room, 4, "after a gap was refused");
    }
  }

  @Test
  void aBatchThatFailsHalfwayIsForgottenAndComesAgain() throws Exception {
    var vault = new FailingVault(Vaults.open(folder.resolve("vault")));
    try (Room room = new Room(folder, vault)) {
      putSpread(room, "o0");
      room.catchUp();
      for (int i = 1; i < 6; i++) {
        putSpread(room, "o" + i);
      }
      vault.readsLeft = 3;
      assertThatThrownBy(() -> room.follow(10)).hasMessageContaining("read failed on purpose");
      vault.readsLeft = Integer.MAX_VALUE;
      room.catchUp();
      requireWhole(room, 6, "after a failed batch");
    }
  }

  @Test
  void anObjectWithEventsOfNearlyTwoHundredMonthsIsTakenIn() throws Exception {
    List<String> records = new ArrayList<>();
    for (YearMonth month = YearMonth.of(2006, 1);
        month.getYear() <= 2100;
        month = month.plusMonths(6)) {
      records.add(event("m" + month, month + "-03T00:00:00Z"));
    }
    records.add(event("before", "2005-12-31T23:59:59Z"));
    records.add(event("after", "2101-01-01T00:00:00Z"));
    try (Room room = new Room(folder)) {
      room.put(records.toArray(String[]::new));
      room.catchUp();
      assertThat(room.ask("*").total()).isEqualTo(192);
      assertThat(room.find("eventID:(m2006-01 OR m2100-07 OR before OR after)"))
          .containsExactly("m2100-07", "m2006-01", "before", "after");
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void anIndexThatIsDamagedOrOfAnotherVersionIsRebuilt() throws Exception {
    try (Room room = new Room(folder)) {
      putSpread(room, "o0");
      room.catchUp();
    }
    Path search = folder.resolve("search");
    List<Damage> damages =
        List.of(
            () -> Files.writeString(search.resolve("position"), "trailseal-search 99\n"),
            () -> Files.writeString(search.resolve("position"), "trailseal-search 1\nposition x\n"),
            () -> Files.writeString(search.resolve("position"), ""),
            () -> delete(search));
    for (Damage damage : damages) {
      damage.run();
      try (Room room = new Room(folder)) {
        assertThat(room.search.position()).isEqualTo(LedgerPosition.START);
        room.catchUp();
        requireWhole(room, 1, "rebuilt");
      }
    }
  }

  @Test
  void anObjectTheVaultLostIsLeftOutAndSaid() throws Exception {
    try (Room room = new Room(folder)) {
      putSpread(room, "o0");
      room.catchUp();
      putSpread(room, "o1");
      putSpread(room, "o2");
    }
    flipLastByteOfFirstPack();
    try (Room room = new Room(folder)) {
      room.catchUp();
      assertThat(room.find("*")).hasSize(6);
      assertThat(room.ask("*").hints()).anyMatch(hint -> hint.contains("1 objects"));
      assertThat(room.faults()).singleElement().asString().contains("did not give it back");
    }
    try (Room room = new Room(folder)) {
      assertThat(room.ask("*").hints()).as("remembered").anyMatch(hint -> hint.contains("1 obj"));
    }
  }

  @Test
  void anEventWhoseObjectIsDamagedLaterIsCountedAndSaid() throws Exception {
    try (Room room = new Room(folder)) {
      putSpread(room, "o0");
      putSpread(room, "o1");
      room.catchUp();
    }
    flipLastByteOfFirstPack();
    try (Room room = new Room(folder)) {
      SearchAnswer answer = room.ask("*");
      assertThat(answer.total()).isEqualTo(6);
      assertThat(answer.hits()).hasSize(3);
      assertThat(answer.hints()).anyMatch(hint -> hint.startsWith("3 matching events are not"));
    }
  }

  @Test
  void checkingFindsEventsThatAreTooManyOrTooFew() throws Exception {
    Path other = folder.resolve("other");
    try (Room room = new Room(other)) {
      room.put(event("a", "2026-03-01T00:00:00Z"));
      room.put(event("b", "2026-03-01T00:00:00Z"), event("c", "2026-03-01T00:00:00Z"));
      room.put(event("d", "2026-03-01T00:00:00Z"));
      room.catchUp();
    }
    Path home = folder.resolve("home");
    try (Room room = new Room(home)) {
      room.put(event("a", "2026-03-01T00:00:00Z"), event("e", "2026-03-01T00:00:00Z"));
      room.put(event("b", "2026-03-01T00:00:00Z"));
      room.catchUp();
    }
    delete(home.resolve("search"));
    copy(other.resolve("search"), home.resolve("search"));
    try (Room room = new Room(home)) {
      assertThat(room.faults())
          .anyMatch(fault -> fault.startsWith("3: the search index says it has read up to"))
          .anyMatch(fault -> fault.startsWith("1: the search index should have 2 events"))
          .anyMatch(fault -> fault.startsWith("2: the search index should have 1 events"))
          .anyMatch(fault -> fault.startsWith("3: the search index should have 0 events"))
          .anyMatch(fault -> fault.startsWith("2: 1 events in the search index point outside"));
    }
  }

  private interface Damage {
    void run() throws IOException;
  }

  private void flipLastByteOfFirstPack() throws IOException {
    Path pack;
    try (Stream<Path> packs = Files.list(folder.resolve("vault"))) {
      pack = packs.filter(file -> file.toString().endsWith(".pack")).sorted().findFirst().get();
    }
    // The last object's content: its record may end with padding or a checksum of a few bytes.
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length - 40] ^= 1;
    Files.write(pack, bytes);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path file : tree.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// A real vault whose reads fail when told to.
  private static final class FailingVault implements Vault {
    private final Vault real;
    volatile int readsLeft = Integer.MAX_VALUE;

    FailingVault(Vault real) {
      this.real = real;
    }

    @Override
    public List<VaultRef> append(List<Payload> payloads) throws IOException {
      return real.append(payloads);
    }

    @Override
    public synchronized byte[] read(VaultRef ref) throws IOException {
      if (readsLeft-- <= 0) {
        throw new IOException("read failed on purpose");
      }
      return real.read(ref);
    }

    @Override
    public VaultScan scan(DamageSink damage) throws IOException {
      return real.scan(damage);
    }

    @Override
    public long bytes() throws IOException {
      return real.bytes();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
