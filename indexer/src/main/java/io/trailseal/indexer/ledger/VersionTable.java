package io.trailseal.indexer.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The table `version_held`: which versions of which objects are here.
final class VersionTable {
  static final String FIND = "SELECT position FROM version_held WHERE version_key = ?";

  private VersionTable() {}

  /// The keys under which a version is to be found, the first of them the one it is asked for by:
  /// its id where it has one, and its ETag and time. None where nothing is known of it.
  static List<byte[]> keys(byte[] nameKey, S3Version version) {
    List<byte[]> keys = new ArrayList<>(2);
    version.versionId().ifPresent(id -> keys.add(NameKeys.ofVersion(nameKey, "id " + id)));
    if (version.eTag().isPresent() || version.lastModified().isPresent()) {
      // To the second: a listing and a HEAD do not agree about more.
      String time =
          version.lastModified().map(at -> Long.toString(at.getEpochSecond())).orElse("-");
      keys.add(NameKeys.ofVersion(nameKey, "at " + time + ' ' + version.eTag().orElse("")));
    }
    return keys;
  }

  static List<Boolean> holds(Connection connection, List<Ledger.NamedVersion> versions)
      throws SQLException {
    List<Boolean> held = new ArrayList<>(versions.size());
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      for (Ledger.NamedVersion each : versions) {
        held.add(isHeld(find, NameKeys.of(each.name()), each.version()));
      }
    }
    return held;
  }

  private static boolean isHeld(PreparedStatement find, byte[] nameKey, S3Version version)
      throws SQLException {
    List<byte[]> keys = keys(nameKey, version);
    return !keys.isEmpty() && position(find, keys.getFirst()) > 0;
  }

  /// @return where the version of this key was entered first; 0 if it is not here
  static long position(PreparedStatement find, byte[] key) throws SQLException {
    find.setBytes(1, key);
    try (ResultSet rows = find.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /// Enters versions within one transaction.
  static final class Appender implements AutoCloseable {
    private final PreparedStatement find;
    private final PreparedStatement insert;

    Appender(Connection connection) throws SQLException {
      this.find = connection.prepareStatement(FIND);
      this.insert =
          connection.prepareStatement(
              "INSERT INTO version_held (version_key, position) VALUES (?, ?)");
    }

    boolean isHeld(byte[] nameKey, S3Version version) throws SQLException {
      return VersionTable.isHeld(find, nameKey, version);
    }

    void put(byte[] nameKey, S3Version version, long position) throws SQLException {
      for (byte[] key : keys(nameKey, version)) {
        if (position(find, key) == 0) {
          insert.setBytes(1, key);
          insert.setLong(2, position);
          insert.executeUpdate();
        }
      }
    }

    @Override
    public void close() throws SQLException {
      try (find;
          insert) {
        // Closed in reverse.
      }
    }
  }
}
