package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables `verdict_current`, `absent_current` and `open_verdict`.
final class VerdictTable {
  private VerdictTable() {}

  /// A current verdict: where it is and what.
  record Current(long position, int code) {}

  /// Current verdicts about objects that are not there, and open verdicts.
  static final class Absent implements AutoCloseable {
    private final Tally tally;
    private final PreparedStatement find;
    private final PreparedStatement delete;
    private final PreparedStatement close;

    Absent(Connection connection, Tally tally) throws SQLException {
      this.tally = tally;
      this.find =
          connection.prepareStatement(
              "SELECT verdict_position, code FROM absent_current WHERE name_key = ?");
      this.delete = connection.prepareStatement("DELETE FROM absent_current WHERE name_key = ?");
      this.close =
          connection.prepareStatement("DELETE FROM open_verdict WHERE verdict_position = ?");
    }

    @Nullable Current current(byte[] nameKey) throws SQLException {
      find.setBytes(1, nameKey);
      return VerdictTable.current(find);
    }

    /// An object of this name came in: it is not absent any more.
    void cameIn(byte[] nameKey) throws SQLException {
      Current current = current(nameKey);
      if (current != null) {
        delete.setBytes(1, nameKey);
        delete.executeUpdate();
        closeOpen(current);
        tally.add(Tally.ABSENT + VerdictCode.word(current.code()), -1);
      }
    }

    void closeOpen(Current current) throws SQLException {
      if (current.code() != VerdictCode.INTACT) {
        close.setLong(1, current.position());
        close.executeUpdate();
      }
    }

    @Override
    public void close() throws SQLException {
      try (find;
          delete;
          close) {
        // Closed in reverse.
      }
    }
  }

  private static @Nullable Current current(PreparedStatement find) throws SQLException {
    try (ResultSet rows = find.executeQuery()) {
      return rows.next() ? new Current(rows.getLong(1), rows.getInt(2)) : null;
    }
  }

  /// Appends verdicts within one transaction.
  static final class Appender implements AutoCloseable {
    private final Connection connection;
    private final EntryTable.Appender entries;
    private final Tally tally;
    private final Absent absent;
    private final PreparedStatement kindOf;
    private final PreparedStatement isThere;
    private final PreparedStatement find;
    private final PreparedStatement update;
    private final PreparedStatement insert;
    private final PreparedStatement updateAbsent;
    private final PreparedStatement insertAbsent;
    private final PreparedStatement open;

    Appender(Connection connection, EntryTable.Appender entries, Tally tally) throws SQLException {
      this.connection = connection;
      this.entries = entries;
      this.tally = tally;
      this.absent = new Absent(connection, tally);
      this.kindOf = connection.prepareStatement("SELECT kind FROM object_entry WHERE position = ?");
      this.isThere =
          connection.prepareStatement("SELECT 1 FROM object_entry WHERE name_key = ? LIMIT 1");
      this.find =
          connection.prepareStatement(
              "SELECT verdict_position, code FROM verdict_current WHERE object_position = ?");
      this.update =
          connection.prepareStatement(
              "UPDATE verdict_current SET verdict_position = ?, code = ?"
                  + " WHERE object_position = ?");
      this.insert =
          connection.prepareStatement(
              "INSERT INTO verdict_current (verdict_position, code, object_position)"
                  + " VALUES (?, ?, ?)");
      this.updateAbsent =
          connection.prepareStatement(
              "UPDATE absent_current SET verdict_position = ?, code = ? WHERE name_key = ?");
      this.insertAbsent =
          connection.prepareStatement(
              "INSERT INTO absent_current (verdict_position, code, name_key) VALUES (?, ?, ?)");
      this.open =
          connection.prepareStatement(
              "INSERT INTO open_verdict (verdict_position, code, finding, object_position)"
                  + " VALUES (?, ?, ?, ?)");
    }

    void append(VerdictReached reached) throws SQLException, IOException {
      if (reached.object().isPresent()) {
        present(reached, reached.object().get().value());
      } else {
        absent(reached);
      }
    }

