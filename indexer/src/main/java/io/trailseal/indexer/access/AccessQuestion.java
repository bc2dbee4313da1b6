package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessLedger;
import java.time.Instant;
import java.util.Optional;

/// Which entries of the access record.
///
/// @param who of whom, by name; upper and lower case are one
/// @param from not before
/// @param to before
/// @param text occurs in a name, a credential, an address or a detail, in upper or lower case
public record AccessQuestion(
    Optional<String> who,
    Optional<AccessAction> action,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> text) {
  public static final AccessQuestion ALL =
      new AccessQuestion(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  AccessLedger.Filter filter() {
    return new AccessLedger.Filter(who, action, from, to);
  }
}
