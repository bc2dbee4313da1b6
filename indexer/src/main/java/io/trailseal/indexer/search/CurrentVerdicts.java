package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/// The current verdict of every object, kept up with the ledger.
///
/// Threads: any.
final class CurrentVerdicts {
  private final Ledger ledger;

  /// Held while catching up: the first question of many reads for all.
  private final ReentrantLock judging = new ReentrantLock();

  private VerdictMap verdicts = VerdictMap.EMPTY;

  CurrentVerdicts(Ledger ledger) {
    this.ledger = ledger;
  }

  /// As the ledger has them now; the first time all of them are read, then only what was added.
  VerdictMap now() throws IOException {
    judging.lock();
    try {
      verdicts = verdicts.caughtUp(ledger);
      return verdicts;
    } finally {
      judging.unlock();
    }
  }
}
