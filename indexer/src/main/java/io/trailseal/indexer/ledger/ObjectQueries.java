package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What lay where when the ledger ended at some entry: of every name the newest object entry up to
/// there. Names are found by their keys, of which those of one folder lie together.
final class ObjectQueries {
  private ObjectQueries() {}

  static Optional<Recorded> newest(Connection connection, S3Name name, long upTo)
      throws SQLException, IOException {
    return EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM object_entry o JOIN entry e ON e.position = o.position"
                + " WHERE o.name_key = ? AND o.position <= ? ORDER BY o.position DESC LIMIT 1",
            statement -> {
              statement.setBytes(1, NameKeys.of(name));
              statement.setLong(2, upTo);
            })
        .stream()
        .filter(each -> each.entry() instanceof ObjectReceived object && object.name().equals(name))
        .findFirst();
  }

  /// @param folder its key prefix is empty or ends with a slash
  /// @param after the name key to go on after; empty at the beginning
  static Page<Recorded, byte[]> inFolder(
      Connection connection, S3Prefix folder, byte[] after, long upTo)
      throws SQLException, IOException {
    List<Recorded> found = new ArrayList<>();
    byte[] last = null;
    int rowsSeen = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + EntryTable.COLUMNS
                + ", o.name_key FROM object_entry o USE INDEX (object_by_name)"
                + " JOIN entry e ON e.position = o.position"
                + " WHERE o.name_key > ? AND o.name_key <= ? AND o.position <= ?"
                + " AND NOT EXISTS (SELECT 1 FROM object_entry newer"
                + " WHERE newer.name_key = o.name_key AND newer.position > o.position"
                + " AND newer.position <= ?) ORDER BY o.name_key LIMIT ?")) {
      statement.setBytes(1, after.length == 0 ? NameKeys.beforeFolder(folder) : after);
      statement.setBytes(2, NameKeys.lastOfFolder(folder));
      statement.setLong(3, upTo);
      statement.setLong(4, upTo);
      statement.setInt(5, Page.COUNT);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          rowsSeen++;
          last = rows.getBytes(4);
          Recorded recorded = EntryTable.recorded(rows);
          // Eight bytes of a hash: somebody with patience finds another folder that has the same.
          if (recorded.entry() instanceof ObjectReceived object
              && NameKeys.folder(object.name()).equals(folder)) {
            found.add(recorded);
          }
        }
      }
    }
    return new Page<>(found, rowsSeen < Page.COUNT ? Optional.empty() : Optional.ofNullable(last));
  }
}
