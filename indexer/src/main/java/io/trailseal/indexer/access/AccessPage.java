package io.trailseal.indexer.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Entries of the access record, the latest first.
///
/// @param next where to go on; present also where this page has fewer than asked for, because
///   looking on would have taken too long
/// @param reached the time of the last entry that was looked at
public record AccessPage(
    List<AccessEntry> entries, Optional<String> next, Optional<Instant> reached) {
  public AccessPage {
    entries = List.copyOf(entries);
  }
}
