package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;

/// Holds the tables of current and open verdicts against the entries they point to. That no entry
/// is newer than the current one is checked with the entries.
final class VerdictCheck {
  private static final int PAGE_COUNT = 1_000;

  private final Connection connection;
  private final Ledger.FaultSink faults;

  VerdictCheck(Connection connection, Ledger.FaultSink faults) {
    this.connection = connection;
    this.faults = faults;
  }

  void run() throws SQLException {
    long open = current() + absent();
    openVerdicts(open);
  }

  /// @return how many of them are open
  private long current() throws SQLException {
    long open = 0;
    long from = 0;
    try (PreparedStatement page =
            connection.prepareStatement(
                "SELECT v.object_position, v.verdict_position, v.code, e.body, o.position"
                    + " FROM verdict_current v"
                    + " LEFT JOIN entry e ON e.position = v.verdict_position"
                    + " LEFT JOIN object_entry o ON o.position = v.object_position"
                    + " WHERE v.object_position >= ? ORDER BY v.object_position LIMIT ?");
        PreparedStatement isOpen = isOpen()) {
      int count;
      do {
        page.setLong(1, from);
        page.setInt(2, PAGE_COUNT);
        count = 0;
        try (ResultSet rows = page.executeQuery()) {
          while (rows.next()) {
            count++;
            long object = rows.getLong(1);
            from = object + 1;
            Optional<VerdictReached> verdict = verdict(rows.getLong(2), rows.getBytes(4));
            boolean holds =
                rows.getLong(5) == object
                    && verdict.isPresent()
                    && verdict.get().object().equals(Optional.of(new LedgerPosition(object)))
                    && VerdictCode.of(verdict.get().verdict()) == rows.getInt(3);
            if (!holds) {
              faults.fault(
                  new LedgerPosition(object),
                  "its current verdict should be entry %d, which is no such verdict"
                      .formatted(rows.getLong(2)));
            }
            open += open(rows.getLong(2), rows.getInt(3), object, isOpen);
          }
        }
      } while (count == PAGE_COUNT);
    }
    return open;
  }

  private long absent() throws SQLException {
    long open = 0;
    byte[] after = new byte[0];
    try (PreparedStatement page =
            connection.prepareStatement(
                "SELECT v.name_key, v.verdict_position, v.code, e.body,"
                    + " EXISTS (SELECT 1 FROM object_entry o WHERE o.name_key = v.name_key)"
                    + " FROM absent_current v"
                    + " LEFT JOIN entry e ON e.position = v.verdict_position"
                    + " WHERE v.name_key > ? ORDER BY v.name_key LIMIT ?");
        PreparedStatement isOpen = isOpen()) {
      int count;
      do {
        page.setBytes(1, after);
        page.setInt(2, PAGE_COUNT);
        count = 0;
        try (ResultSet rows = page.executeQuery()) {
          while (rows.next()) {
            count++;
            after = rows.getBytes(1);
            absent(rows);
            open += open(rows.getLong(2), rows.getInt(3), 0, isOpen);
          }
        }
      } while (count == PAGE_COUNT);
    }
    return open;
  }

  private void absent(ResultSet rows) throws SQLException {
    long position = rows.getLong(2);
    Optional<VerdictReached> verdict = verdict(position, rows.getBytes(4));
    if (verdict.isEmpty()
        || verdict.get().object().isPresent()
        || !Arrays.equals(NameKeys.of(verdict.get().verdict().subject()), rows.getBytes(1))
        || VerdictCode.of(verdict.get().verdict()) != rows.getInt(3)) {
      faults.fault(
          new LedgerPosition(position),
          "it should be the current verdict about an absent object, and is no such verdict");
    }
    if (rows.getBoolean(5)) {
      faults.fault(new LedgerPosition(position), "the object it calls absent is here");
    }
  }

  private PreparedStatement isOpen() throws SQLException {
    return connection.prepareStatement(
        "SELECT code, finding, COALESCE(object_position, 0) FROM open_verdict"
            + " WHERE verdict_position = ?");
  }

  /// @return 1 where this current verdict must be among the open ones, else 0
  private long open(long position, int code, long object, PreparedStatement isOpen)
      throws SQLException {
    if (code == VerdictCode.INTACT) {
      return 0;
    }
    isOpen.setLong(1, position);
    try (ResultSet rows = isOpen.executeQuery()) {
      if (!rows.next()
          || rows.getInt(1) != code
          || rows.getBoolean(2) == VerdictCode.word(code).equals("could not tell")
          || rows.getLong(3) != object) {
        faults.fault(
            new LedgerPosition(position), "the verdict is current and not among the open ones");
      }
    }
    return 1;
  }

  private void openVerdicts(long due) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT COUNT(*) FROM open_verdict");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      if (rows.getLong(1) != due) {
        faults.fault(
            LedgerPosition.START,
            "%,d verdicts are open and %,d are recorded as open".formatted(due, rows.getLong(1)));
      }
    }
  }

  private static Optional<VerdictReached> verdict(long position, byte[] body) {
    if (body == null) {
      return Optional.empty();
    }
    try {
      return EntryParser.parse(position, body).entry() instanceof VerdictReached verdict
          ? Optional.of(verdict)
          : Optional.empty();
    } catch (IOException _) {
      // Reported with the entries.
      return Optional.empty();
    }
  }
}
