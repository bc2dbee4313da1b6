package io.trailseal.verifier.check;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Which part of an archive to examine. Empty means all of it.
///
/// @param from digests that end after this, and the log files they list
/// @param to digests that start before this; also the latest time at which anything is overdue
/// @param accounts 12 digits each
/// @param regions the regions events come from
/// @param trails names of trails: only digests of these; no log file is called unlisted or injected
///   then, because the other trails' digests may list it
public record Scope(
    Optional<Instant> from,
    Optional<Instant> to,
    Set<String> accounts,
    Set<String> regions,
    Set<String> trails) {
  public static final Scope EVERYTHING =
      new Scope(Optional.empty(), Optional.empty(), Set.of(), Set.of(), Set.of());

  public Scope {
    accounts = Set.copyOf(accounts);
    regions = Set.copyOf(regions);
    trails = Set.copyOf(trails);
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw new IllegalArgumentException(
          "the end must be after the start, was %s to %s".formatted(from.get(), to.get()));
    }
  }

  /// Whether a digest that ends then is in it.
  boolean hasDigest(Instant end) {
    return from.filter(start -> !end.isAfter(start)).isEmpty()
        && to.filter(until -> !end.minus(Cadence.HOUR).isBefore(until)).isEmpty();
  }

  /// Whether a log file delivered then is in it.
  boolean hasLog(Instant delivered) {
    return from.filter(delivered::isBefore).isEmpty()
        && to.filter(until -> !delivered.isBefore(until)).isEmpty();
  }
}
