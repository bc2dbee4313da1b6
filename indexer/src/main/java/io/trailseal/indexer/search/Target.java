package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Months that an [Intake] fills: those that answer ([Months]), or those made beside them
/// ([Mending]).
///
/// Threads: [#of(long)], [#relieve()], [#noteUnreadable(LedgerPosition)] and [#flushBuffers()] from
/// the workers; the others from the following thread, between batches.
interface Target {

  /// How far the ledger has been taken in durably.
  LedgerPosition settled();

  /// The month of this time, created where it is new; null where its events are not wanted here.
  @Nullable Month of(long time) throws IOException;

  void noteUnreadable(LedgerPosition object) throws IOException;

  /// Writes buffers out while they hold too much.
  void relieve();

  /// Writes out what buffers hold; see [Month#flushBuffers()].
  void flushBuffers();

  boolean hasTooManyWriters();

  /// Sets aside the months that failed, so that the others go on.
  ///
  /// @throws IOException if none would be left to go on with
  void sortOut() throws IOException;

  /// Makes everything up to `position` durable.
  void settle(LedgerPosition position) throws IOException;

  /// Forgets everything since the last commits.
  void rollback() throws IOException;
}
