package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Re-derives what the ledger claims about itself, entry by entry, in bounded memory. Runs on one
/// unchanging view.
final class LedgerCheck {
  private static final int PAGE_COUNT = 1_000;

  private final Connection connection;
  private final Ledger.FaultSink faults;
  private final Tally tally = new Tally();
  private long quarantined;
  private long objects;
  private long keys;
  private long damaged;

  /// By fingerprint, the key that was learned first. A ring is small: every check holds it.
  private final Map<String, PublishedKey> ring = new HashMap<>();

  private final ArrivalCheck arrivals;
  private final AccessCheck access;

  LedgerCheck(Connection connection, Ledger.FaultSink faults) throws SQLException {
    this.connection = connection;
    this.faults = faults;
    this.arrivals = new ArrivalCheck(connection, faults, tally);
    this.access = new AccessCheck(connection, faults);
  }

  void run() throws SQLException, IOException {
    try (access;
        arrivals) {
      entries();
      counts();
      arrivals.counts(this);
      access.counts(this);
      if (damaged == 0) {
        figures();
        arrivals.freshness();
      }
    }
    new VerdictCheck(connection, faults).run();
    new MemoryCheck(connection, faults).run();
  }

  private void entries() throws SQLException {
    long due = 1;
    try (PreparedStatement page =
            connection.prepareStatement(
                "SELECT position, recorded_at, kind, leaf_hash, body FROM entry"
                    + " WHERE position >= ? ORDER BY position LIMIT ?");
        Lookups lookups = new Lookups(connection)) {
      int count;
      do {
        page.setLong(1, due);
        page.setInt(2, PAGE_COUNT);
        count = 0;
        try (ResultSet rows = page.executeQuery()) {
          while (rows.next()) {
            count++;
            long position = rows.getLong(1);
            if (position != due) {
              fault(due, "entries %d to %d are missing".formatted(due, position - 1));
              damaged++;
            }
            due = position + 1;
            entry(position, rows, lookups);
          }
        }
      } while (count == PAGE_COUNT);
    }
  }

  private void entry(long position, ResultSet rows, Lookups lookups) throws SQLException {
    byte[] body = rows.getBytes(5);
    Sha256 leafHash = EntryFormat.leafHash(body);
    if (!Arrays.equals(leafHash.toByteArray(), rows.getBytes(4))) {
      fault(position, "its bytes have the leaf hash %s, not the recorded one".formatted(leafHash));
    }
    EntryParser.Parsed parsed;
    try {
      parsed = EntryParser.parse(position, body);
    } catch (IOException e) {
      damaged++;
      fault(position, String.valueOf(e.getMessage()));
      return;
    }
    if (!Arrays.equals(EntryFormat.body(parsed.at(), parsed.entry()), body)) {
      fault(position, "its bytes are not in the canonical form");
    }
    if (rows.getLong(2) != parsed.at().toEpochMilli()
        || rows.getByte(3) != EntryFormat.kind(parsed.entry())) {
      fault(position, "its columns recorded_at and kind differ from its bytes");
    }
    switch (parsed.entry()) {
      case ObjectReceived object -> object(position, parsed.at(), object, lookups);
      case VerdictReached verdict -> lookups.verdict(position, verdict, faults);
      case VersionSeen seen -> arrivals.versionSeen(position, seen);
      case ObjectParked parked -> arrivals.parked(position, parked);
      case ObjectRemoved removed -> arrivals.removed(position, removed);
      case MessageKept message -> arrivals.message(position, message);
      case BucketCompared compared -> arrivals.compared(position, compared);
      case LedgerEntry.Accessed accessed -> access.entry(position, parsed.at(), accessed);
      case LedgerEntry.RetentionSet _ -> {} // nothing is derived from it here
      case KeyLearned learned -> key(position, learned.key(), lookups);
    }
  }

  private void key(long position, PublishedKey key, Lookups lookups) throws SQLException {
    keys++;
    if (!lookups.isKey(position)) {
      fault(position, "the key is not in the ring");
    }
    if (!PublishedKey.fingerprintOf(key.der().toByteArray()).equals(key.fingerprint())) {
      fault(position, "the key's fingerprint is not that of its bytes");
    }
    PublishedKey first = ring.putIfAbsent(key.fingerprint(), key);
    if (first != null && !first.isSameKey(key)) {
      fault(position, "the key has the fingerprint of another key; it is not used");
    }
  }

  private void object(long position, Instant at, ObjectReceived object, Lookups lookups)
      throws SQLException {
    objects++;
    ObjectTable.Row row = ObjectTable.Row.of(position, object);
    row.addTo(tally);
    byte[] nameKey = NameKeys.of(object.name());
    if (!lookups.isObject(row, nameKey)) {
      fault(position, "the object cannot be looked up: its row is missing or differs");
    }
    arrivals.object(position, at, object, nameKey);
    if (row.quarantined()) {
      quarantined++;
      if (!lookups.isQuarantined(position)) {
        fault(position, "the object has defects and is not among the quarantined");
      }
    }
  }

  /// Every entry has its row, as looked up above; equal counts mean that no row is without entry.
  private void counts() throws SQLException {
    count("object_entry", objects);
    count("quarantined", quarantined);
    count("key_entry", keys);
  }

  void count(String table, long due) throws SQLException {
    // The table's name is a constant of ours.
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT COUNT(*) FROM " + table);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      if (rows.getLong(1) != due) {
        fault(0, "%s has %,d rows for %,d entries".formatted(table, rows.getLong(1), due));
      }
    }
  }

  private void figures() throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT o.kind, v.code, COUNT(*) FROM verdict_current v"
                    + " JOIN object_entry o ON o.position = v.object_position"
                    + " GROUP BY o.kind, v.code");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String figure = VerdictTable.figure(rows.getInt(1));
        if (!figure.isEmpty()) {
          tally.add(figure + VerdictCode.word(rows.getInt(2)), rows.getLong(3));
        }
      }
    }
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT code, COUNT(*) FROM absent_current GROUP BY code");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        tally.add(Tally.ABSENT + VerdictCode.word(rows.getInt(1)), rows.getLong(2));
      }
    }
    Map<String, Long> recorded = Tally.all(connection);
    recorded.remove(Tally.SPAN_MAX);
    long custody = recorded.getOrDefault(Tally.CUSTODY_POSITION, 0L);
    recorded.remove(Tally.CUSTODY_POSITION);
    Map<String, Long> due = Tally.under(tally.changes(), "");
    Map<String, Long> found = Tally.under(recorded, "");
    if (!due.equals(found)) {
      fault(0, "the figures should be %s and are %s".formatted(due, found));
    }
    long head = EntryTable.newest(connection).position();
    if (custody > head) {
      fault(0, "custody has read up to %d and the newest entry is %d".formatted(custody, head));
    }
  }

  private void fault(long position, String what) {
    faults.fault(new LedgerPosition(position), what);
  }
}
