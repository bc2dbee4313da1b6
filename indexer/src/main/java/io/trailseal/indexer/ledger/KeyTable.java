package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The entries that make up the key ring.
final class KeyTable {
  private KeyTable() {}

  /// Appends the keys that are not in the ring yet.
  ///
  /// @return how many
  static int append(Connection connection, EntryTable.Appender entries, List<KeyLearned> keys)
      throws SQLException, IOException {
    List<KeyLearned> ring = all(connection);
    int added = 0;
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO key_entry (position) VALUES (?)")) {
      for (KeyLearned key : keys) {
        if (ring.stream().noneMatch(known -> isSameKey(known, key))) {
          insert.setLong(1, entries.append(key));
          insert.executeUpdate();
          ring.add(key);
          added++;
        }
      }
    }
    return added;
  }

  private static boolean isSameKey(KeyLearned one, KeyLearned other) {
    return one.key().equals(other.key()) && one.region().equals(other.region());
  }

  /// The ring, oldest first.
  static List<KeyLearned> all(Connection connection) throws SQLException, IOException {
    List<KeyLearned> keys = new ArrayList<>();
    for (Recorded recorded :
        EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM key_entry k JOIN entry e ON e.position = k.position ORDER BY k.position",
            _ -> {})) {
      if (recorded.entry() instanceof KeyLearned key) {
        keys.add(key);
      }
    }
    return keys;
  }
}
