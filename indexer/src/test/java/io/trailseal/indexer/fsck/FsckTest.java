package io.trailseal.indexer.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FsckTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  /// Bytes before an object's bytes in its record, as the vault's package comment has it.
  private static final int RECORD_HEADER_BYTES = 56;

  @TempDir Path folder;
  private Path home;
  private Recorded log;

  @BeforeEach
  void importASample() throws Exception {
    home = folder.resolve("home");
    Path bucket = folder.resolve("bucket");
    new SyntheticTrail(
            new SampleSettings(
                1,
                1,
                2,
                40,
                Optional.empty(),
                7,
                Instant.parse("2026-11-19T00:00:00Z"),
                "sample-audit-logs",
                ""),
            1)
        .writeTo(FolderBucket.at(bucket));
    try (Store store = open()) {
      store.importer().run(List.of(bucket), Optional.empty(), (_, _, _, _, _) -> {});
      store.awaitCaughtUp();
      assertThat(store.fsck().check()).as("before anything is done to it").isEmpty();
      log = aLog(store);
    }
  }

  private Store open() throws IOException {
    return Store.open(home, "a test", CLOCK);
  }

  private static Recorded aLog(Store store) throws IOException {
    return store.ledger().read(LedgerPosition.START, 10_000).stream()
        .filter(
            each -> each.entry() instanceof ObjectReceived object && object.reading().events() > 0)
        .findFirst()
        .orElseThrow();
  }

  private VaultRef kept() {
    return ((ObjectReceived) log.entry()).kept().orElseThrow();
  }

  private List<Fault> faults() throws Exception {
    try (Store store = open()) {
      store.awaitCaughtUp();
      return store.fsck().check();
    }
  }

  private void alter(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + home.toAbsolutePath().resolve("ledger/ledger"), "ledger", "");
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
    }
  }

  private void flip(long pack, long offset) throws IOException {
    Path file = home.resolve("vault").resolve("%010d.pack".formatted(pack));
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      int before = bytes.read();
      bytes.seek(offset);
      bytes.write(before ^ 1);
    }
  }

  @Test
  void aFlippedByteOfAnObjectIsOneFaultWithItsEntry() throws Exception {
    flip(kept().pack(), kept().offset() + RECORD_HEADER_BYTES + 10);
    List<Fault> faults = faults();
    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst())
        .isInstanceOfSatisfying(
            Fault.BytesMissing.class,
            fault -> {
              assertThat(fault.at()).isEqualTo(log.position());
              assertThat(fault.hash()).isEqualTo(kept().hash());
              assertThat(fault.sentence()).contains("hash to");
            });
  }

  @Test
  void aFlippedByteBetweenObjectsIsAFaultOfTheVault() throws Exception {
    flip(kept().pack(), kept().offset() + 12);
    assertThat(faults())
        .singleElement()
        .isInstanceOfSatisfying(
            Fault.VaultDamaged.class,
            fault -> assertThat(fault.offset()).isEqualTo(kept().offset()));
  }

  @Test
  void aDeletedPackIsAFaultOfEveryObjectInIt() throws Exception {
    long objects;
    try (Store store = open()) {
      objects = store.ledger().objectCounts().objects();
    }
    Files.delete(home.resolve("vault/0000000000.pack"));
    List<Fault> faults = faults();
    assertThat(faults).hasSize((int) objects);
    assertThat(faults).allMatch(fault -> fault instanceof Fault.BytesMissing);
    assertThat(faults).extracting(Fault::at).isSorted();
    assertThat(faults.getFirst().sentence()).contains("the pack file is missing");
  }

  @Test
  void anAlteredEntryIsFoundByItsLeafHashAndByWhatItSays() throws Exception {
    // Not even a careful hand can make the entry say one event more without changing its hash.
    String events = "\"events\":" + ((ObjectReceived) log.entry()).reading().events();
    alter(
        "UPDATE entry SET body = CAST(REPLACE(CAST(body AS VARCHAR), '%s', '%s9') AS VARBINARY)"
                .formatted(events, events)
            + " WHERE position = "
            + log.position());
    List<Fault> faults = faults();
    assertThat(faults).extracting(Fault::sentence).anyMatch(each -> each.contains("leaf hash"));
    assertThat(faults)
        .filteredOn(fault -> fault instanceof Fault.ReadingDiffers)
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.at()).isEqualTo(log.position());
              assertThat(fault.sentence()).startsWith("the number of its events is recorded as");
            });
  }

  @Test
  void aDeletedEntryLeavesAHole() throws Exception {
    alter("DELETE FROM entry WHERE position = " + log.position());
    assertThat(faults())
        .extracting(Fault::sentence)
        .contains("entries %s to %s are missing".formatted(log.position(), log.position()));
  }

  @Test
  void anEntryThatIsNoEntryIsNamedAndTheOthersAreStillRead() throws Exception {
    alter("UPDATE entry SET body = X'7b7d' WHERE position = " + log.position());
    Recorded other;
    try (Store store = open()) {
      other =
          store.ledger().read(log.position(), 10_000).stream()
              .filter(each -> each.entry() instanceof ObjectReceived)
              .findFirst()
              .orElseThrow();
    }
    VaultRef otherKept = ((ObjectReceived) other.entry()).kept().orElseThrow();
    flip(otherKept.pack(), otherKept.offset() + RECORD_HEADER_BYTES);
    List<Fault> faults;
    try (Store store = open()) {
      // Following has nothing left to read, so the damaged entry is in nobody's way.
      faults = store.fsck().check();
    }
    assertThat(faults)
        .anyMatch(
            fault ->
                fault.at().equals(log.position())
                    && fault.sentence().contains("it lacks the member v"));
    assertThat(faults)
        .anyMatch(
            fault -> fault.at().equals(other.position()) && fault instanceof Fault.BytesMissing);
  }

  @Test
  void aChangedVerdictIsFound() throws Exception {
    alter("UPDATE verdict_current SET code = 1 WHERE object_position = " + log.position());
    assertThat(faults())
        .anyMatch(
            fault ->
                fault.at().equals(log.position())
                    && fault.sentence().contains("its current verdict should be entry"));
  }

  @Test
  void aLostLookupRowIsFound() throws Exception {
    alter("DELETE FROM object_entry WHERE position = " + log.position());
    assertThat(faults())
        .extracting(Fault::sentence)
        .contains("the object cannot be looked up: its row is missing or differs");
  }
}
