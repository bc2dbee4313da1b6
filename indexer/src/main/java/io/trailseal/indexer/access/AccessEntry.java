package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.Sha256;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// One entry of the access record. Its texts are as they came: whoever shows them escapes them.
///
/// @param leafHash SHA-256 over a zero byte and the entry's canonical bytes
public record AccessEntry(LedgerPosition position, Instant at, Sha256 leafHash, Accessed accessed) {

  static Optional<AccessEntry> of(Recorded recorded) {
    return recorded.entry() instanceof Accessed accessed
        ? Optional.of(
            new AccessEntry(
                recorded.position(), recorded.recordedAt(), recorded.leafHash(), accessed))
        : Optional.empty();
  }

  public Optional<String> detail(AccessDetail detail) {
    return Optional.ofNullable(accessed.details().get(detail));
  }

  /// @param lowerCase as `toLowerCase(Locale.ROOT)` makes it
  boolean mentions(String lowerCase) {
    Accessed.Who who = accessed.who();
    return contains(who.name(), lowerCase)
        || contains(who.address(), lowerCase)
        || who.credential().filter(part -> contains(part, lowerCase)).isPresent()
        || accessed.details().values().stream().anyMatch(text -> contains(text, lowerCase));
  }

  private static boolean contains(String text, String lowerCase) {
    return text.toLowerCase(Locale.ROOT).contains(lowerCase);
  }
}
