package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tables `account_user` and `account_credential`.
///
/// @param appends into the database where they are
record AccountTable(Appends appends) implements AccountTables {
  private static final byte TOKEN = 1;
  private static final byte ACCESS_KEY = 2;

  @Override
  public Rows all() throws IOException {
    return appends
        .database()
        .read(connection -> new Rows(users(connection), credentials(connection)));
  }

  @Override
  public void put(List<UserRow> users, List<CredentialRow> credentials) throws IOException {
    put(users, credentials, List.of());
  }

  @Override
  public void put(
      List<UserRow> users, List<CredentialRow> credentials, List<LedgerEntry.Accessed> entered)
      throws IOException {
    appends.append(
        (connection, entries, _) -> {
          putUsers(connection, users);
          putCredentials(connection, credentials);
          return AccessTable.append(connection, entries, entered);
        });
  }

  private static List<UserRow> users(Connection connection) throws SQLException {
    List<UserRow> users = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT name, password, roles, aws_accounts, disabled, generation, created,"
                    + " last_use, failures, locked_until FROM account_user ORDER BY name");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        users.add(
            new UserRow(
                rows.getString(1),
                Optional.ofNullable(rows.getString(2)),
                rows.getString(3),
                Optional.ofNullable(rows.getString(4)),
                rows.getBoolean(5),
                rows.getLong(6),
                Instant.ofEpochMilli(rows.getLong(7)),
                time(rows, 8),
                rows.getInt(9),
                time(rows, 10)));
      }
    }
    return users;
  }

  private static List<CredentialRow> credentials(Connection connection)
      throws SQLException, IOException {
    List<CredentialRow> credentials = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, kind, owner, label, secret, roles, aws_accounts, created, expires,"
                    + " last_use, revoked FROM account_credential ORDER BY created, id");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        credentials.add(
            new CredentialRow(
                rows.getString(1),
                isAccessKey(rows.getByte(2)),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6),
                Optional.ofNullable(rows.getString(7)),
                Instant.ofEpochMilli(rows.getLong(8)),
                time(rows, 9),
                time(rows, 10),
                time(rows, 11)));
      }
    }
    return credentials;
  }

  private static boolean isAccessKey(byte kind) throws IOException {
    return switch (kind) {
      case TOKEN -> false;
      case ACCESS_KEY -> true;
      default ->
          throw new IOException(
              "the ledger has a credential of kind %d; use a newer program".formatted(kind));
    };
  }

  private static void putUsers(Connection connection, List<UserRow> users) throws SQLException {
    try (PreparedStatement merge =
        connection.prepareStatement(
            "MERGE INTO account_user (name, password, roles, aws_accounts, disabled, generation,"
                + " created, last_use, failures, locked_until) KEY (name)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (UserRow user : users) {
        merge.setString(1, user.name());
        merge.setString(2, user.password().orElse(null));
        merge.setString(3, user.roles());
        merge.setString(4, user.accounts().orElse(null));
        merge.setBoolean(5, user.disabled());
        merge.setLong(6, user.generation());
        merge.setLong(7, user.createdAt().toEpochMilli());
        time(merge, 8, user.lastUsedAt());
        merge.setInt(9, user.failures());
        time(merge, 10, user.lockedUntil());
        merge.executeUpdate();
      }
    }
  }

  private static void putCredentials(Connection connection, List<CredentialRow> credentials)
      throws SQLException {
    try (PreparedStatement merge =
        connection.prepareStatement(
            "MERGE INTO account_credential (id, kind, owner, label, secret, roles, aws_accounts,"
                + " created, expires, last_use, revoked) KEY (id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (CredentialRow credential : credentials) {
        merge.setString(1, credential.id());
        merge.setByte(2, credential.accessKey() ? ACCESS_KEY : TOKEN);
        merge.setString(3, credential.owner());
        merge.setString(4, credential.label());
        merge.setString(5, credential.secret());
        merge.setString(6, credential.roles());
        merge.setString(7, credential.accounts().orElse(null));
        merge.setLong(8, credential.createdAt().toEpochMilli());
        time(merge, 9, credential.expiresAt());
        time(merge, 10, credential.lastUsedAt());
        time(merge, 11, credential.revokedAt());
        merge.executeUpdate();
      }
    }
  }

  private static Optional<Instant> time(ResultSet rows, int column) throws SQLException {
    long milliseconds = rows.getLong(column);
    return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
  }

  private static void time(PreparedStatement statement, int parameter, Optional<Instant> time)
      throws SQLException {
    if (time.isPresent()) {
      statement.setLong(parameter, time.get().toEpochMilli());
    } else {
      statement.setNull(parameter, Types.BIGINT);
    }
  }
}
