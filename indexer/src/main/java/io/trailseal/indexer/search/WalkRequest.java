package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.query.Query;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A question whose every answer is wanted.
///
/// @param from as in [SearchRequest]
/// @param to as in [SearchRequest]
/// @param asOf only events of objects up to this ledger entry; where it is empty, up to the one the
///   index has reached
/// @param after only events after this one in the order asked for: where a walk before ended
/// @param now what times that are counted from now are counted from; where it is empty, the moment
///   at which the walk begins
/// @param others whether hits say where else their event stands, which is looked up for each
/// @param cancelled as in [SearchRequest], while it is looked for what matches
public record WalkRequest(
    Query query,
    Optional<Instant> from,
    Optional<Instant> to,
    Order order,
    Optional<LedgerPosition> asOf,
    Optional<EventPlace> after,
    Optional<Instant> now,
    boolean others,
    BooleanSupplier cancelled) {

  /// With where else each event stands.
  public WalkRequest(
      Query query,
      Optional<Instant> from,
      Optional<Instant> to,
      Order order,
      Optional<LedgerPosition> asOf,
      Optional<EventPlace> after,
      Optional<Instant> now,
      BooleanSupplier cancelled) {
    this(query, from, to, order, asOf, after, now, true, cancelled);
  }

  /// Events of the same time by id; those without a time last.
  public enum Order {
    OLDEST_FIRST,
    NEWEST_FIRST
  }
}
