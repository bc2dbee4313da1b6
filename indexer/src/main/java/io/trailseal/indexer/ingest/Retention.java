package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;

/// Enters in the ledger what the search index is to keep. The index follows the ledger, here too:
/// it drops months, and brings them back, when it comes to such an entry.
///
/// It stands here because whatever the ledger learns from outside comes through this room.
///
/// Threads: any.
public final class Retention {
  private final Ledger ledger;

  public Retention(Ledger ledger) {
    this.ledger = ledger;
  }

  /// Returns once that is durable. It has no effect before the index is woken and follows.
  public LedgerPosition set(RetentionSet retention) throws IOException {
    return ledger.appendRetention(retention);
  }
}
