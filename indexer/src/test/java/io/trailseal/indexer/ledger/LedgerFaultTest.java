package io.trailseal.indexer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what was acknowledged stays, whatever fails, and what failed can be done again.
final class LedgerFaultTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Samples.NOON);

  @TempDir Path folder;

  @AfterEach
  void mendTheDisk() {
    FaultyDisk.failAfter(0, FaultyDisk.Fault.NONE);
  }

  private static List<ObjectReceived> logs(int from, int to) {
    return IntStream.range(from, to).mapToObj(Samples::log).toList();
  }

  private static void assertWhole(Ledger ledger, int logs) throws IOException {
    List<String> faults = new ArrayList<>();
    ledger.check((at, what) -> faults.add(at + " " + what));
    assertThat(faults).isEmpty();
    assertThat(ledger.read(LedgerPosition.START, 10_000))
        .extracting(Recorded::entry)
        .containsExactlyElementsOf(List.<LedgerEntry>copyOf(logs(0, logs)));
    assertThat(ledger.objectCounts().objects()).isEqualTo(logs);
  }

  @TestFactory
  Stream<DynamicTest> anAppendThatFailsAtAnyStepCanBeDoneAgain() {
    FaultyDisk.register();
    return Stream.of(FaultyDisk.Fault.WRITE, FaultyDisk.Fault.WRITE_HALF, FaultyDisk.Fault.SYNC)
        .flatMap(
            kind ->
                IntStream.range(0, kind == FaultyDisk.Fault.SYNC ? 1 : 3)
                    .mapToObj(
                        step ->
                            dynamicTest(
                                "%s %d".formatted(kind, step),
                                () -> failsAndIsDoneAgain(kind, step))));
  }

  private void failsAndIsDoneAgain(FaultyDisk.Fault kind, int step) throws IOException {
    Path home = folder.resolve(kind + "-" + step);
    try (Ledger ledger = new H2Ledger(home, FaultyDisk.PREFIX, CLOCK)) {
      ledger.appendArrivals(logs(0, 10));
      FaultyDisk.failAfter(step, kind);
      int acknowledged = 10;
      IOException failure = null;
      while (failure == null) {
        try {
          ledger.appendArrivals(logs(acknowledged, acknowledged + 10));
          acknowledged += 10;
        } catch (IOException e) {
          failure = e;
        }
      }
      FaultyDisk.failAfter(0, FaultyDisk.Fault.NONE);
      assertThat(ledger.head().value()).isGreaterThanOrEqualTo(acknowledged);
      List<Appended> again = ledger.appendArrivals(logs(acknowledged, acknowledged + 10));
      assertThat(again.getLast().position().value()).isEqualTo(acknowledged + 10);
      assertWhole(ledger, acknowledged + 10);
      ledger.appendArrivals(logs(acknowledged + 10, acknowledged + 20));
      assertWhole(ledger, acknowledged + 20);
    }
    try (Ledger ledger = Ledgers.open(home, CLOCK)) {
      assertThat(ledger.head().value()).isPositive();
    }
  }

  @Test
  void whatWasAcknowledgedIsInTheFileAtOnce() throws IOException {
    try (Ledger ledger = Ledgers.open(folder.resolve("one"), CLOCK)) {
      for (int round = 1; round <= 15; round++) {
        ledger.appendArrivals(logs(round * 20 - 20, round * 20));
        // The other folder is what a machine that loses its memory here finds.
        Path copy = copy("one", "copy-" + round);
        try (Ledger reopened = Ledgers.open(copy, CLOCK)) {
          assertWhole(reopened, round * 20);
        }
      }
    }
  }

  private Path copy(String from, String to) throws IOException {
    Path target = Files.createDirectory(folder.resolve(to));
    for (String file : List.of("ledger.mv.db", "newest")) {
      Files.copy(folder.resolve(from).resolve(file), target.resolve(file));
    }
    return target;
  }

  @Test
  void aLedgerThatLostAcknowledgedEntriesIsRefused() throws IOException {
    Path one = folder.resolve("one");
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      ledger.appendArrivals(logs(0, 20));
      copy("one", "before");
      ledger.appendArrivals(logs(20, 40));
    }
    // As if the newest chunk had become unreadable: H2 goes back to the one before by itself.
    Files.copy(
        folder.resolve("before/ledger.mv.db"),
        one.resolve("ledger.mv.db"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> Ledgers.open(one, CLOCK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("had entry 40")
        .hasMessageContaining("ends at 20 now")
        .hasMessageContaining("restore it from a copy");
    Files.delete(one.resolve("ledger.mv.db"));
    assertThatThrownBy(() -> Ledgers.open(one, CLOCK)).hasMessageContaining("is empty now");
    Files.delete(one.resolve("newest"));
    Files.delete(one.resolve("ledger.mv.db"));
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      assertWhole(ledger, 0);
    }
  }

  @Test
  void aRottenNewestChunkIsNeverTakenForTheWholeHistory() throws IOException {
    Path one = folder.resolve("one");
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      for (int i = 0; i < 5; i++) {
        ledger.appendArrivals(logs(i * 10, i * 10 + 10));
      }
      copy("one", "rotten");
    }
    byte[] whole = Files.readAllBytes(folder.resolve("rotten/ledger.mv.db"));
    int refused = 0;
    for (int cut = whole.length - 4096; cut > whole.length / 2; cut -= 8 * 4096) {
      Path rotten = Files.createDirectory(folder.resolve("rotten-" + cut));
      Files.copy(folder.resolve("rotten/newest"), rotten.resolve("newest"));
      Files.write(rotten.resolve("ledger.mv.db"), Arrays.copyOf(whole, cut));
      try (Ledger ledger = Ledgers.open(rotten, CLOCK)) {
        assertWhole(ledger, 50);
      } catch (IOException _) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void anUnreadableNewestFileIsNoReasonToRefuse() throws IOException {
    Path one = folder.resolve("one");
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      ledger.appendArrivals(logs(0, 20));
    }
    try (RandomAccessFile newest = new RandomAccessFile(one.resolve("newest").toFile(), "rw")) {
      newest.setLength(30);
    }
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      assertWhole(ledger, 20);
    }
  }

  @Test
  void aFirstStartThatWasCutOffIsBegunAgain() throws Exception {
    Path one = folder.resolve("one");
    Files.createDirectory(one);
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + one.resolve("ledger"), "ledger", "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE entry (half BIGINT)");
    }
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      ledger.appendArrivals(logs(0, 3));
      assertWhole(ledger, 3);
    }
  }

  @Test
  void tablesOfANewerProgramAreRefusedByVersion() throws Exception {
    Path one = folder.resolve("one");
    Ledgers.open(one, CLOCK).close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + one.resolve("ledger"), "ledger", "");
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE \"schema_history\" SET \"version\" = '7'");
    }
    assertThatThrownBy(() -> Ledgers.open(one, CLOCK))
        .hasMessageContaining(
            "has tables of version 7 and this program knows up to " + LedgerSchema.VERSION_NEWEST);
  }

  @Test
  void theNewestVersionIsThatOfTheLastMigration() throws Exception {
    Path migrations =
        Path.of(LedgerSchema.class.getResource("migration/V1__entries.sql").toURI()).getParent();
    try (Stream<Path> files = Files.list(migrations)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .mapToInt(file -> Integer.parseInt(file.substring(1, file.indexOf("__"))))
                  .max())
          .hasValue(LedgerSchema.VERSION_NEWEST);
    }
  }

  /// A ledger of the first version has digests and nothing that says what was concluded about them.
  @Test
  void aLedgerOfTheFirstVersionIsBroughtToThisOneAndConcludedAboutOnceMore() throws Exception {
    Path one = folder.resolve("one");
    DigestFacts believed;
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      List<Appended> entries =
          ledger.appendArrivals(List.of(Samples.digestObject(3), Samples.digestObject(4)));
      believed = Samples.digest(entries.getFirst().position(), 3, true, 0, 2);
      ledger.record(
          new CustodyStep(
              List.of(believed, Samples.digest(entries.getLast().position(), 4, false, 0, 0)),
              List.of(),
              ledger.head()));
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + one.resolve("ledger"), "ledger", "");
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DROP TABLE unconcluded");
      for (String table :
          List.of("version_held", "parked", "intake", "freshness", "access_entry", "access_run")) {
        statement.executeUpdate("DROP TABLE " + table);
      }
      statement.executeUpdate("DELETE FROM \"schema_history\" WHERE CAST(\"version\" AS INT) > 1");
    }
    try (Ledger ledger = Ledgers.open(one, CLOCK)) {
      List<LedgerPosition> unconcluded = new ArrayList<>();
      ledger.forEachUnconcluded(digest -> unconcluded.add(digest.position()));
      assertThat(unconcluded).containsExactly(believed.position());
      ledger.record(
          new CustodyStep(List.of(), List.of(), List.of(believed.position()), ledger.head()));
      ledger.forEachUnconcluded(
          digest -> {
            throw new AssertionError("concluded about, and still there: " + digest);
          });
      List<String> faults = new ArrayList<>();
      ledger.check((at, what) -> faults.add(at + " " + what));
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void interruptingCallersBreaksNothing() throws Exception {
    try (Ledger ledger = Ledgers.open(folder.resolve("one"), CLOCK)) {
      AtomicBoolean lostInterrupt = new AtomicBoolean();
      List<Throwable> thrown = new ArrayList<>();
      Thread caller =
          new Thread(
              () -> {
                for (int i = 0; i < 40; i++) {
                  Thread.currentThread().interrupt();
                  try {
                    ledger.appendArrivals(logs(i * 5, i * 5 + 5));
                    ledger.read(LedgerPosition.START, 100);
                  } catch (IOException | RuntimeException e) {
                    synchronized (thrown) {
                      thrown.add(e);
                    }
                  }
                  if (!Thread.interrupted()) {
                    lostInterrupt.set(true);
                  }
                }
              });
      caller.start();
      while (caller.isAlive()) {
        caller.interrupt();
        caller.join(1);
      }
      assertThat(thrown).isEmpty();
      assertThat(lostInterrupt).isFalse();
      assertWhole(ledger, 200);
    }
  }

  @Test
  void readersGoOnWhileOneAppends() throws Exception {
    try (Ledger ledger = Ledgers.open(folder.resolve("one"), CLOCK)) {
      AtomicBoolean done = new AtomicBoolean();
      List<Throwable> thrown = new ArrayList<>();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        readers.add(
            Thread.startVirtualThread(
                () -> {
                  try {
                    while (!done.get()) {
                      long head = ledger.head().value();
                      List<Recorded> entries = ledger.read(LedgerPosition.START, 10_000);
                      assertThat(entries).hasSizeGreaterThanOrEqualTo((int) head);
                      ledger.check(
                          (at, what) -> {
                            throw new AssertionError(at + " " + what);
                          });
                    }
                  } catch (IOException | RuntimeException | AssertionError e) {
                    synchronized (thrown) {
                      thrown.add(e);
                    }
                  }
                }));
      }
      for (int i = 0; i < 30; i++) {
        ledger.appendArrivals(logs(i * 10, i * 10 + 10));
      }
      done.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(thrown).isEmpty();
      assertWhole(ledger, 300);
    }
  }

  @Test
  void aClosedLedgerSaysSo() throws IOException {
    Ledger ledger = Ledgers.open(folder.resolve("one"), CLOCK);
    ledger.close();
    assertThatThrownBy(() -> ledger.appendArrivals(logs(0, 1))).hasMessage("the ledger is closed");
    assertThatThrownBy(ledger::keys).hasMessage("the ledger is closed");
    ledger.close();
  }

  @Test
  void aFolderThatNoDatabaseAddressCanNameIsRefused() {
    assertThatThrownBy(() -> Ledgers.open(folder.resolve("a;b"), CLOCK))
        .hasMessageContaining("must not have a semicolon in its path");
  }
}
