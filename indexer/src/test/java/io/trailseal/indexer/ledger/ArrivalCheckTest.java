package io.trailseal.indexer.ledger;

import static io.trailseal.indexer.ledger.ArrivalTest.compared;
import static io.trailseal.indexer.ledger.ArrivalTest.message;
import static io.trailseal.indexer.ledger.ArrivalTest.object;
import static io.trailseal.indexer.ledger.ArrivalTest.parked;
import static io.trailseal.indexer.ledger.ArrivalTest.removed;
import static io.trailseal.indexer.ledger.ArrivalTest.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared.Purpose;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: whatever is wrong with the tables of what came in is found; a ledger from before they were
/// there gets them.
final class ArrivalCheckTest {
  @TempDir Path folder;

  private Ledger open() throws IOException {
    return Ledgers.open(folder, InstantSource.fixed(Samples.NOON));
  }

  private static List<String> faults(Ledger ledger) throws IOException {
    List<String> faults = new ArrayList<>();
    ledger.check((at, what) -> faults.add(at + " " + what));
    return faults;
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("ledger"), "ledger", "");
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.executeUpdate(each);
      }
    }
  }

  private void oneOfEach() throws IOException {
    try (Ledger ledger = open()) {
      ledger.appendArrivals(
          List.of(
              Samples.log(1), // 1
              object(1, version("v1")), // 2: seen
              parked(Samples.logName(2), "v1", ParkReason.ARCHIVED), // 3
              parked(Samples.logName(3), "v1", ParkReason.ARCHIVED), // 4: until 5
              object(3, version("v1")), // 5
              removed("v1", false, Samples.NOON), // 6
              message("one", "body", MessageKind.CONFIG), // 7
              compared(Purpose.RECONCILIATION, 5, "listing"), // 8
              Samples.object(
                  Samples.logName(1), Samples.log(1).kind(), "other", List.of(), Map.of()))); // 9
      assertThat(ledger.head().value()).isEqualTo(9);
      assertThat(faults(ledger)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE FROM version_held WHERE position = 2 | 2 its version cannot be looked up",
        "UPDATE version_held SET position = 9 WHERE position = 2 | 2 its version cannot be looked"
            + " up",
        "UPDATE version_held SET position = 1 WHERE position = 2 | version_held has 4 rows for 2"
            + " entries",
        "DELETE FROM parked WHERE position = 3 | 3 the parked object cannot be looked up",
        "UPDATE parked SET version_key = 7 WHERE position = 3 | 3 the parked object cannot be"
            + " looked up",
        "UPDATE parked SET until_position = 9 WHERE position = 3 | 3 the parked object is recorded"
            + " as overtaken by entry 9, which does not do that",
        "UPDATE parked SET until_position = 2 WHERE position = 3 | 3 the parked object is recorded"
            + " as overtaken by entry 2, which does not do that",
        "UPDATE parked SET until_position = 0 WHERE position = 4 | 4 entry 5 overtakes the parked"
            + " object, which is not recorded",
        "INSERT INTO parked (position, name_key, version_key, until_position) SELECT 8, name_key,"
            + " 1, 0 FROM parked WHERE position = 3 | parked has 3 rows for 2 entries",
        "DELETE FROM intake WHERE position = 6 | 6 the entry is not in its list",
        "UPDATE intake SET list = 4 WHERE position = 7 | 7 the entry is not in its list",
        "UPDATE intake SET same_key = 4 WHERE position = 8 | 8 the entry is not in its list",
        "DELETE FROM intake WHERE position = 9 | 9 the entry is not in its list",
        "INSERT INTO intake (position, list, same_key) VALUES (1, 2, 0) | intake has 5 rows for 4"
            + " entries",
        "UPDATE tally SET amount = 6 WHERE name = 'found by listing' | the figures should be",
        "UPDATE tally SET amount = 2 WHERE name = 'parked' | the figures should be",
        "UPDATE freshness SET newest_log = newest_log - 1 | the newest objects of 111122223100 in"
            + " eu-central-1 are not those that are recorded",
        "DELETE FROM freshness | the newest objects of 111122223100 in eu-central-1 are not those"
            + " that are recorded",
        "INSERT INTO freshness (account, region) VALUES ('000000000000', 'us-east-1') | freshness"
            + " is recorded of accounts and regions that no object is of",
      })
  void aPlantedFaultIsFound(String statement, String found) throws Exception {
    oneOfEach();
    sql(statement);
    try (Ledger ledger = open()) {
      assertThat(faults(ledger)).anyMatch(fault -> fault.contains(found));
    }
  }

  @Test
  void aVersionSeenOfNoSuchObjectIsFound() throws Exception {
    oneOfEach();
    try (LedgerDatabase database = new LedgerDatabase(folder, "file:", _ -> {})) {
      database.write(
          connection -> {
            try (EntryTable.Appender entries =
                new EntryTable.Appender(connection, EntryTable.newest(connection), Samples.NOON)) {
              entries.append(
                  new VersionSeen(
                      Samples.logName(1), version("v1"), new LedgerPosition(5), "somebody"));
            }
            return true;
          },
          done -> done);
    }
    try (Ledger ledger = open()) {
      assertThat(faults(ledger))
          .containsExactly(
              "10 a version is seen of entry 5, which is no earlier object of its name");
    }
  }

  /// @param cutOff whether a start was killed in the middle of bringing it to the new tables
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLedgerOfTheSecondVersionGetsTheTablesAndWhatCanBeDerived(boolean cutOff) throws Exception {
    try (Ledger ledger = open()) {
      for (int i = 0; i < 1_200; i += 100) {
        List<LedgerEntry.ObjectReceived> batch = new ArrayList<>();
        for (int j = i; j < i + 100; j++) {
          batch.add(Samples.log(j));
        }
        ledger.appendArrivals(batch);
      }
      ledger.appendArrivals(
          List.of(
              Samples.digestObject(4),
              Samples.object(
                  Samples.logName(7), Samples.log(7).kind(), "other", List.of(), Map.of())));
    }
    List<Freshness> freshness;
    try (Ledger ledger = open()) {
      freshness = ledger.freshness();
      assertThat(freshness).hasSize(7);
    }
    sql(
        "DROP TABLE intake",
        "DROP TABLE freshness",
        "DELETE FROM tally WHERE name = 'overwritten'",
        "DROP TABLE access_entry",
        "DROP TABLE access_run",
        "DELETE FROM \"schema_history\" WHERE CAST(\"version\" AS INT) > 2");
    if (cutOff) {
      sql("INSERT INTO tally (name, amount) VALUES ('overwritten', 77)");
    } else {
      sql("DROP TABLE version_held", "DROP TABLE parked");
    }
    try (Ledger ledger = open()) {
      assertThat(ledger.freshness()).containsExactlyInAnyOrderElementsOf(freshness);
      assertThat(ledger.intakeCounts()).isEqualTo(new IntakeCounts(0, 0, 1, 0, 0, 0, 0));
      assertThat(ledger.newest(Ledger.IntakeList.OVERWRITTEN, new LedgerPosition(9_999), 10))
          .extracting(each -> each.position().value())
          .containsExactly(1_202L);
      assertThat(faults(ledger)).isEmpty();
      ledger.appendArrivals(List.of(object(1, version("v1"))));
      assertThat(ledger.head().value()).isEqualTo(1_203);
    }
    try (Ledger ledger = open()) {
      assertThat(faults(ledger)).isEmpty();
    }
  }
}