    private void present(VerdictReached reached, long object) throws SQLException, IOException {
      int kind = kind(object);
      int code = VerdictCode.of(reached.verdict());
      find.setLong(1, object);
      Current before = current(find);
      if (before != null && isSame(before, code, reached)) {
        return;
      }
      long position = entries.append(reached);
      PreparedStatement put = before == null ? insert : update;
      put.setLong(1, position);
      put.setInt(2, code);
      put.setLong(3, object);
      put.executeUpdate();
      supersede(before, new Current(position, code), reached, Optional.of(object));
      String figure = figure(kind);
      if (!figure.isEmpty()) {
        count(figure, before, code);
      }
    }

    private int kind(long object) throws SQLException {
      kindOf.setLong(1, object);
      try (ResultSet rows = kindOf.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalArgumentException(
              "a verdict is about an object entry, and %d is none".formatted(object));
        }
        return rows.getInt(1);
      }
    }

    private void absent(VerdictReached reached) throws SQLException, IOException {
      byte[] nameKey = NameKeys.of(reached.verdict().subject());
      if (ObjectTable.isThere(isThere, nameKey)) {
        // It came in between custody's looking and this step, and gets a verdict of its own.
        return;
      }
      int code = VerdictCode.of(reached.verdict());
      Current before = absent.current(nameKey);
      if (before != null && isSame(before, code, reached)) {
        return;
      }
      long position = entries.append(reached);
      PreparedStatement put = before == null ? insertAbsent : updateAbsent;
      put.setLong(1, position);
      put.setInt(2, code);
      put.setBytes(3, nameKey);
      put.executeUpdate();
      supersede(before, new Current(position, code), reached, Optional.empty());
      count(Tally.ABSENT, before, code);
    }

    private boolean isSame(Current before, int code, VerdictReached reached)
        throws SQLException, IOException {
      return before.code() == code
          && EntryTable.entry(connection, before.position()).orElseThrow().entry().equals(reached);
    }

    private void supersede(
        @Nullable Current before, Current now, VerdictReached reached, Optional<Long> object)
        throws SQLException {
      if (before != null) {
        absent.closeOpen(before);
      }
      if (now.code() != VerdictCode.INTACT) {
        open.setLong(1, now.position());
        open.setInt(2, now.code());
        open.setBoolean(3, reached.verdict().isFinding());
        if (object.isPresent()) {
          open.setLong(4, object.get());
        } else {
          open.setNull(4, Types.BIGINT);
        }
        open.executeUpdate();
      }
    }

    private void count(String figure, @Nullable Current before, int code) {
      if (before != null) {
        tally.add(figure + VerdictCode.word(before.code()), -1);
      }
      tally.add(figure + VerdictCode.word(code), 1);
    }

