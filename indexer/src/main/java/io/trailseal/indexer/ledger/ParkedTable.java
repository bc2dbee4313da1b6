package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table `parked`: objects that were announced and could not be read, by name and version.
///
/// An entry is overtaken by the next one that parks the same version of the same name, and by an
/// object of this name that comes in: of this version, or where one of the two is of no known
/// version.
final class ParkedTable {
  /// Of one name, so many versions that are parked are looked at.
  private static final int VERSIONS_MAX = 100;

  private ParkedTable() {}

  /// The column `version_key`.
  static long versionKey(Optional<String> versionId) {
    // 0 says that there is none.
    return versionId.map(id -> Math.max(1, NameKeys.ofText(id) >>> 1)).orElse(0L);
  }

  /// Whether an object of the one version that comes in overtakes a parked one of the other.
  static boolean overtakes(Optional<String> received, Optional<String> parked) {
    return received.isEmpty() || parked.isEmpty() || received.equals(parked);
  }

  /// Enters parked objects, and objects that come in, within one transaction.
  static final class Appender implements AutoCloseable {
    private final Connection connection;
    private final EntryTable.Appender entries;
    private final Tally tally;
    private final PreparedStatement find;
    private final PreparedStatement insert;
    private final PreparedStatement overtake;

    /// False spares a lookup for each object of an import.
    private boolean anyParked;

    Appender(Connection connection, EntryTable.Appender entries, Tally tally) throws SQLException {
      this.connection = connection;
      this.entries = entries;
      this.tally = tally;
      this.find =
          connection.prepareStatement(
              "SELECT position, version_key FROM parked"
                  + " WHERE name_key = ? AND until_position = 0 ORDER BY position");
      this.insert =
          connection.prepareStatement(
              "INSERT INTO parked (position, name_key, version_key, until_position)"
                  + " VALUES (?, ?, ?, 0)");
      this.overtake =
          connection.prepareStatement("UPDATE parked SET until_position = ? WHERE position = ?");
      try (PreparedStatement any =
              connection.prepareStatement("SELECT 1 FROM parked WHERE until_position = 0 LIMIT 1");
          ResultSet rows = any.executeQuery()) {
        anyParked = rows.next();
      }
    }

    Appended append(ObjectParked parked) throws SQLException, IOException {
      byte[] nameKey = NameKeys.of(parked.name());
      long versionKey = versionKey(parked.versionId());
      long known = 0;
      find.setBytes(1, nameKey);
      try (ResultSet rows = find.executeQuery()) {
        while (known == 0 && rows.next()) {
          known = rows.getLong(2) == versionKey ? rows.getLong(1) : 0;
        }
      }
      if (known > 0
          && EntryTable.entry(connection, known).orElseThrow().entry() instanceof ObjectParked same
          && same.reason() == parked.reason()) {
        return new Appended(new LedgerPosition(known), false);
      }
      long position = entries.append(parked);
      if (known > 0) {
        overtake(known, position);
      }
      insert.setLong(1, position);
      insert.setBytes(2, nameKey);
      insert.setLong(3, versionKey);
      insert.executeUpdate();
      tally.add(Tally.PARKED, 1);
      anyParked = true;
      return new Appended(new LedgerPosition(position), true);
    }

    /// Whether an object of this version is waited for.
    boolean isWaitedFor(byte[] nameKey, Optional<String> versionId) throws SQLException {
      return !waiting(nameKey, versionId).isEmpty();
    }

    /// An object came in with the entry at `position`.
    void cameIn(byte[] nameKey, Optional<String> versionId, long position) throws SQLException {
      for (long parked : waiting(nameKey, versionId)) {
        overtake(parked, position);
      }
    }

    private List<Long> waiting(byte[] nameKey, Optional<String> versionId) throws SQLException {
      if (!anyParked) {
        return List.of();
      }
      long versionKey = versionKey(versionId);
      List<Long> waiting = new ArrayList<>();
      find.setBytes(1, nameKey);
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          if (versionKey == 0 || rows.getLong(2) == 0 || rows.getLong(2) == versionKey) {
            waiting.add(rows.getLong(1));
          }
        }
      }
      return waiting;
    }

    private void overtake(long parked, long position) throws SQLException {
      overtake.setLong(1, position);
      overtake.setLong(2, parked);
      overtake.executeUpdate();
      tally.add(Tally.PARKED, -1);
    }

    @Override
    public void close() throws SQLException {
      try (find;
          insert;
          overtake) {
        // Closed in reverse.
      }
    }
  }

  static List<Recorded> now(Connection connection, long after, int countMax)
      throws SQLException, IOException {
    return EntryTable.query(
        connection,
        "SELECT "
            + EntryTable.COLUMNS
            + " FROM parked p USE INDEX (parked_now) JOIN entry e ON e.position = p.position"
            + " WHERE p.until_position = 0 AND p.position > ?"
            + " ORDER BY p.until_position, p.position LIMIT ?",
        statement -> {
          statement.setLong(1, after);
          statement.setInt(2, countMax);
        });
  }

  static Optional<Recorded> named(Connection connection, S3Name name)
      throws SQLException, IOException {
    List<Recorded> newest =
        EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM parked p USE INDEX (parked_by_name)"
                + " JOIN entry e ON e.position = p.position"
                + " WHERE p.name_key = ? AND p.until_position = 0"
                + " ORDER BY p.position DESC LIMIT ?",
            statement -> {
              statement.setBytes(1, NameKeys.of(name));
              statement.setInt(2, VERSIONS_MAX);
            });
    return newest.stream()
        .filter(
            each ->
                each.entry() instanceof ObjectParked parked
                    && parked.reason().obstacle().isPresent())
        .findFirst()
        .or(() -> newest.stream().findFirst());
  }
}
