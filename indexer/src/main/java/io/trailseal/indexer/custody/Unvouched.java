package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Accounts and regions that have log files and not one digest: all of their time is a gap.
final class Unvouched {
  /// A log file's name has the minute.
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final String LOGS = "/CloudTrail/";
  private static final String DIGESTS = "/CloudTrail-Digest/";

  /// Folders looked through for digests that could not be verified: those of two years.
  private static final int DAYS_MAX = 734;

  /// @param like one of the log files
  private record Span(S3Name like, Instant first, Instant last, long count) {
    Span and(Instant from, Instant to, long more) {
      return new Span(
          like, from.isBefore(first) ? from : first, to.isAfter(last) ? to : last, count + more);
    }
  }

  private final Ledger ledger;

  /// Whether log files of earlier conclusions are told again.
  private final boolean again;

  /// By the folder where their digests should lie.
  private final Map<S3Name, Span> places = new HashMap<>();

  Unvouched(Ledger ledger, boolean again) {
    this.ledger = ledger;
    this.again = again;
  }

  /// A log file in whose place no digest could be verified.
  ///
  /// @param at its entry
  void add(S3Name log, Instant delivered, LedgerPosition at) throws IOException {
    Optional<S3Name> folder = digestFolder(log);
    if (folder.isEmpty()) {
      return;
    }
    Span span = places.get(folder.get());
    Optional<Recorded> before = again ? Optional.empty() : ledger.absentVerdict(folder.get());
    if (span == null) {
      span = new Span(log, delivered, delivered, 0);
      if (before.isPresent()
          && before.get().entry() instanceof VerdictReached(var verdict, _)
          && verdict instanceof Verdict.Gap gap) {
        span = span.and(gap.from(), gap.to().minus(MINUTE), gap.logFiles());
      }
    }
    boolean counted = before.filter(gap -> gap.position().compareTo(at) > 0).isPresent();
    places.put(folder.get(), span.and(delivered, delivered, counted ? 0 : 1));
  }

  private static Optional<S3Name> digestFolder(S3Name log) {
    String folder = Chains.regionFolder(log);
    int at = folder.lastIndexOf(LOGS);
    return at < 0
        ? Optional.empty()
        : Optional.of(
            new S3Name(
                log.bucket(),
                folder.substring(0, at) + DIGESTS + folder.substring(at + LOGS.length())));
  }

  /// Tells a gap for each place that has no digests at all.
  void tell(Predicate<S3Name> isWalked, Consumer<Verdict> gaps) throws IOException {
    for (Map.Entry<S3Name, Span> place : places.entrySet()) {
      Span span = place.getValue();
      if (isWalked.test(place.getKey()) && !hasDigests(place.getKey(), span)) {
        gaps.accept(
            new Verdict.Gap(
                place.getKey(),
                Optional.empty(),
                Optional.empty(),
                span.first,
                span.last.plus(MINUTE),
                false,
                span.count));
      }
    }
  }

  /// Whether there are digests of these days, or the next, that could not be verified.
  private boolean hasDigests(S3Name folder, Span span) throws IOException {
    boolean[] found = {false};
    Instant day = span.first.truncatedTo(ChronoUnit.DAYS);
    S3Name like = new S3Name(folder.bucket(), folder.key() + "yyyy/mm/dd/");
    for (int i = 0;
        !found[0] && !day.isAfter(span.last.plus(1, ChronoUnit.DAYS)) && i < DAYS_MAX;
        i++) {
      S3Prefix objects = Chains.dayFolder(like, day);
      ledger.forEachObjectIn(
          objects,
          ledger.head(),
          recorded ->
              found[0] |=
                  Chains.key(DigestDesk.object(recorded).name())
                      .filter(key -> !key.backfill())
                      .isPresent());
      day = day.plus(1, ChronoUnit.DAYS);
    }
    return found[0];
  }
}
