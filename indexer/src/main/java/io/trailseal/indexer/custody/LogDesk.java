package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.Listing;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.LogCheck;
import io.trailseal.verifier.trail.Defect;
import java.util.List;
import java.util.Optional;

/// Decides about one log file from the digests that list it.
final class LogDesk {
  private LogDesk() {}

  /// @param listings of this log file's name, verified digests first
  static Verdict verdict(ObjectReceived log, List<Listing> listings) {
    Optional<Listing> verified = listings.stream().filter(Listing::verified).findFirst();
    if (log.kept().isEmpty()) {
      return new Verdict.Undecided(log.name(), whyUnread(log), DigestDesk.firstDefect(log));
    }
    if (verified.isEmpty()) {
      return new Verdict.Undecided(log.name(), Obstacle.NO_DIGEST_YET, "");
    }
    // One log file is listed once; should two verified digests list it, either proves it.
    Verdict first =
        LogCheck.check(
            log.name(), verified.get().hash(), log.reading(), verified.get().digestName());
    return listings.stream()
        .filter(Listing::verified)
        .map(
            listing ->
                LogCheck.check(log.name(), listing.hash(), log.reading(), listing.digestName()))
        .filter(Verdict.Intact.class::isInstance)
        .findFirst()
        .orElse(first);
  }

  /// Why an object's bytes are not here.
  static Obstacle whyUnread(ObjectReceived object) {
    return object.defects().stream().anyMatch(Defect::isOverLimit)
        ? Obstacle.OBJECT_OVER_LIMIT
        : Obstacle.OBJECT_NOT_READABLE;
  }
}
