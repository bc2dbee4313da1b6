package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tables `object_entry` and `quarantined`: object entries, to be found by name and hash.
final class ObjectTable {
  private ObjectTable() {}

  /// Kinds as numbers in a column. They are in databases: never reused.
  static byte number(ObjectKind kind) {
    return switch (kind) {
      case LOG -> 1;
      case INSIGHT_LOG -> 2;
      case NETWORK_ACTIVITY_LOG -> 3;
      case AGGREGATED_LOG -> 4;
      case DIGEST -> 10;
      case CONFIG -> 11;
      case PUBLIC_KEYS -> 12;
      case MARKER -> 13;
      case UNRECOGNIZED -> 14;
    };
  }

  static boolean isLog(int number) {
    return number >= 1 && number < number(ObjectKind.DIGEST);
  }

  static boolean isDigest(int number) {
    return number == number(ObjectKind.DIGEST);
  }

  /// What is here under an object's name.
  ///
  /// @param position of the same object
  /// @param nameIsKnown whether any object came in under this name
  record Known(Optional<LedgerPosition> position, boolean nameIsKnown) {}

  /// Appends objects within one transaction.
  static final class Appender implements AutoCloseable {
    private final Connection connection;
    private final EntryTable.Appender entries;
    private final Tally tally;
    private final VerdictTable.Absent absent;
    private final PreparedStatement candidates;
    private final PreparedStatement insert;
    private final PreparedStatement quarantine;

    Appender(Connection connection, EntryTable.Appender entries, Tally tally) throws SQLException {
      this.connection = connection;
      this.entries = entries;
      this.tally = tally;
      this.absent = new VerdictTable.Absent(connection, tally);
      this.candidates =
          connection.prepareStatement(
              "SELECT position, delivered_key FROM object_entry WHERE name_key = ?");
      this.insert =
          connection.prepareStatement(
              "INSERT INTO object_entry (position, name_key, delivered_key, kind, events,"
                  + " delivered_bytes, quarantined, delivered_run) VALUES (?, ?, ?, ?, ?, ?, ?,"
                  + " ?)");
      this.quarantine =
          connection.prepareStatement("INSERT INTO quarantined (position) VALUES (?)");
    }

    /// Appends an object that [#find] does not know.
    ///
    /// @return the position of its entry
    long append(ObjectReceived object, byte[] nameKey) throws SQLException {
      long position = entries.append(object);
      Row row = Row.of(position, object);
      insert.setLong(1, position);
      insert.setBytes(2, nameKey);
      insert.setLong(3, row.deliveredKey());
      insert.setByte(4, row.kind());
      insert.setInt(5, row.events());
      insert.setLong(6, row.deliveredBytes());
      insert.setBoolean(7, row.quarantined());
      insert.setInt(8, NameKeys.run(position));
      insert.executeUpdate();
      if (row.quarantined()) {
        quarantine.setLong(1, position);
        quarantine.executeUpdate();
      }
      row.addTo(tally);
      absent.cameIn(nameKey);
      return position;
    }

    Known find(ObjectReceived object, byte[] nameKey) throws SQLException, IOException {
      long deliveredKey = NameKeys.of(object.delivered());
      boolean nameIsKnown = false;
      List<Long> positions = new ArrayList<>();
      candidates.setBytes(1, nameKey);
      try (ResultSet rows = candidates.executeQuery()) {
        while (rows.next()) {
          nameIsKnown = true;
          if (rows.getLong(2) == deliveredKey) {
            positions.add(rows.getLong(1));
          }
        }
      }
      for (long position : positions) {
        Recorded recorded = EntryTable.entry(connection, position).orElseThrow();
        if (recorded.entry() instanceof ObjectReceived known
            && known.name().equals(object.name())
            && known.delivered().equals(object.delivered())
            && known.userMetadata().equals(object.userMetadata())) {
          return new Known(Optional.of(recorded.position()), true);
        }
      }
      return new Known(Optional.empty(), nameIsKnown);
    }

    @Override
    public void close() throws SQLException {
      try (absent;
          candidates;
          insert;
          quarantine) {
        // Closed in reverse.
      }
    }
  }

  /// One row, without its name key: what it must be, given the entry.
  record Row(
      long position,
      long deliveredKey,
      byte kind,
      int events,
      long deliveredBytes,
      boolean quarantined) {
    static Row of(long position, ObjectReceived object) {
      return new Row(
          position,
          NameKeys.of(object.delivered()),
          number(object.kind()),
          object.reading().events(),
          object.deliveredBytes(),
          object.isQuarantined());
    }

    void addTo(Tally tally) {
      tally.add(Tally.OBJECTS, 1);
      tally.add(Tally.EVENTS, events);
      tally.add(Tally.QUARANTINED, quarantined ? 1 : 0);
      tally.add(Tally.DELIVERED_BYTES, deliveredBytes);
    }
  }

  static List<Recorded> named(Connection connection, S3Name name) throws SQLException, IOException {
    List<Recorded> entries =
        EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM object_entry o JOIN entry e ON e.position = o.position"
                + " WHERE o.name_key = ? ORDER BY o.position",
            statement -> statement.setBytes(1, NameKeys.of(name)));
    entries.removeIf(
        each -> !(each.entry() instanceof ObjectReceived object && object.name().equals(name)));
    return entries;
  }

  static Optional<Recorded> delivered(Connection connection, Sha256 delivered)
      throws SQLException, IOException {
    int lastRun = NameKeys.run(EntryTable.newest(connection).position());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT position FROM object_entry WHERE delivered_run = ? AND delivered_key = ?"
                + " ORDER BY position")) {
      statement.setLong(2, NameKeys.of(delivered));
      for (int run = 0; run <= lastRun; run++) {
        statement.setInt(1, run);
        for (long position : positions(statement)) {
          Optional<Recorded> entry =
              EntryTable.entry(connection, position)
                  .filter(
                      each ->
                          each.entry() instanceof ObjectReceived object
                              && object.delivered().equals(delivered));
          if (entry.isPresent()) {
            return entry;
          }
        }
      }
      return Optional.empty();
    }
  }

  static List<Long> positions(PreparedStatement statement) throws SQLException {
    List<Long> positions = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        positions.add(rows.getLong(1));
      }
    }
    return positions;
  }

  static List<Recorded> quarantined(Connection connection, long after, int countMax)
      throws SQLException, IOException {
    return EntryTable.query(
        connection,
        "SELECT "
            + EntryTable.COLUMNS
            + " FROM quarantined q JOIN entry e ON e.position = q.position"
            + " WHERE q.position > ? ORDER BY q.position LIMIT ?",
        statement -> {
          statement.setLong(1, after);
          statement.setInt(2, countMax);
        });
  }

  static ObjectCounts counts(Map<String, Long> figures) {
    return new ObjectCounts(
        figures.getOrDefault(Tally.OBJECTS, 0L),
        figures.getOrDefault(Tally.EVENTS, 0L),
        figures.getOrDefault(Tally.QUARANTINED, 0L),
        figures.getOrDefault(Tally.DELIVERED_BYTES, 0L));
  }

  static boolean isThere(PreparedStatement byNameKey, byte[] nameKey) throws SQLException {
    byNameKey.setBytes(1, nameKey);
    try (ResultSet rows = byNameKey.executeQuery()) {
      return rows.next();
    }
  }
}
