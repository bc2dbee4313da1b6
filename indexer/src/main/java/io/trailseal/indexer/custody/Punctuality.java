package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Cadence;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which chains end before they should.
final class Punctuality {
  /// A digest that comes in later than this after its end was not delivered but brought.
  private static final Duration DELIVERED_WITHIN = Duration.ofHours(3);

  /// Digests that come in closer together than this came in together.
  private static final Duration APART_MIN = Duration.ofMinutes(30);

  private Punctuality() {}

  /// Chains that end before the newest of them does, for a copy that was taken in to its end.
  static List<VerdictReached> amongEachOther(Ledger ledger, Predicate<S3Name> walked)
      throws IOException {
    List<DigestFacts> ends =
        ledger.newestDigests().stream()
            .filter(Chains::isStandard)
            .filter(digest -> walked.test(digest.name()))
            .toList();
    Optional<Instant> asOf = ends.stream().map(DigestFacts::endTime).max(Instant::compareTo);
    List<VerdictReached> overdue = new ArrayList<>();
    for (DigestFacts end : ends) {
      overdue(ledger, end, asOf.orElseThrow()).ifPresent(overdue::add);
    }
    return overdue;
  }

  /// Chains that come in hour by hour and have stopped.
  static List<VerdictReached> now(Ledger ledger, Instant now) throws IOException {
    List<VerdictReached> overdue = new ArrayList<>();
    for (DigestFacts newest : ledger.newestDigests()) {
      Optional<VerdictReached> verdict =
          Chains.isStandard(newest) ? overdue(ledger, newest, now) : Optional.empty();
      if (verdict.isPresent() && isDelivered(ledger, newest)) {
        overdue.add(verdict.get());
      }
    }
    return overdue;
  }

  private static Optional<VerdictReached> overdue(Ledger ledger, DigestFacts newest, Instant asOf)
      throws IOException {
    Optional<Verdict> verdict = Cadence.overdue(newest.name(), newest.endTime(), asOf);
    return verdict.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new VerdictReached(new Parkings(ledger).excuse(verdict.get()), Optional.empty()));
  }

  private static boolean isDelivered(Ledger ledger, DigestFacts newest) throws IOException {
    Optional<DigestFacts> before = ledger.digestBefore(newest.chain(), newest.startTime());
    if (before.isEmpty()) {
      return false;
    }
    Optional<Recorded> last = ledger.entry(newest.position());
    Optional<Recorded> lastButOne = ledger.entry(before.get().position());
    return last.isPresent()
        && lastButOne.isPresent()
        && cameSoon(last.get(), newest)
        && cameSoon(lastButOne.get(), before.get())
        && Duration.between(lastButOne.get().recordedAt(), last.get().recordedAt())
                .compareTo(APART_MIN)
            >= 0;
  }

  private static boolean cameSoon(Recorded entry, DigestFacts digest) {
    return Duration.between(digest.endTime(), entry.recordedAt()).compareTo(DELIVERED_WITHIN) <= 0;
  }
}
