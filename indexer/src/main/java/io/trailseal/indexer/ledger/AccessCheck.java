package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// Holds each entry of the access record against its row, its indexes and its run. Called for every
/// one in order; [#counts] once after the last.
final class AccessCheck implements AutoCloseable {
  private static final String FIND =
      " WHERE position = ? AND recorded_at = ? AND action = ? AND who_key = ?";

  private final Ledger.FaultSink faults;
  private final PreparedStatement byTime;
  private final PreparedStatement byAction;
  private final PreparedStatement byWho;
  private final PreparedStatement run;
  private long rows;
  private long runs;
  private long last;
  private long runFirst;

  AccessCheck(Connection connection, Ledger.FaultSink faults) throws SQLException {
    this.faults = faults;
    // Through the indexes, which can be wrong on their own.
    this.byTime =
        connection.prepareStatement("SELECT 1 FROM access_entry USE INDEX (access_by_time)" + FIND);
    this.byAction =
        connection.prepareStatement(
            "SELECT 1 FROM access_entry USE INDEX (access_by_action)" + FIND);
    this.byWho =
        connection.prepareStatement("SELECT 1 FROM access_entry USE INDEX (access_by_who)" + FIND);
    this.run =
        connection.prepareStatement(
            "SELECT last_position FROM access_run WHERE first_position = ?");
  }

  void entry(long position, Instant at, Accessed accessed) throws SQLException {
    rows++;
    AccessTable.Row row = AccessTable.Row.of(accessed);
    if (!isFound(byTime, position, at, row)
        || !isFound(byAction, position, at, row)
        || !isFound(byWho, position, at, row)) {
      fault(position, "the entry cannot be looked up in the access record");
    }
    if (position != last + 1 || runs == 0) {
      runEnds();
      runs++;
      runFirst = position;
    }
    last = position;
  }

  private static boolean isFound(
      PreparedStatement statement, long position, Instant at, AccessTable.Row row)
      throws SQLException {
    statement.setLong(1, position);
    statement.setLong(2, at.toEpochMilli());
    statement.setByte(3, row.action());
    statement.setLong(4, row.whoKey());
    try (ResultSet found = statement.executeQuery()) {
      return found.next();
    }
  }

  private void runEnds() throws SQLException {
    if (runs == 0) {
      return;
    }
    run.setLong(1, runFirst);
    try (ResultSet found = run.executeQuery()) {
      if (!found.next() || found.getLong(1) != last) {
        fault(
            runFirst,
            "entries %d to %d are of the access record and not recorded as such a run"
                .formatted(runFirst, last));
      }
    }
  }

  /// Every entry has its row, as looked up above; equal counts mean that there are no more.
  void counts(LedgerCheck check) throws SQLException {
    runEnds();
    check.count("access_entry", rows);
    check.count("access_run", runs);
  }

  private void fault(long position, String what) {
    faults.fault(new LedgerPosition(position), what);
  }

  @Override
  public void close() throws SQLException {
    try (byTime;
        byAction;
        byWho;
        run) {
      // Closed in reverse.
    }
  }
}
