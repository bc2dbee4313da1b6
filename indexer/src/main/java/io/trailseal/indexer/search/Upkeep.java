package io.trailseal.indexer.search;

import java.io.IOException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/// Keeps the index whole, beside answering.
///
/// Threads: any.
public interface Upkeep {

  IndexState state();

  /// The first month of event time that is kept, or is being brought back; empty where all are.
  Optional<YearMonth> keptFrom();

  /// One month that answers.
  ///
  /// @param bytes on disk
  record KeptMonth(YearMonth month, long events, long bytes) {}

  /// The months that answer, oldest first, without what has no time.
  List<KeptMonth> months() throws IOException;

  /// What it takes to make something anew.
  ///
  /// @param bytes of disk, about, until what was there before is deleted
  /// @param bytesFree on this disk
  /// @param underWay whether it is being done already
  record Need(long bytes, long bytesFree, boolean underWay) {
    /// Whether there is room for it, and for what comes in meanwhile.
    public boolean isMet() {
      return underWay || bytesFree >= bytes;
    }
  }

  /// @param month as `2026-11` or `undated`; all of them where it is empty
  /// @throws IllegalArgumentException if it is no month
  Need need(Optional<String> month) throws IOException;

  /// Begins to make a month, or all, anew from the ledger, beside what answers; or finds that being
  /// done already. It survives a restart.
  ///
  /// @param month as [#need]
  /// @return the id of the [IndexState.Rebuild]: it is done once it is not among them any more
  /// @throws IOException also if there is not enough room; the message says how much is needed
  long rebuild(Optional<String> month) throws IOException;

  /// Why a rebuild ended without being done; empty where it did not, or another has since.
  Optional<String> gaveWay(long id);
}
