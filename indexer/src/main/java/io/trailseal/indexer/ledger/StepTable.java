package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/// Writes one step of custody: what it remembers, what it concluded, how far it has read.
final class StepTable {
  private StepTable() {}

  static void write(
      Connection connection, EntryTable.Appender entries, Tally tally, CustodyStep step)
      throws SQLException, IOException {
    long spanMax = 0;
    for (DigestFacts digest : step.digests()) {
      DigestTable.put(connection, digest);
      if (digest.verified()) {
        spanMax =
            Math.max(
                spanMax,
                DigestTable.milliseconds(digest.endTime())
                    - DigestTable.milliseconds(digest.startTime()));
      }
    }
    Map<String, Long> figures = Tally.all(connection);
    if (spanMax > figures.getOrDefault(Tally.SPAN_MAX, 0L)) {
      Tally.set(connection, Tally.SPAN_MAX, spanMax);
    }
    ChainQueries.conclude(connection, step.concluded());
    try (VerdictTable.Appender table = new VerdictTable.Appender(connection, entries, tally)) {
      for (VerdictReached verdict : step.verdicts()) {
        table.append(verdict);
      }
    }
    if (step.position().value() != figures.getOrDefault(Tally.CUSTODY_POSITION, -1L)) {
      Tally.set(connection, Tally.CUSTODY_POSITION, step.position().value());
    }
  }
}
