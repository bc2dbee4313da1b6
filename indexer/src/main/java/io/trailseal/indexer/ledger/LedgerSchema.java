package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;
import org.h2.jdbcx.JdbcDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables, brought to the newest version by Flyway.
final class LedgerSchema {
  /// The number of the last file under `migration/`.
  static final int VERSION_NEWEST = 5;

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
    if (version == 0) {
      // Tables without a finished migration are what a crash during the very first start left
      // behind. Nothing can have been entered in them.
      try (Statement statement = connection.createStatement()) {
        statement.execute("DROP ALL OBJECTS");
      }
    }
    LogFactory.setLogCreator(QuietLog::new);
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(url);
    source.setUser("ledger");
    source.setPassword("");
    try {
      Flyway.configure(LedgerSchema.class.getClassLoader())
          .dataSource(source)
          .table(HISTORY)
          .locations("classpath:io/trailseal/indexer/ledger/migration")
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new IOException("the ledger's tables cannot be made: " + e.getMessage(), e);
    }
  }

  /// Flyway tells a dozen things to know at each first start; they are for debugging.
  private record QuietLog(Logger log) implements Log {
    QuietLog(Class<?> source) {
      this(LoggerFactory.getLogger(source));
    }

    @Override
    public void debug(String message) {
      log.trace(message);
    }

    @Override
    public void info(String message) {
      log.debug(message);
    }

    @Override
    public void warn(String message) {
      log.warn(message);
    }

    @Override
    public void error(String message) {
      log.error(message);
    }

    @Override
    public void error(String message, Exception e) {
      log.error(message, e);
    }

    @Override
    public void notice(String message) {
      log.debug(message);
    }
  }

  /// The version of the tables; 0 where there are none.
  static int version(Connection connection) throws SQLException {
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
