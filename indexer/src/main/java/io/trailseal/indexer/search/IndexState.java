package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.List;
import java.util.Optional;

/// How whole the index is.
///
/// @param reservations what is not searched and why, a sentence each; empty where everything is
/// @param rebuilds what is made anew or brought up to the rest, beside it
/// @param trouble why that does not get on; empty while it does
/// @param retention what is not kept, in a sentence; empty where everything is
public record IndexState(
    List<String> reservations,
    List<Rebuild> rebuilds,
    Optional<String> trouble,
    Optional<String> retention) {
  public IndexState {
    reservations = List.copyOf(reservations);
    rebuilds = List.copyOf(rebuilds);
  }

  /// Months that are made anew, or brought up.
  ///
  /// @param id counts up; a number is never used again
  /// @param months which, for a person
  /// @param reached up to which ledger entry they are complete
  /// @param trouble why the last attempt failed; it is tried again
  public record Rebuild(long id, String months, LedgerPosition reached, Optional<String> trouble) {}
}
