package io.trailseal.indexer.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/// Figures that are kept up to date with each transaction, because counting ten million rows for
/// every page takes seconds.
final class Tally {
  static final String OBJECTS = "objects";
  static final String EVENTS = "events";
  static final String QUARANTINED = "quarantined";
  static final String DELIVERED_BYTES = "delivered bytes";

  /// Objects that are parked now.
  static final String PARKED = "parked";

  static final String REMOVED = "removed";
  static final String OVERWRITTEN = "overwritten";
  static final String MESSAGES_CONFIG = "messages config";
  static final String MESSAGES_SET_ASIDE = "messages set aside";
  static final String FOUND_BY_LISTING = "found by listing";
  static final String RECONCILIATIONS = "reconciliations";

  /// Prefixes, followed by the word of a verdict.
  static final String LOG_FILES = "log files/";

  static final String DIGESTS = "digests/";
  static final String ABSENT = "absent/";

  /// Not figures about entries, and set rather than counted: how far custody has read, and the
  /// longest time span of a verified digest in milliseconds.
  static final String CUSTODY_POSITION = "custody position";

  static final String SPAN_MAX = "span max";

  /// Not a figure either: up to which entry a migrated ledger has to derive the table `freshness`.
  static final String FRESHNESS_DUE = "freshness due";

  private final Map<String, Long> changes = new TreeMap<>();

  void add(String name, long amount) {
    changes.merge(name, amount, Long::sum);
  }

  /// What was added, for comparing.
  Map<String, Long> changes() {
    return changes;
  }

  /// Writes what was added, as part of the transaction.
  void write(Connection connection) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement("UPDATE tally SET amount = amount + ? WHERE name = ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO tally (amount, name) VALUES (?, ?)")) {
      for (Map.Entry<String, Long> each : changes.entrySet()) {
        if (each.getValue() != 0) {
          put(update, insert, each.getKey(), each.getValue());
        }
      }
    }
  }

  static void set(Connection connection, String name, long amount) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement("UPDATE tally SET amount = ? WHERE name = ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO tally (amount, name) VALUES (?, ?)")) {
      put(update, insert, name, amount);
    }
  }

  static void remove(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM tally WHERE name = ?")) {
      statement.setString(1, name);
      statement.executeUpdate();
    }
  }

  private static void put(
      PreparedStatement update, PreparedStatement insert, String name, long amount)
      throws SQLException {
    update.setLong(1, amount);
    update.setString(2, name);
    if (update.executeUpdate() == 0) {
      insert.setLong(1, amount);
      insert.setString(2, name);
      insert.executeUpdate();
    }
  }

  static Map<String, Long> all(Connection connection) throws SQLException {
    Map<String, Long> all = new TreeMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT name, amount FROM tally");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.put(rows.getString(1), rows.getLong(2));
      }
    }
    return all;
  }

  /// The figures whose name begins with `prefix`, by the rest of their name, without zeros.
  static Map<String, Long> under(Map<String, Long> all, String prefix) {
    Map<String, Long> under = new TreeMap<>();
    all.forEach(
        (name, amount) -> {
          if (name.startsWith(prefix) && amount != 0) {
            under.put(name.substring(prefix.length()), amount);
          }
        });
    return under;
  }
}
