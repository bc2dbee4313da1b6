package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.verifier.key.KeyCollisionException;
import io.trailseal.verifier.key.LearnedKey;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The entries that make up the key ring.
final class KeyTable {
  private KeyTable() {}

  /// Appends what the ring does not know yet: keys, and other validity of keys that are in it.
  ///
  /// @return how many entries
  /// @throws KeyCollisionException if one of them has the fingerprint of a different key, in the
  ///   ring or among them; nothing is appended then
  static int append(Connection connection, EntryTable.Appender entries, List<KeyLearned> keys)
      throws SQLException, IOException {
    List<KeyLearned> ring = new ArrayList<>();
    all(connection)
        .forEach(
            known -> ring.add(new KeyLearned(known.key(), known.region(), known.provenance())));
    int added = 0;
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO key_entry (position) VALUES (?)")) {
      for (KeyLearned key : keys) {
        if (!isKnown(ring, key)) {
          insert.setLong(1, entries.append(key));
          insert.executeUpdate();
          ring.add(key);
          added++;
        }
      }
    }
    return added;
  }

  /// Whether the ring says all that `key` says, whatever it was learned from.
  private static boolean isKnown(List<KeyLearned> ring, KeyLearned key) {
    Optional<PublishedKey> known = Optional.empty();
    for (KeyLearned each : ring) {
      if (each.key().fingerprint().equals(key.key().fingerprint())) {
        if (!each.key().isSameKey(key.key())) {
          throw new KeyCollisionException(key.key().fingerprint());
        }
        if (each.region().equals(key.region())) {
          known = Optional.of(known.map(each.key()::widenedBy).orElse(each.key()));
        }
      }
    }
    return known.filter(all -> all.covers(key.key())).isPresent();
  }

  /// Every learning, oldest first.
  static List<LearnedKey> all(Connection connection) throws SQLException, IOException {
    List<LearnedKey> keys = new ArrayList<>();
    for (Recorded recorded :
        EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM key_entry k JOIN entry e ON e.position = k.position ORDER BY k.position",
            _ -> {})) {
      if (recorded.entry() instanceof KeyLearned key) {
        keys.add(new LearnedKey(key.key(), key.region(), key.provenance(), recorded.recordedAt()));
      }
    }
    return keys;
  }
}
