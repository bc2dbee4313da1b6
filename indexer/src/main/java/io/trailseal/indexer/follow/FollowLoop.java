package io.trailseal.indexer.follow;

import io.trailseal.indexer.ledger.Ledger;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// Takes followers along the ledger: one thread each, batch by batch, from where they stand.
public final class FollowLoop implements Closeable {

  public FollowLoop(Ledger ledger, List<Follower> followers) {
    throw new IllegalStateException("follow not built yet: " + ledger + followers);
  }

  /// Starts one daemon thread per follower; each follows to the head, then waits for [#wake()] or a
  /// second.
  public void start() {}

  /// Something was appended.
  public void wake() {}

  /// Returns once every follower has durably reached the ledger's head as it was at the call (for
  /// search: what custody appends meanwhile is not waited for).
  ///
  /// @throws IOException if a follower cannot go on; the message says which and why
  public void awaitCaughtUp() throws IOException, InterruptedException {
    throw new IOException("follow not built yet");
  }

  @Override
  public void close() throws IOException {}
}
