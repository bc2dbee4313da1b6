package io.trailseal.indexer.search;

import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.ledger.Ledger;
import java.io.Closeable;
import java.io.IOException;

/// Which events match? The one door to this package.
///
/// Threads: questions from any thread, while one thread follows.
public interface Search extends Follower, Closeable {

  /// All that may be asked, as this audience sees it.
  Questions shownTo(Audience audience);

  /// How whole the index is, what it keeps, and making it anew.
  Upkeep upkeep();

  /// Holds the index against the ledger: the position, and for each object entry the number of
  /// events. Each thing wrong is one sentence.
  void check(Ledger.FaultSink faults) throws IOException;

  /// How long what came in since this process began was on its way.
  Lag lag();

  /// Bytes on disk.
  long bytes() throws IOException;

  @Override
  void close() throws IOException;
}
