package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The access record in the ledger's database.
final class H2AccessLedger implements AccessLedger {
  private static final int READ_COUNT_MAX = 10_000;

  private final Appends appends;
  private final GroupCommit commits;

  H2AccessLedger(Appends appends) {
    this.appends = appends;
    this.commits =
        new GroupCommit(
            batch ->
                appends.append(
                    (connection, entries, _) -> AccessTable.append(connection, entries, batch)));
  }

  @Override
  public LedgerPosition append(Accessed accessed) throws IOException {
    return commits.append(accessed);
  }

  @Override
  public List<Recorded> newest(Filter filter, Optional<Place> before, int countMax)
      throws IOException {
    requireCount(countMax);
    long synced = appends.head().position();
    return appends
        .database()
        .read(connection -> AccessTable.newest(connection, filter, before, synced, countMax));
  }

  @Override
  public List<Leaf> leaves(Filter filter, LedgerPosition after, LedgerPosition upTo, int countMax)
      throws IOException {
    requireCount(countMax);
    long last = Math.min(upTo.value(), appends.head().position());
    return appends
        .database()
        .read(connection -> AccessTable.leaves(connection, filter, after.value(), last, countMax));
  }

  private static void requireCount(int countMax) {
    if (countMax < 1 || countMax > READ_COUNT_MAX) {
      throw new IllegalArgumentException(
          "1 to %,d entries can be read at once, not %,d".formatted(READ_COUNT_MAX, countMax));
    }
  }
}
