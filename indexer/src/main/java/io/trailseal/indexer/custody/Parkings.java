package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Listing;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Missing.Ground;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Objects that S3 has and does not give us: nobody can tell whether they are what they should be,
/// and nobody may call them missing. Where S3 says that there is no such object, it is not here for
/// the same reason as any other.
final class Parkings {
  private static final int PAGE_COUNT = 500;

  private final Ledger ledger;

  Parkings(Ledger ledger) {
    this.ledger = ledger;
  }

  /// What to say of an object that S3 has and does not give us; empty for every other.
  Optional<Verdict.Undecided> obstacle(S3Name name) throws IOException {
    Optional<Recorded> parked = ledger.parkedNamed(name);
    return parked.isPresent() && parked.get().entry() instanceof ObjectParked object
        ? obstacle(object)
        : Optional.empty();
  }

  static Optional<Verdict.Undecided> obstacle(ObjectParked object) {
    return object
        .reason()
        .obstacle()
        .map(why -> new Verdict.Undecided(object.name(), why, object.detail()));
  }

  /// A verdict about an object that is not here, or what to say instead because it is parked.
  Verdict excuse(Verdict absent) throws IOException {
    Optional<Verdict.Undecided> instead =
        accuses(absent) ? obstacle(absent.subject()) : Optional.empty();
    return instead.isPresent() ? instead.get() : absent;
  }

  private static boolean accuses(Verdict verdict) {
    return verdict instanceof Verdict.Missing || verdict instanceof Verdict.Overdue;
  }

  /// Looks at what was parked since, and tells what is to be said now of those about which
  /// something else was said.
  ///
  /// @param after the newest parked object that was looked at
  /// @return the same for the next time
  LedgerPosition collect(LedgerPosition after, Consumer<Verdict> verdicts) throws IOException {
    LedgerPosition at = after;
    List<Recorded> page = ledger.parked(at, PAGE_COUNT);
    while (!page.isEmpty()) {
      for (Recorded recorded : page) {
        at = recorded.position();
        if (recorded.entry() instanceof ObjectParked object) {
          now(object.name()).ifPresent(verdicts);
        }
      }
      page = ledger.parked(at, PAGE_COUNT);
    }
    return at;
  }

  private Optional<Verdict> now(S3Name name) throws IOException {
    Optional<Recorded> recorded = ledger.absentVerdict(name);
    if (recorded.isEmpty() || !(recorded.get().entry() instanceof VerdictReached(var said, _))) {
      return Optional.empty();
    }
    Optional<Verdict.Undecided> obstacle = obstacle(name);
    if (accuses(said)) {
      return obstacle.map(Verdict.class::cast);
    }
    return obstacle.isEmpty() && isOfParked(said) ? accusation(name) : Optional.empty();
  }

  /// Whether this is what [#obstacle(ObjectParked)] says.
  static boolean isOfParked(Verdict verdict) {
    return verdict instanceof Verdict.Undecided(_, var obstacle, _)
        && switch (obstacle) {
          case ARCHIVED, ACCESS_DENIED, OBJECT_NOT_READABLE -> true;
          default -> false;
        };
  }

  /// What is to be said of an object that was parked when it was concluded about, and of which S3
  /// now says that it is not there.
  private Optional<Verdict> accusation(S3Name name) throws IOException {
    Optional<S3Name> namedBy =
        ledger.listings(name).stream()
            .filter(Listing::verified)
            .map(Listing::digestName)
            .findFirst();
    if (namedBy.isEmpty()) {
      namedBy = ledger.digestsAfter(name).stream().map(DigestFacts::name).findFirst();
    }
    if (namedBy.isPresent()) {
      return Optional.of(new Verdict.Missing(name, namedBy.get()));
    }
    // Nobody names it: it was asked for by the hours before and after it.
    Optional<ObjectKey> key = Chains.key(name);
    Optional<Instant> end = key.flatMap(ObjectKey::time);
    return end.isEmpty()
        ? Optional.empty()
        : ledger
            .digestFollowing(key.orElseThrow().chain(), end.get().minusSeconds(1))
            .map(newer -> new Verdict.Missing(name, Ground.CADENCE, Optional.of(newer.name())));
  }
}
