package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.Ledger.IntakeList;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table `intake`: removals, kept messages, comparisons and overwritten objects.
final class IntakeTable {
  private IntakeTable() {}

  /// Lists as numbers in a column. They are in databases: never reused.
  static byte number(IntakeList list) {
    return switch (list) {
      case REMOVED -> 1;
      case OVERWRITTEN -> 2;
      case MESSAGES_CONFIG -> 3;
      case MESSAGES_SET_ASIDE -> 4;
      case COMPARISONS -> 5;
    };
  }

  /// One row: what it must be, given the entry.
  ///
  /// @param sameKey 0 where no other entry is the same
  record Row(IntakeList list, long sameKey) {
    static final Row OVERWRITTEN = new Row(IntakeList.OVERWRITTEN, 0);

    static Row of(ObjectRemoved removed) {
      String version =
          removed
              .versionId()
              .map(id -> "id " + id)
              .orElse("at " + removed.at().map(Instant::toString).orElse(""));
      return new Row(
          IntakeList.REMOVED,
          hash(
              "removed",
              removed.name().bucket(),
              removed.name().key(),
              Boolean.toString(removed.marker()),
              version));
    }

    static Row of(MessageKept kept) {
      return new Row(
          kept.kind() == LedgerEntry.MessageKind.CONFIG
              ? IntakeList.MESSAGES_CONFIG
              : IntakeList.MESSAGES_SET_ASIDE,
          ofMessage(kept.queue(), kept.id()));
    }

    static Row of(BucketCompared compared) {
      // One that found nothing says something new each time: that nothing was lost until then.
      return new Row(
          IntakeList.COMPARISONS,
          compared.found() == 0
              ? 0
              : hash(
                  "compared",
                  compared.prefix().bucket(),
                  compared.prefix().keyPrefix(),
                  compared.listing().hex()));
    }

    void addTo(Tally tally) {
      switch (list) {
        case REMOVED -> tally.add(Tally.REMOVED, 1);
        case OVERWRITTEN -> tally.add(Tally.OVERWRITTEN, 1);
        case MESSAGES_CONFIG -> tally.add(Tally.MESSAGES_CONFIG, 1);
        case MESSAGES_SET_ASIDE -> tally.add(Tally.MESSAGES_SET_ASIDE, 1);
        // What they found is counted with the entry.
        case COMPARISONS -> {}
      }
    }
  }

  private static long ofMessage(String queue, String id) {
    return hash("message", queue, id);
  }

  private static long hash(String... parts) {
    return Math.max(1, NameKeys.ofText(String.join("\0", parts)) >>> 1);
  }

  /// Whether two entries with the same key say the same.
  private static boolean isSame(LedgerEntry known, LedgerEntry entry) {
    return switch (entry) {
      case ObjectRemoved removed ->
          known instanceof ObjectRemoved before
              && before.name().equals(removed.name())
              && before.marker() == removed.marker()
              && before.versionId().equals(removed.versionId())
              && (before.versionId().isPresent() || before.at().equals(removed.at()));
      // The same bytes may lie in another place of the vault.
      case MessageKept kept ->
          known instanceof MessageKept before
              && before.queue().equals(kept.queue())
              && before.id().equals(kept.id())
              && before.body().hash().equals(kept.body().hash());
      default -> known.equals(entry);
    };
  }

  /// Counts what a comparison found.
  static void count(BucketCompared compared, Tally tally) {
    if (compared.purpose() == BucketCompared.Purpose.RECONCILIATION) {
      tally.add(Tally.RECONCILIATIONS, 1);
      tally.add(Tally.FOUND_BY_LISTING, compared.found());
    }
  }

  /// Appends entries within one transaction.
  static final class Appender implements AutoCloseable {
    private final Connection connection;
    private final EntryTable.Appender entries;
    private final Tally tally;
    private final PreparedStatement find;
    private final PreparedStatement insert;

    Appender(Connection connection, EntryTable.Appender entries, Tally tally) throws SQLException {
      this.connection = connection;
      this.entries = entries;
      this.tally = tally;
      this.find = connection.prepareStatement("SELECT position FROM intake WHERE same_key = ?");
      this.insert =
          connection.prepareStatement(
              "INSERT INTO intake (position, list, same_key) VALUES (?, ?, ?)");
    }

    Appended append(ObjectRemoved removed) throws SQLException, IOException {
      return append(removed, Row.of(removed));
    }

    Appended append(MessageKept kept) throws SQLException, IOException {
      return append(kept, Row.of(kept));
    }

    Appended append(BucketCompared compared) throws SQLException, IOException {
      Appended appended = append(compared, Row.of(compared));
      if (appended.isNew()) {
        count(compared, tally);
      }
      return appended;
    }

    private Appended append(LedgerEntry entry, Row row) throws SQLException, IOException {
      if (row.sameKey() != 0) {
        find.setLong(1, row.sameKey());
        for (long position : ObjectTable.positions(find)) {
          if (isSame(EntryTable.entry(connection, position).orElseThrow().entry(), entry)) {
            return new Appended(new LedgerPosition(position), false);
          }
        }
      }
      long position = entries.append(entry);
      put(position, row);
      return new Appended(new LedgerPosition(position), true);
    }

    /// An object came in whose name had another one before.
    void overwritten(long position) throws SQLException {
      put(position, Row.OVERWRITTEN);
    }

    private void put(long position, Row row) throws SQLException {
      insert.setLong(1, position);
      insert.setByte(2, number(row.list()));
      insert.setLong(3, row.sameKey());
      insert.executeUpdate();
      row.addTo(tally);
    }

    @Override
    public void close() throws SQLException {
      try (find;
          insert) {
        // Closed in reverse.
      }
    }
  }

  static Optional<Recorded> message(Connection connection, String queue, String id)
      throws SQLException, IOException {
    return EntryTable.query(
            connection,
            "SELECT "
                + EntryTable.COLUMNS
                + " FROM intake i JOIN entry e ON e.position = i.position WHERE i.same_key = ?",
            statement -> statement.setLong(1, ofMessage(queue, id)))
        .stream()
        .filter(
            each ->
                each.entry() instanceof MessageKept kept
                    && kept.queue().equals(queue)
                    && kept.id().equals(id))
        .max(Comparator.comparing(Recorded::position));
  }

  static List<Recorded> newest(Connection connection, IntakeList list, long before, int countMax)
      throws SQLException, IOException {
    return EntryTable.query(
        connection,
        "SELECT "
            + EntryTable.COLUMNS
            + " FROM intake i USE INDEX (intake_by_list) JOIN entry e ON e.position = i.position"
            + " WHERE i.list = ? AND i.position < ?"
            + " ORDER BY i.list DESC, i.position DESC LIMIT ?",
        statement -> {
          statement.setByte(1, number(list));
          statement.setLong(2, before);
          statement.setInt(3, countMax);
        });
  }

  static IntakeCounts counts(Map<String, Long> figures) {
    return new IntakeCounts(
        figures.getOrDefault(Tally.PARKED, 0L),
        figures.getOrDefault(Tally.REMOVED, 0L),
        figures.getOrDefault(Tally.OVERWRITTEN, 0L),
        figures.getOrDefault(Tally.MESSAGES_CONFIG, 0L),
        figures.getOrDefault(Tally.MESSAGES_SET_ASIDE, 0L),
        figures.getOrDefault(Tally.FOUND_BY_LISTING, 0L),
        figures.getOrDefault(Tally.RECONCILIATIONS, 0L));
  }
}
