package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

/// The tables, brought to the newest version by Flyway.
final class LedgerSchema {
  /// The number of the last file under `migration/`.
  static final int VERSION_NEWEST = 1;

  private static final String HISTORY = "schema_history";

  private LedgerSchema() {}

  /// @param url of the database, which `connection` keeps open
  static void migrate(Connection connection, String url) throws SQLException, IOException {
    int version = version(connection);
    if (version > VERSION_NEWEST) {
      throw new IOException(
          "the ledger has tables of version %d and this program knows up to %d; use a newer one"
              .formatted(version, VERSION_NEWEST));
    }
    if (version == VERSION_NEWEST) {
      // Flyway takes longer to find out that it has nothing to do than everything else at start.
      return;
    }
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(url);
    source.setUser("ledger");
    source.setPassword("");
    Flyway.configure(LedgerSchema.class.getClassLoader())
        .dataSource(source)
        .table(HISTORY)
        .locations("classpath:io/trailseal/indexer/ledger/migration")
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }

  /// The version of the tables; 0 where there are none.
  private static int version(Connection connection) throws SQLException {
    try (ResultSet tables = connection.getMetaData().getTables(null, "PUBLIC", HISTORY, null)) {
      if (!tables.next()) {
        return 0;
      }
    }
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT MAX(CAST(\"version\" AS INT)) FROM \"schema_history\" WHERE \"success\"");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
