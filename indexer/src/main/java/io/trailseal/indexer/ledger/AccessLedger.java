package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.verifier.Payload;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The ledger's entries about who did what: the door that `access` has to them.
///
/// Threads: any.
///
/// Failures: `IOException` where the database cannot be read or written.
public interface AccessLedger {
  /// Appends an entry. Those of several threads share a transaction and a sync: who comes while one
  /// is being written goes into the next. Wakes nobody. Only `access` calls this.
  ///
  /// @return once it is on disk
  /// @throws IOException if it could not be written, or too many wait already. After a failed write
  ///   it may be there all the same
  LedgerPosition append(Accessed accessed) throws IOException;

  /// Entries that fit, the latest first: by time, and within a millisecond by position. What the
  /// rest of the filter is about is for the caller to look at.
  ///
  /// @param before only what comes after this in that order
  /// @param countMax 1 to 10,000
  List<Recorded> newest(Filter filter, Optional<Place> before, int countMax) throws IOException;

  /// Entries that fit with their canonical bytes, in the ledger's order.
  ///
  /// @param upTo the last entry that may be among them
  /// @param countMax 1 to 10,000
  /// @throws IOException also if an entry's bytes do not have its leaf hash
  List<Leaf> leaves(Filter filter, LedgerPosition after, LedgerPosition upTo, int countMax)
      throws IOException;

  /// Which entries.
  ///
  /// @param who of whom; upper and lower case are one
  /// @param from not before
  /// @param to before
  record Filter(
      Optional<String> who,
      Optional<AccessAction> action,
      Optional<Instant> from,
      Optional<Instant> to) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Where an entry stands among those that are listed.
  record Place(Instant recordedAt, LedgerPosition position) {
    public static Place of(Recorded recorded) {
      return new Place(recorded.recordedAt(), recorded.position());
    }
  }

  /// An entry and the bytes that its leaf hash is of, behind a zero byte.
  record Leaf(Recorded recorded, Payload body) {}
}
