package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Missing.Ground;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Takes back what was said of digests that nobody names and only the time between two others asked
/// for, where other digests have come in between. What comes under the name that was thought of
/// needs no taking back: it is here. What CloudTrail itself names is never taken back.
final class Withdrawals {
  private final Ledger ledger;
  private final Set<String> chains;

  /// @param chains those in which digests came in
  Withdrawals(Ledger ledger, Set<String> chains) {
    this.ledger = ledger;
    this.chains = chains;
  }

  void collect(Consumer<Verdict> withdrawn) throws IOException {
    ledger.forEachOpenVerdict(
        ledger.head(),
        recorded -> {
          try {
            if (recorded.entry() instanceof VerdictReached(var verdict, var object)
                && object.isEmpty()
                && (isOfTouchedChain(verdict.subject()) || isOfWholePlace(verdict))
                && !stillFollows(verdict)) {
              withdrawn.accept(
                  new Verdict.Undecided(
                      verdict.subject(),
                      Obstacle.NO_DIGEST_YET,
                      "digests came in since that leave no place for it"));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private boolean isOfTouchedChain(S3Name name) {
    return Chains.key(name).filter(key -> chains.contains(key.chain())).isPresent();
  }

  /// See [Unvouched].
  private static boolean isOfWholePlace(Verdict verdict) {
    return verdict instanceof Verdict.Gap gap && gap.before().isEmpty() && gap.after().isEmpty();
  }

  private boolean hasDigests(S3Name folder) throws IOException {
    S3Prefix digests = new S3Prefix(folder.bucket(), folder.key());
    return ledger.newestDigests().stream()
        .anyMatch(newest -> Chains.isStandard(newest) && digests.contains(newest.name()));
  }

  private boolean stillFollows(Verdict verdict) throws IOException {
    return switch (verdict) {
      case Verdict.Gap gap when isOfWholePlace(gap) -> !hasDigests(gap.subject());
      case Verdict.Gap gap ->
          gap.before().isEmpty()
              || gap.after().isEmpty()
              || next(gap.before().get()).equals(gap.after());
      case Verdict.Overdue overdue -> next(overdue.after()).isEmpty();
      case Verdict.Missing missing when missing.ground() == Ground.CADENCE -> isInHole(missing);
      case Verdict.Missing _,
          Verdict.Intact _,
          Verdict.Altered _,
          Verdict.Unlisted _,
          Verdict.Injected _,
          Verdict.OutOfPlace _,
          Verdict.LinkBroken _,
          Verdict.Undecided _ ->
          true;
    };
  }

  /// The verified digest after this one.
  private Optional<S3Name> next(S3Name name) throws IOException {
    Optional<DigestFacts> digest = ledger.digestNamed(name).filter(DigestFacts::verified);
    return digest.isEmpty()
        ? Optional.empty()
        : ledger
            .digestFollowing(digest.get().chain(), digest.get().startTime())
            .map(DigestFacts::name);
  }

  /// Whether the time of a missing digest still lies between the digest that it must come before
  /// and the one before that.
  private boolean isInHole(Verdict.Missing missing) throws IOException {
    Optional<Instant> end = Chains.key(missing.subject()).flatMap(ObjectKey::time);
    Optional<DigestFacts> newer =
        missing.namedBy().isEmpty()
            ? Optional.empty()
            : ledger.digestNamed(missing.namedBy().get()).filter(DigestFacts::verified);
    if (end.isEmpty() || newer.isEmpty()) {
      return true;
    }
    Optional<DigestFacts> older = ledger.digestBefore(newer.get().chain(), newer.get().startTime());
    return older.isEmpty() || end.get().isAfter(older.get().endTime());
  }
}
