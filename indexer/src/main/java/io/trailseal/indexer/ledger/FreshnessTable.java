package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table `freshness`.
final class FreshnessTable {
  /// A name with a later time than this after it came in is no news: whoever chooses names would
  /// keep an account looking fresh for ever. The clocks of a bucket and of this machine differ by
  /// less.
  private static final Duration AHEAD_MAX = Duration.ofDays(1);

  private FreshnessTable() {}

  /// @param account 12 digits
  record Place(String account, String region) {}

  /// Milliseconds since 1970; [Long#MIN_VALUE] for none.
  record Times(long log, long digest) {
    static final Times NONE = new Times(Long.MIN_VALUE, Long.MIN_VALUE);

    Times latest(Times other) {
      return new Times(Math.max(log, other.log), Math.max(digest, other.digest));
    }
  }

  /// What a number of objects say, by place, in the order in which the places came up.
  static final class Changes {
    private final Map<Place, Times> places = new LinkedHashMap<>();
    private final int countMax;

    /// @param countMax of places
    Changes(int countMax) {
      this.countMax = countMax;
    }

    /// @param at when the object's entry was recorded
    void add(S3Name name, Instant at) {
      Optional<ObjectKey> key = ObjectKey.parse(name.key());
      if (key.isEmpty()
          || key.get().account().isEmpty()
          || key.get().region().isEmpty()
          || key.get().time().isEmpty()
          || key.get().time().get().isAfter(at.plus(AHEAD_MAX))) {
        return;
      }
      boolean digest = key.get().kind() == ObjectKind.DIGEST;
      if (!digest && !key.get().kind().holdsEvents()) {
        return;
      }
      long time = key.get().time().get().toEpochMilli();
      Times times = digest ? new Times(Long.MIN_VALUE, time) : new Times(time, Long.MIN_VALUE);
      Place place = new Place(key.get().account().get(), key.get().region().get());
      if (places.size() < countMax || places.containsKey(place)) {
        places.merge(place, times, Times::latest);
      }
    }

    Map<Place, Times> places() {
      return places;
    }

    /// Writes what is newer than what the table has, as part of the transaction. Places beyond
    /// [Freshness#COUNT_MAX] are left out.
    void write(Connection connection) throws SQLException {
      try (PreparedStatement find =
              connection.prepareStatement(
                  "SELECT newest_log, newest_digest FROM freshness"
                      + " WHERE account = ? AND region = ?");
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO freshness (newest_log, newest_digest, account, region)"
                      + " VALUES (?, ?, ?, ?)");
          PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE freshness SET newest_log = ?, newest_digest = ?"
                      + " WHERE account = ? AND region = ?")) {
        for (Map.Entry<Place, Times> each : places.entrySet()) {
          Optional<Times> known = find(find, each.getKey());
          Times now = known.map(each.getValue()::latest).orElse(each.getValue());
          if (known.isPresent() && !known.get().equals(now)) {
            put(update, each.getKey(), now);
          } else if (known.isEmpty() && count(connection) < Freshness.COUNT_MAX) {
            put(insert, each.getKey(), now);
          }
        }
      }
    }
  }

  private static Optional<Times> find(PreparedStatement find, Place place) throws SQLException {
    find.setString(1, place.account());
    find.setString(2, place.region());
    try (ResultSet rows = find.executeQuery()) {
      return rows.next() ? Optional.of(times(rows, 1)) : Optional.empty();
    }
  }

  private static Times times(ResultSet rows, int column) throws SQLException {
    long log = rows.getLong(column);
    log = rows.wasNull() ? Long.MIN_VALUE : log;
    long digest = rows.getLong(column + 1);
    return new Times(log, rows.wasNull() ? Long.MIN_VALUE : digest);
  }

  private static void put(PreparedStatement statement, Place place, Times times)
      throws SQLException {
    put(statement, 1, times.log());
    put(statement, 2, times.digest());
    statement.setString(3, place.account());
    statement.setString(4, place.region());
    statement.executeUpdate();
  }

  private static void put(PreparedStatement statement, int parameter, long time)
      throws SQLException {
    if (time == Long.MIN_VALUE) {
      statement.setNull(parameter, Types.BIGINT);
    } else {
      statement.setLong(parameter, time);
    }
  }

  private static int count(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT COUNT(*) FROM freshness");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  static Map<Place, Times> all(Connection connection) throws SQLException {
    Map<Place, Times> all = new LinkedHashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT account, region, newest_log, newest_digest FROM freshness");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.put(new Place(rows.getString(1), rows.getString(2)), times(rows, 3));
      }
    }
    return all;
  }

  static List<Freshness> read(Connection connection) throws SQLException {
    List<Freshness> all = new ArrayList<>();
    all(connection)
        .forEach(
            (place, times) ->
                all.add(
                    new Freshness(
                        place.account(),
                        place.region(),
                        instant(times.log()),
                        instant(times.digest()))));
    return all;
  }

  private static Optional<Instant> instant(long time) {
    return time == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time));
  }

  /// Fills the table of a ledger from before it was there, once: reads every object's entry, a
  /// minute or so for each few million.
  ///
  /// @param connection one that commits each statement by itself
  static void deriveWhereDue(Connection connection) throws SQLException, IOException {
    long due = Tally.all(connection).getOrDefault(Tally.FRESHNESS_DUE, 0L);
    if (due == 0) {
      return;
    }
    Changes changes = new Changes(Freshness.COUNT_MAX);
    long after = 0;
    while (after < due) {
      long from = after;
      List<Recorded> page =
          EntryTable.query(
              connection,
              "SELECT "
                  + EntryTable.COLUMNS
                  + " FROM object_entry o JOIN entry e ON e.position = o.position"
                  + " WHERE o.position > ? AND o.position <= ? ORDER BY o.position LIMIT ?",
              statement -> {
                statement.setLong(1, from);
                statement.setLong(2, due);
                statement.setInt(3, Page.COUNT);
              });
      for (Recorded recorded : page) {
        if (recorded.entry() instanceof ObjectReceived object) {
          changes.add(object.name(), recorded.recordedAt());
        }
      }
      after = page.isEmpty() ? due : page.getLast().position().value();
    }
    connection.setAutoCommit(false);
    try {
      changes.write(connection);
      Tally.remove(connection, Tally.FRESHNESS_DUE);
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
