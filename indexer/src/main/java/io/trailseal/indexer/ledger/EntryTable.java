package io.trailseal.indexer.ledger;

import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table `entry`.
final class EntryTable {
  static final String COLUMNS = "e.position, e.leaf_hash, e.body";

  private EntryTable() {}

  /// Appends entries within one transaction.
  static final class Appender implements AutoCloseable {
    private final PreparedStatement insert;
    private final Instant at;
    private long position;
    private Sha256 leafHash;
    private long newestEvidence;

    Appender(Connection connection, Newest head, Instant at) throws SQLException {
      this.insert =
          connection.prepareStatement(
              "INSERT INTO entry (position, recorded_at, kind, leaf_hash, body)"
                  + " VALUES (?, ?, ?, ?, ?)");
      this.at = at;
      this.position = head.position();
      this.leafHash = head.leafHash();
    }

    /// @return the position the entry got
    long append(LedgerEntry entry) throws SQLException {
      byte[] body = EntryFormat.body(at, entry);
      leafHash = EntryFormat.leafHash(body);
      position++;
      insert.setLong(1, position);
      insert.setLong(2, at.toEpochMilli());
      insert.setByte(3, EntryFormat.kind(entry));
      insert.setBytes(4, leafHash.toByteArray());
      insert.setBytes(5, body);
      insert.executeUpdate();
      if (!(entry instanceof LedgerEntry.Accessed)) {
        newestEvidence = position;
      }
      return position;
    }

    /// The newest entry appended here that is not of the access record; 0 where none is.
    long newestEvidence() {
      return newestEvidence;
    }

    /// When these entries are recorded.
    Instant at() {
      return at;
    }

    Newest head() {
      return new Newest(position, leafHash);
    }

    @Override
    public void close() throws SQLException {
      insert.close();
    }
  }

  /// What the newest entry is.
  static Newest newest(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT position, leaf_hash FROM entry ORDER BY position DESC LIMIT 1");
        ResultSet rows = statement.executeQuery()) {
      return rows.next()
          ? new Newest(rows.getLong(1), Sha256.fromBytes(rows.getBytes(2)))
          : Newest.NONE;
    }
  }

  /// The leaf hash recorded for an entry that is there, without looking at its body.
  static Sha256 leafHash(Connection connection, long position) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT leaf_hash FROM entry WHERE position = ?")) {
      statement.setLong(1, position);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Sha256.fromBytes(rows.getBytes(1)) : Newest.NONE.leafHash();
      }
    }
  }

  /// @param rows with [#COLUMNS] first
  static Recorded recorded(ResultSet rows) throws SQLException, IOException {
    long position = rows.getLong(1);
    EntryParser.Parsed parsed = EntryParser.parse(position, rows.getBytes(3));
    return new Recorded(
        new LedgerPosition(position),
        parsed.at(),
        Sha256.fromBytes(rows.getBytes(2)),
        parsed.entry());
  }

  /// Runs a query whose rows are entries.
  static List<Recorded> query(Connection connection, String sql, Binding binding)
      throws SQLException, IOException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      binding.to(statement);
      try (ResultSet rows = statement.executeQuery()) {
        List<Recorded> entries = new ArrayList<>();
        while (rows.next()) {
          entries.add(recorded(rows));
        }
        return entries;
      }
    }
  }

  static Optional<Recorded> entry(Connection connection, long position)
      throws SQLException, IOException {
    return query(
            connection,
            "SELECT " + COLUMNS + " FROM entry e WHERE e.position = ?",
            statement -> statement.setLong(1, position))
        .stream()
        .findFirst();
  }

  /// Sets a statement's parameters.
  @FunctionalInterface
  interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }
}