    @Override
    public void close() throws SQLException {
      try (absent;
          kindOf;
          isThere;
          find;
          update;
          insert;
          updateAbsent;
          insertAbsent;
          open) {
        // Closed in reverse.
      }
    }
  }

  /// Which figure counts the verdicts of objects of this kind; empty where none does.
  static String figure(int kind) {
    if (ObjectTable.isLog(kind)) {
      return Tally.LOG_FILES;
    }
    return ObjectTable.isDigest(kind) ? Tally.DIGESTS : "";
  }

  static VerdictCounts counts(Map<String, Long> figures) {
    return new VerdictCounts(
        Tally.under(figures, Tally.LOG_FILES),
        Tally.under(figures, Tally.DIGESTS),
        Tally.under(figures, Tally.ABSENT));
  }

  static Map<LedgerPosition, Verdict> current(
      Connection connection, Collection<LedgerPosition> objects) throws SQLException, IOException {
    Map<LedgerPosition, Verdict> current = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT e.position, e.body FROM verdict_current v"
                + " JOIN entry e ON e.position = v.verdict_position"
                + " WHERE v.object_position = ?")) {
      for (LedgerPosition object : objects) {
        statement.setLong(1, object.value());
        try (ResultSet rows = statement.executeQuery()) {
          if (rows.next()
              && EntryParser.parse(rows.getLong(1), rows.getBytes(2)).entry()
                  instanceof VerdictReached reached) {
            current.put(object, reached.verdict());
          }
        }
      }
    }
    return current;
  }

  /// Rows of current verdicts read at once.
  private static final int WORDS_COUNT = 50_000;

  /// Tells one page of current verdicts.
  ///
  /// @return where the next page begins, or -1 after the last
  static long words(Connection connection, long after, Ledger.VerdictSink sink)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT object_position, code FROM verdict_current WHERE object_position > ?"
                + " ORDER BY object_position LIMIT ?")) {
      statement.setLong(1, after);
      statement.setInt(2, WORDS_COUNT);
      try (ResultSet rows = statement.executeQuery()) {
        int count = 0;
        long last = after;
        while (rows.next()) {
          last = rows.getLong(1);
          sink.verdict(new LedgerPosition(last), VerdictCode.word(rows.getInt(2)));
          count++;
        }
        return count < WORDS_COUNT ? -1 : last;
      }
    }
  }

  static List<Recorded> open(Connection connection, boolean findingsOnly, int countMax)
      throws SQLException, IOException {
    String restriction =
        findingsOnly
            ? " USE INDEX (open_by_finding) JOIN entry e ON e.position = v.verdict_position"
                + " WHERE v.finding = TRUE ORDER BY v.finding DESC, v.verdict_position DESC"
            : " JOIN entry e ON e.position = v.verdict_position ORDER BY v.verdict_position DESC";
    return EntryTable.query(
        connection,
        "SELECT " + EntryTable.COLUMNS + " FROM open_verdict v" + restriction + " LIMIT ?",
        statement -> statement.setInt(1, countMax));
  }

  /// The current verdict about a name that no object entry answers.
  static Optional<Recorded> absent(Connection connection, S3Name name)
      throws SQLException, IOException {
    return EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM absent_current v JOIN entry e ON e.position = v.verdict_position"
                + " WHERE v.name_key = ?",
            statement -> statement.setBytes(1, NameKeys.of(name)))
        .stream()
        .findFirst();
  }

  /// Open verdicts in the order in which they were reached.
  static Page<Recorded, Long> openFrom(Connection connection, long from, long upTo)
      throws SQLException, IOException {
    List<Recorded> found =
        EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM open_verdict v JOIN entry e ON e.position = v.verdict_position"
                + " WHERE v.verdict_position >= ? AND v.verdict_position <= ?"
                + " ORDER BY v.verdict_position LIMIT ?",
            statement -> {
              statement.setLong(1, from);
              statement.setLong(2, upTo);
              statement.setInt(3, Page.COUNT);
            });
    return new Page<>(
        found,
        found.size() < Page.COUNT
            ? Optional.empty()
            : Optional.of(found.getLast().position().value() + 1));
  }

  /// Log entries of which custody could not say more than that no digest lists them, by the
  /// position of the verdict that says so, in its order.
  static Page<Recorded, Long> unsettledLogs(Connection connection, long fromVerdict, long head)
      throws SQLException, IOException {
    List<Recorded> found = new ArrayList<>();
    long last = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + EntryTable.COLUMNS
                + ", v.verdict_position FROM open_verdict v JOIN object_entry o ON o.position ="
                + " v.object_position JOIN entry e ON e.position = o.position WHERE"
                + " v.verdict_position >= ? AND v.verdict_position <= ? AND v.code IN (?, ?, ?, ?)"
                + " AND o.kind < ? AND NOT EXISTS (SELECT 1 FROM object_entry newer WHERE"
                + " newer.name_key = o.name_key AND newer.position > o.position) ORDER BY"
                + " v.verdict_position LIMIT ?")) {
      statement.setLong(1, fromVerdict);
      statement.setLong(2, head);
      statement.setInt(3, VerdictCode.NO_DIGEST_YET);
      statement.setInt(4, VerdictCode.UNLISTED);
      statement.setInt(5, VerdictCode.BEFORE_FIRST_DIGEST);
      statement.setInt(6, VerdictCode.INJECTED);
      statement.setByte(7, ObjectTable.number(io.trailseal.verifier.trail.ObjectKind.DIGEST));
      statement.setInt(8, Page.COUNT);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          last = rows.getLong(4);
          found.add(EntryTable.recorded(rows));
        }
      }
    }
    return new Page<>(found, found.size() < Page.COUNT ? Optional.empty() : Optional.of(last + 1));
  }
}
