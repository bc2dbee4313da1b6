package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.AccessLedger.Filter;
import io.trailseal.indexer.ledger.AccessLedger.Leaf;
import io.trailseal.indexer.ledger.AccessLedger.Place;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The tables `access_entry` and `access_run`.
final class AccessTable {
  private AccessTable() {}

  /// One row: what it must be, given the entry.
  record Row(byte action, long whoKey) {
    static Row of(Accessed accessed) {
      return new Row(accessed.action().number(), keyOf(accessed.who().name()));
    }
  }

  private static long keyOf(String name) {
    return NameKeys.ofText(name.toLowerCase(Locale.ROOT));
  }

  // ------------------------------------------------------------ appending

  /// Appends entries as part of a transaction, all in a row.
  ///
  /// @return their positions
  static List<LedgerPosition> append(
      Connection connection, EntryTable.Appender entries, List<Accessed> accessed)
      throws SQLException {
    List<LedgerPosition> positions = new ArrayList<>();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO access_entry (position, recorded_at, action, who_key)"
                + " VALUES (?, ?, ?, ?)")) {
      for (Accessed each : accessed) {
        long position = entries.append(each);
        Row row = Row.of(each);
        insert.setLong(1, position);
        insert.setLong(2, entries.at().toEpochMilli());
        insert.setByte(3, row.action());
        insert.setLong(4, row.whoKey());
        insert.executeUpdate();
        positions.add(new LedgerPosition(position));
      }
    }
    if (!positions.isEmpty()) {
      run(connection, positions.getFirst().value(), positions.getLast().value());
    }
    return positions;
  }

  private static void run(Connection connection, long first, long last) throws SQLException {
    try (PreparedStatement extend =
            connection.prepareStatement(
                "UPDATE access_run SET last_position = ?"
                    + " WHERE first_position = ? AND last_position = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO access_run (last_position, first_position) VALUES (?, ?)")) {
      Run before = runBefore(connection, first);
      extend.setLong(1, last);
      extend.setLong(2, before.first());
      extend.setLong(3, first - 1);
      if (extend.executeUpdate() == 0) {
        insert.setLong(1, last);
        insert.setLong(2, first);
        insert.executeUpdate();
      }
    }
  }

  // ------------------------------------------------------------ passing over

  /// Entries of the access record in a row.
  record Run(long first, long last) {
    static final Run NONE = new Run(0, 0);
  }

  /// The last run that begins before `position`.
  private static Run runBefore(Connection connection, long position) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT first_position, last_position FROM access_run WHERE first_position < ?"
                + " ORDER BY first_position DESC LIMIT 1")) {
      statement.setLong(1, position);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? new Run(rows.getLong(1), rows.getLong(2)) : Run.NONE;
      }
    }
  }

  /// The newest entry before `position` that is not of the access record; 0 where there is none.
  static long evidenceBefore(Connection connection, long position) throws SQLException {
    Run run = runBefore(connection, position);
    return run.last() >= position - 1 && run.first() > 0 ? run.first() - 1 : position - 1;
  }

  /// How many entries after `after` and up to `upTo` are not of the access record.
  ///
  /// @param upTo one that is not
  static long evidenceBetween(Connection connection, long after, long upTo) throws SQLException {
    Run first = runBefore(connection, after + 1);
    long of = Math.max(0, first.last() - after);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT SUM(last_position - first_position + 1) FROM access_run"
                + " WHERE first_position > ? AND first_position < ?")) {
      statement.setLong(1, after);
      statement.setLong(2, upTo);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        // The sum of nothing is null, which comes as 0.
        return upTo - after - of - rows.getLong(1);
      }
    }
  }

  /// Entries that are not of the access record, oldest first.
  static List<Recorded> readEvidence(Connection connection, long after, long upTo, int countMax)
      throws SQLException, IOException {
    List<Recorded> entries = new ArrayList<>();
    long at = after;
    while (at < upTo && entries.size() < countMax) {
      Run run = runBefore(connection, at + 2);
      if (run.last() > at) {
        at = run.last();
        continue;
      }
      long from = at;
      long to = Math.min(upTo, firstRunFrom(connection, at + 1) - 1);
      int left = countMax - entries.size();
      List<Recorded> between =
          EntryTable.query(
              connection,
              "SELECT "
                  + EntryTable.COLUMNS
                  + " FROM entry e WHERE e.position > ? AND e.position <= ?"
                  + " ORDER BY e.position LIMIT ?",
              statement -> {
                statement.setLong(1, from);
                statement.setLong(2, to);
                statement.setInt(3, left);
              });
      entries.addAll(between);
      at = to;
    }
    return entries;
  }

  private static long firstRunFrom(Connection connection, long position) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT first_position FROM access_run WHERE first_position >= ?"
                + " ORDER BY first_position LIMIT 1")) {
      statement.setLong(1, position);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : Long.MAX_VALUE;
      }
    }
  }

  // ------------------------------------------------------------ reading

  static List<Recorded> newest(
      Connection connection, Filter filter, Optional<Place> before, long upTo, int countMax)
      throws SQLException, IOException {
    Conditions conditions = new Conditions(filter);
    conditions.add("a.position <= ?", upTo);
    if (before.isPresent()) {
      long at = before.get().recordedAt().toEpochMilli();
      conditions.add("a.recorded_at <= ?", at);
      conditions.add("(a.recorded_at < ? OR a.position < ?)", at, before.get().position().value());
    }
    List<Recorded> found =
        EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM access_entry a USE INDEX ("
                + conditions.index
                + ") JOIN entry e ON e.position = a.position"
                + conditions.where()
                + " ORDER BY "
                + conditions.equal
                + "a.recorded_at DESC, a.position DESC LIMIT ?",
            conditions.binding(countMax));
    return filter.who().isEmpty()
        ? found
        : found.stream().filter(each -> isOf(each, filter.who().get())).toList();
  }

  static List<Leaf> leaves(
      Connection connection, Filter filter, long after, long upTo, int countMax)
      throws SQLException, IOException {
    Conditions conditions = new Conditions(filter);
    conditions.add("a.position > ?", after);
    conditions.add("a.position <= ?", upTo);
    List<Leaf> leaves = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM access_entry a JOIN entry e ON e.position = a.position"
                + conditions.where()
                + " ORDER BY a.position LIMIT ?")) {
      conditions.binding(countMax).to(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Recorded recorded = EntryTable.recorded(rows);
          byte[] body = rows.getBytes(3);
          Sha256 leafHash = EntryFormat.leafHash(body);
          if (!leafHash.equals(recorded.leafHash())) {
            throw new IOException(
                "ledger entry %s is damaged, run fsck: its bytes have the leaf hash %s and %s is recorded"
                    .formatted(recorded.position(), leafHash, recorded.leafHash()));
          }
          if (filter.who().isEmpty() || isOf(recorded, filter.who().get())) {
            leaves.add(new Leaf(recorded, Payload.adopt(body)));
          }
        }
      }
    }
    return leaves;
  }

  /// The key of a name is no proof of it.
  private static boolean isOf(Recorded recorded, String who) {
    return recorded.entry() instanceof Accessed accessed
        && accessed.who().name().toLowerCase(Locale.ROOT).equals(who.toLowerCase(Locale.ROOT));
  }

  /// A filter as SQL: its texts are constants of ours, what was asked are parameters.
  private static final class Conditions {
    private final List<String> texts = new ArrayList<>();
    private final List<Long> parameters = new ArrayList<>();
    private String index = "access_by_time";

    /// The column that the index has before the time.
    private String equal = "";

    Conditions(Filter filter) {
      filter
          .action()
          .ifPresent(
              action -> {
                add("a.action = ?", action.number());
                index = "access_by_action";
                equal = "a.action, ";
              });
      filter
          .who()
          .ifPresent(
              who -> {
                add("a.who_key = ?", keyOf(who));
                index = "access_by_who";
                equal = "a.who_key, ";
              });
      filter.from().ifPresent(from -> add("a.recorded_at >= ?", ceiling(from)));
      filter.to().ifPresent(to -> add("a.recorded_at < ?", ceiling(to)));
    }

    /// Entries have whole milliseconds.
    private static long ceiling(Instant at) {
      long millis = at.toEpochMilli();
      return Instant.ofEpochMilli(millis).isBefore(at) ? millis + 1 : millis;
    }

    void add(String text, long... values) {
      texts.add(text);
      for (long value : values) {
        parameters.add(value);
      }
    }

    String where() {
      return texts.isEmpty() ? "" : " WHERE " + String.join(" AND ", texts);
    }

    EntryTable.Binding binding(int countMax) {
      return statement -> {
        int next = 1;
        for (long each : parameters) {
          statement.setLong(next++, each);
        }
        statement.setInt(next, countMax);
      };
    }
  }
}
