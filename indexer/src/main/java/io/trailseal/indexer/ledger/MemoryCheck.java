package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.DigestFacts.Listed;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Holds custody's memory of digests against the entries and against itself, digest by digest.
final class MemoryCheck {
  private final Connection connection;
  private final Ledger.FaultSink faults;
  private long parts;
  private long listed;

  MemoryCheck(Connection connection, Ledger.FaultSink faults) {
    this.connection = connection;
    this.faults = faults;
  }

  void run() throws SQLException, IOException {
    long spanMax = Tally.all(connection).getOrDefault(Tally.SPAN_MAX, 0L);
    long from = 0;
    try (PreparedStatement next =
        connection.prepareStatement(
            "SELECT position, name_key, previous_key, span_key, chain_key, start_at, end_at,"
                + " fingerprint, verified, facts FROM digest WHERE position >= ? ORDER BY position LIMIT 1")) {
      boolean more = true;
      while (more) {
        next.setLong(1, from);
        try (ResultSet rows = next.executeQuery()) {
          more = rows.next();
          if (more) {
            from = rows.getLong(1) + 1;
            digest(rows, spanMax);
          }
        }
      }
    }
    count("digest_part", parts);
    count("listed", listed);
    unconcluded();
  }

  /// What is still to be concluded about must be there and be believed.
  private void unconcluded() throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT u.position FROM unconcluded u LEFT JOIN digest d"
                    + " ON d.position = u.position WHERE d.verified IS NULL OR d.verified = FALSE"
                    + " ORDER BY u.position LIMIT 100");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        faults.fault(
            new LedgerPosition(rows.getLong(1)),
            "custody is to conclude about a digest here, and remembers no verified one");
      }
    }
  }

  private void digest(ResultSet rows, long spanMax) throws SQLException {
    LedgerPosition at = new LedgerPosition(rows.getLong(1));
    try {
      List<byte[]> stored = DigestTable.parts(connection, at.value());
      parts += stored.size();
      DigestFacts facts = DigestFormat.facts(at, rows.getBytes(10), List.of());
      if (!columnsFit(rows, facts, spanMax)) {
        faults.fault(at, "what is remembered of the digest differs from its lookup columns");
      }
      Optional<Recorded> entry = EntryTable.entry(connection, at.value());
      if (entry.isEmpty()
          || !(entry.get().entry() instanceof ObjectReceived object)
          || !object.name().equals(facts.name())) {
        faults.fault(at, "a digest is remembered here, and the entry is no object of its name");
      }
      int ordinal = 0;
      for (byte[] part : stored) {
        for (Listed each : DigestFormat.listed(at, part)) {
          listing(at, ordinal, each);
          ordinal++;
        }
      }
      listed += ordinal;
    } catch (IOException e) {
      faults.fault(at, String.valueOf(e.getMessage()));
    }
  }

  private static boolean columnsFit(ResultSet rows, DigestFacts facts, long spanMax)
      throws SQLException {
    long start = DigestTable.milliseconds(facts.startTime());
    long end = DigestTable.milliseconds(facts.endTime());
    return Arrays.equals(rows.getBytes(2), NameKeys.of(facts.name()))
        && Arrays.equals(rows.getBytes(3), DigestTable.previousKey(facts))
        && rows.getLong(4) == DigestTable.spanKey(facts)
        && rows.getLong(5) == NameKeys.ofText(facts.chain())
        && rows.getLong(6) == start
        && rows.getLong(7) == end
        && Objects.equals(rows.getString(8), DigestTable.fingerprint(facts.fingerprint()))
        && rows.getBoolean(9) == facts.verified()
        && (!facts.verified() || end - start <= spanMax);
  }

  private void listing(LedgerPosition at, int ordinal, Listed each) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM listed WHERE name_key = ? AND id = ?")) {
      statement.setBytes(1, NameKeys.of(each.name()));
      statement.setLong(2, (at.value() << DigestTable.LISTED_BITS) + ordinal);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          faults.fault(at, "the digest lists %s, which cannot be looked up".formatted(each.name()));
        }
      }
    }
  }

  private void count(String table, long due) throws SQLException {
    // The table's name is one of the constants above.
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT COUNT(*) FROM " + table);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      if (rows.getLong(1) != due) {
        faults.fault(
            LedgerPosition.START,
            "%s has %,d rows, digests account for %,d".formatted(table, rows.getLong(1), due));
      }
    }
  }
}
