package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/// Holds each entry of what came in against the rows of versions, parked objects, lists and
/// freshness. Called for every entry in order; [#counts] and [#freshness] once after the last.
final class ArrivalCheck implements AutoCloseable {
  private final Connection connection;
  private final Ledger.FaultSink faults;
  private final Tally tally;
  private final PreparedStatement objectNamed;
  private final PreparedStatement olderObject;
  private final PreparedStatement versionHeld;
  private final PreparedStatement parked;
  private final PreparedStatement parkedByName;
  private final PreparedStatement stillParked;
  private final PreparedStatement intake;
  private final PreparedStatement intakeByList;
  private final PreparedStatement intakeBySame;
  private final FreshnessTable.Changes fresh = new FreshnessTable.Changes(Freshness.COUNT_MAX);
  private long versionRows;
  private long parkedRows;
  private long intakeRows;

  /// @param tally gets the figures as they should be
  ArrivalCheck(Connection connection, Ledger.FaultSink faults, Tally tally) throws SQLException {
    this.connection = connection;
    this.faults = faults;
    this.tally = tally;
    this.objectNamed =
        connection.prepareStatement("SELECT name_key FROM object_entry WHERE position = ?");
    this.olderObject =
        connection.prepareStatement(
            "SELECT 1 FROM object_entry USE INDEX (object_by_name)"
                + " WHERE name_key = ? AND position < ? LIMIT 1");
    this.versionHeld = connection.prepareStatement(VersionTable.FIND);
    this.parked =
        connection.prepareStatement(
            "SELECT name_key, version_key, until_position FROM parked WHERE position = ?");
    // Through the indexes, which are files of their own and can be wrong on their own.
    this.parkedByName =
        connection.prepareStatement(
            "SELECT 1 FROM parked USE INDEX (parked_by_name)"
                + " WHERE name_key = ? AND until_position = ? AND position = ?");
    this.stillParked =
        connection.prepareStatement(
            "SELECT position, version_key FROM parked USE INDEX (parked_by_name)"
                + " WHERE name_key = ? AND position < ?"
                + " AND (until_position = 0 OR until_position > ?)");
    this.intake =
        connection.prepareStatement("SELECT list, same_key FROM intake WHERE position = ?");
    this.intakeByList =
        connection.prepareStatement(
            "SELECT 1 FROM intake USE INDEX (intake_by_list) WHERE list = ? AND position = ?");
    this.intakeBySame =
        connection.prepareStatement(
            "SELECT 1 FROM intake USE INDEX (intake_by_same) WHERE same_key = ? AND position = ?");
  }

  void object(long position, Instant at, ObjectReceived object, byte[] nameKey)
      throws SQLException {
    versions(position, nameKey, object.version());
    cameIn(position, nameKey, object.version().versionId());
    fresh.add(object.name(), at);
    olderObject.setBytes(1, nameKey);
    olderObject.setLong(2, position);
    if (hasRow(olderObject)) {
      row(position, IntakeTable.Row.OVERWRITTEN);
    }
  }

  void versionSeen(long position, VersionSeen seen) throws SQLException {
    byte[] nameKey = NameKeys.of(seen.name());
    objectNamed.setLong(1, seen.object().value());
    try (ResultSet rows = objectNamed.executeQuery()) {
      if (seen.object().value() >= position
          || !rows.next()
          || !Arrays.equals(nameKey, rows.getBytes(1))) {
        fault(
            position,
            "a version is seen of entry %s, which is no earlier object of its name"
                .formatted(seen.object()));
      }
    }
    versions(position, nameKey, seen.version());
    cameIn(position, nameKey, seen.version().versionId());
  }

  /// Each version is under the first entry that says so: the rows that are not are too many.
  private void versions(long position, byte[] nameKey, S3Version version) throws SQLException {
    for (byte[] key : VersionTable.keys(nameKey, version)) {
      long held = VersionTable.position(versionHeld, key);
      if (held == position) {
        versionRows++;
      } else if (held == 0 || held > position) {
        fault(position, "its version cannot be looked up");
      }
    }
  }

  void parked(long position, ObjectParked object) throws SQLException {
    parkedRows++;
    byte[] nameKey = NameKeys.of(object.name());
    long versionKey = ParkedTable.versionKey(object.versionId());
    long until = -1;
    parked.setLong(1, position);
    try (ResultSet rows = parked.executeQuery()) {
      if (rows.next()
          && Arrays.equals(nameKey, rows.getBytes(1))
          && rows.getLong(2) == versionKey) {
        until = rows.getLong(3);
      }
    }
    parkedByName.setBytes(1, nameKey);
    parkedByName.setLong(2, until);
    parkedByName.setLong(3, position);
    if (until < 0 || !hasRow(parkedByName)) {
      fault(position, "the parked object cannot be looked up: its row is missing or differs");
    }
    if (until == 0) {
      tally.add(Tally.PARKED, 1);
    } else if (until > 0 && (until <= position || !isOvertakenBy(until, object))) {
      fault(
          position,
          "the parked object is recorded as overtaken by entry %d, which does not do that"
              .formatted(until));
    }
    stillParked(position, nameKey, waiting -> waiting == versionKey);
  }

