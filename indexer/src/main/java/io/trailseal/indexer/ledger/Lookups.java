package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/// Statements by which the check holds each entry against the rows derived from it.
final class Lookups implements AutoCloseable {
  private final PreparedStatement object;
  private final PreparedStatement byName;
  private final PreparedStatement byDelivered;
  private final PreparedStatement quarantined;
  private final PreparedStatement key;
  private final PreparedStatement current;
  private final PreparedStatement absent;

  Lookups(Connection connection) throws SQLException {
    this.object =
        connection.prepareStatement(
            "SELECT name_key, delivered_key, kind, events, delivered_bytes, quarantined"
                + " FROM object_entry WHERE position = ?");
    // Through the indexes, which are files of their own and can be wrong on their own.
    this.byName =
        connection.prepareStatement(
            "SELECT 1 FROM object_entry USE INDEX (object_by_name)"
                + " WHERE name_key = ? AND position = ?");
    this.byDelivered =
        connection.prepareStatement(
            "SELECT 1 FROM object_entry USE INDEX (object_by_delivered)"
                + " WHERE delivered_run = ? AND delivered_key = ? AND position = ?");
    this.quarantined = connection.prepareStatement("SELECT 1 FROM quarantined WHERE position = ?");
    this.key = connection.prepareStatement("SELECT 1 FROM key_entry WHERE position = ?");
    this.current =
        connection.prepareStatement(
            "SELECT verdict_position FROM verdict_current WHERE object_position = ?");
    this.absent =
        connection.prepareStatement(
            "SELECT verdict_position FROM absent_current WHERE name_key = ?");
  }

  boolean isObject(ObjectTable.Row row, byte[] nameKey) throws SQLException {
    object.setLong(1, row.position());
    try (ResultSet rows = object.executeQuery()) {
      if (!rows.next()
          || !Arrays.equals(nameKey, rows.getBytes(1))
          || rows.getLong(2) != row.deliveredKey()
          || rows.getByte(3) != row.kind()
          || rows.getInt(4) != row.events()
          || rows.getLong(5) != row.deliveredBytes()
          || rows.getBoolean(6) != row.quarantined()) {
        return false;
      }
    }
    byName.setBytes(1, nameKey);
    byName.setLong(2, row.position());
    byDelivered.setInt(1, NameKeys.run(row.position()));
    byDelivered.setLong(2, row.deliveredKey());
    byDelivered.setLong(3, row.position());
    return hasRow(byName) && hasRow(byDelivered);
  }

  boolean isQuarantined(long position) throws SQLException {
    quarantined.setLong(1, position);
    return hasRow(quarantined);
  }

  boolean isKey(long position) throws SQLException {
    key.setLong(1, position);
    return hasRow(key);
  }

  private static boolean hasRow(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next();
    }
  }

  /// A verdict must not be newer than the current one.
  void verdict(long position, VerdictReached verdict, Ledger.FaultSink faults) throws SQLException {
    PreparedStatement statement;
    if (verdict.object().isPresent()) {
      current.setLong(1, verdict.object().get().value());
      statement = current;
    } else {
      byte[] nameKey = NameKeys.of(verdict.verdict().subject());
      byName.setBytes(1, nameKey);
      absent.setBytes(1, nameKey);
      statement = absent;
    }
    long currentPosition = 0;
    try (ResultSet rows = statement.executeQuery()) {
      if (rows.next()) {
        currentPosition = rows.getLong(1);
      }
    }
    boolean cameInLater = verdict.object().isEmpty() && currentPosition == 0;
    if (!cameInLater && currentPosition < position) {
      faults.fault(
          new LedgerPosition(position),
          "the verdict is newer than the one that counts as current, %d"
              .formatted(currentPosition));
    }
  }

  @Override
  public void close() throws SQLException {
    try (object;
        byName;
        byDelivered;
        quarantined;
        key;
        current;
        absent) {
      // Closed in reverse.
    }
  }
}