  private boolean isOvertakenBy(long position, ObjectParked object) throws SQLException {
    Optional<Recorded> entry;
    try {
      entry = EntryTable.entry(connection, position);
    } catch (IOException _) {
      // It is damaged, which is said of it.
      return true;
    }
    return entry.isPresent()
        && switch (entry.get().entry()) {
          case ObjectReceived received ->
              received.name().equals(object.name())
                  && ParkedTable.overtakes(received.version().versionId(), object.versionId());
          case VersionSeen seen ->
              seen.name().equals(object.name())
                  && ParkedTable.overtakes(seen.version().versionId(), object.versionId());
          case ObjectParked again ->
              again.name().equals(object.name()) && again.versionId().equals(object.versionId());
          default -> false;
        };
  }

  private void cameIn(long position, byte[] nameKey, Optional<String> versionId)
      throws SQLException {
    long versionKey = ParkedTable.versionKey(versionId);
    stillParked(
        position, nameKey, waiting -> versionKey == 0 || waiting == 0 || waiting == versionKey);
  }

  /// @param overtaken whether one of this version key is
  private void stillParked(long position, byte[] nameKey, LongPredicate overtaken)
      throws SQLException {
    stillParked.setBytes(1, nameKey);
    stillParked.setLong(2, position);
    stillParked.setLong(3, position);
    try (ResultSet rows = stillParked.executeQuery()) {
      while (rows.next()) {
        if (overtaken.test(rows.getLong(2))) {
          fault(
              rows.getLong(1),
              "entry %d overtakes the parked object, which is not recorded".formatted(position));
        }
      }
    }
  }

  void removed(long position, ObjectRemoved removed) throws SQLException {
    row(position, IntakeTable.Row.of(removed));
  }

  void message(long position, MessageKept message) throws SQLException {
    row(position, IntakeTable.Row.of(message));
  }

  void compared(long position, BucketCompared compared) throws SQLException {
    row(position, IntakeTable.Row.of(compared));
    IntakeTable.count(compared, tally);
  }

  private void row(long position, IntakeTable.Row row) throws SQLException {
    intakeRows++;
    row.addTo(tally);
    byte list = IntakeTable.number(row.list());
    intake.setLong(1, position);
    boolean fits;
    try (ResultSet rows = intake.executeQuery()) {
      fits = rows.next() && rows.getByte(1) == list && rows.getLong(2) == row.sameKey();
    }
    intakeByList.setByte(1, list);
    intakeByList.setLong(2, position);
    intakeBySame.setLong(1, row.sameKey());
    intakeBySame.setLong(2, position);
    if (!fits || !hasRow(intakeByList) || (row.sameKey() != 0 && !hasRow(intakeBySame))) {
      fault(position, "the entry is not in its list");
    }
  }

  /// Every entry has its rows, as looked up above; equal counts mean that there are no more.
  void counts(LedgerCheck check) throws SQLException {
    check.count("version_held", versionRows);
    check.count("parked", parkedRows);
    check.count("intake", intakeRows);
  }

  /// The newest times must be what all objects together say.
  void freshness() throws SQLException {
    Map<FreshnessTable.Place, FreshnessTable.Times> found = FreshnessTable.all(connection);
    if (found.equals(fresh.places())) {
      return;
    }
    Optional<FreshnessTable.Place> first =
        fresh.places().entrySet().stream()
            .filter(each -> !each.getValue().equals(found.get(each.getKey())))
            .map(Map.Entry::getKey)
            .findFirst();
    fault(
        0,
        first
            .map(
                place ->
                    "the newest objects of %s in %s are not those that are recorded"
                        .formatted(place.account(), place.region()))
            .orElse("freshness is recorded of accounts and regions that no object is of"));
  }

  private static boolean hasRow(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next();
    }
  }

  private void fault(long position, String what) {
    faults.fault(new LedgerPosition(position), what);
  }

  @Override
  public void close() throws SQLException {
    try (objectNamed;
        olderObject;
        versionHeld;
        parked;
        parkedByName;
        stillParked;
        intake;
        intakeByList;
        intakeBySame) {
      // Closed in reverse.
    }
  }
}
