package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.CustodyStep;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Coverage;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Concludes from what is not here. Only for parts of buckets that a source went through to their
/// end: that something is not here means nothing before.
///
/// What there is to conclude about is remembered in the ledger digest by digest, so that an import
/// costs what it brought, and a conclusion that a crash prevented is drawn after the next import.
/// Used once, by one thread.
final class Conclusions {
  /// Verdicts are written in steps of this many, to bound memory and transactions.
  private static final int STEP_COUNT = 1_000;

  private final Ledger ledger;
  private final Predicate<S3Name> walked;
  private final Neighbours neighbours;
  private final Parkings parkings;
  private final List<VerdictReached> waiting = new ArrayList<>();
  private final List<LedgerPosition> concluded = new ArrayList<>();

  /// Chains in which digests came in. As many as accounts × regions × trails at most.
  private final Set<String> touched = new HashSet<>();

  private boolean digestsConcluded;

  /// @param walked whether an object of that name would have been come across
  Conclusions(Ledger ledger, Predicate<S3Name> walked) {
    this.ledger = ledger;
    this.walked = walked;
    this.neighbours = new Neighbours(ledger);
    this.parkings = new Parkings(ledger);
  }

  /// How far was concluded.
  ///
  /// @param logs up to which verdict log files were concluded about
  /// @param parked up to which entry parked objects were
  record Reached(LedgerPosition logs, LedgerPosition parked) {
    /// Where nobody remembers, all are looked at.
    static final Reached NOTHING = new Reached(LedgerPosition.START, LedgerPosition.START);
  }

  /// @param before how far was concluded already
  /// @return the same for the next time
  Reached draw(Reached before) throws IOException {
    try {
      ledger.forEachUnconcluded(this::digest);
      write();
      // Verdicts first: what was called missing until now and is known to be there is not looked
      // for under other names below.
      LedgerPosition parked = parkings.collect(before.parked(), this::absent);
      write();
      if (!touched.isEmpty()) {
        new Withdrawals(ledger, touched).collect(this::absent);
        write();
      }
      LedgerPosition end = ledger.head();
      logs(digestsConcluded ? LedgerPosition.START : before.logs());
      write();
      // What was just written says of log files what can be said; it need not be looked at again
      // before a digest comes in. What came in meanwhile is after `end` or among what was written.
      return new Reached(end, parked);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  // ------------------------------------------------------------ digests

  private void digest(DigestFacts digest) {
    try {
      boolean lookedEverywhere = listed(digest);
      if (Chains.isInPlace(digest)) {
        lookedEverywhere &= chain(digest);
      }
      if (lookedEverywhere) {
        digestsConcluded = true;
        concluded.add(digest.position());
        writeIfMany();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Log files that it lists and that are not here.
  ///
  /// @return whether all of them should be where was looked
  private boolean listed(DigestFacts digest) throws IOException {
    boolean[] everywhere = {true};
    ledger.forEachListedAbsent(
        digest.position(),
        listing -> {
          if (isWalked(listing.log())) {
            absent(new Verdict.Missing(listing.log(), listing.digestName()));
          } else {
            everywhere[0] = false;
          }
        });
    return everywhere[0];
  }

  /// What it says together with the digest before it and the one after it.
  private boolean chain(DigestFacts digest) throws IOException {
    Optional<DigestFacts> older = ledger.digestBefore(digest.chain(), digest.startTime());
    Optional<DigestFacts> newer = ledger.digestFollowing(digest.chain(), digest.startTime());
    if (!Chains.isStandard(digest)) {
      return backfill(digest);
    }
    touched.add(digest.chain());
    boolean everywhere = true;
    if (older.isPresent()) {
      everywhere = between(older.get(), digest);
    } else if (digest.previous().isPresent()) {
      everywhere = first(digest, digest.previous().get().name());
    }
    if (newer.isPresent()) {
      everywhere &= between(digest, newer.get());
    }
    return everywhere;
  }

  private boolean between(DigestFacts older, DigestFacts newer) throws IOException {
    boolean everywhere = true;
    for (Verdict verdict : neighbours.between(older, newer)) {
      if (verdict instanceof Verdict.LinkBroken) {
        add(new VerdictReached(verdict, Optional.of(newer.position())));
      } else if (isWalked(verdict.subject())) {
        absent(verdict);
      } else {
        everywhere = false;
      }
    }
    return everywhere;
  }

  /// The digest before the first one held of a chain is not missing: that chain may simply not have
  /// been taken in from its start.
  private boolean first(DigestFacts digest, S3Name previous) throws IOException {
    if (!isWalked(previous)) {
      return neighbours.isHere(previous);
    }
    absent(
        new Verdict.Undecided(previous, Obstacle.BEFORE_FIRST_DIGEST, "named by " + digest.name()));
    return true;
  }

  /// Backfill digests come when they are needed, not every hour: only what one names must be here.
  private boolean backfill(DigestFacts digest) throws IOException {
    if (digest.previous().isEmpty()) {
      return true;
    }
    S3Name previous = digest.previous().get().name();
    if (!isWalked(previous)) {
      return neighbours.isHere(previous);
    }
    absent(new Verdict.Missing(previous, digest.name()));
    return true;
  }

  // ------------------------------------------------------------ log files

  private void logs(LedgerPosition after) throws IOException {
    DayCoverage coverage = new DayCoverage(ledger, neighbours);
    Unvouched unvouched = new Unvouched(ledger, after.equals(LedgerPosition.START));
    @Nullable Absentees[] collected = {null};
    ledger.forEachUnsettledLog(
        after,
        recorded -> {
          try {
            Absentees absentees = collected[0];
            if (absentees == null) {
              absentees = Absentees.collect(ledger);
              collected[0] = absentees;
            }
            log(recorded, coverage, absentees, unvouched).ifPresent(this::add);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    unvouched.tell(this::isWalked, this::absent);
  }

  private static Optional<VerdictReached> log(
      Recorded log, DayCoverage coverage, Absentees absentees, Unvouched unvouched)
      throws IOException {
    ObjectReceived object = DigestDesk.object(log);
    Optional<Verdict> verdict =
        object
            .reading()
            .inflated()
            .flatMap(absentees::named)
            .map(claimed -> new Verdict.OutOfPlace(object.name(), claimed));
    if (verdict.isEmpty()) {
      verdict = unlisted(log, coverage, absentees, unvouched);
    }
    return verdict.map(said -> new VerdictReached(said, Optional.of(log.position())));
  }

  private static Optional<Verdict> unlisted(
      Recorded log, DayCoverage days, Absentees absentees, Unvouched unvouched) throws IOException {
    S3Name name = DigestDesk.object(log).name();
    Optional<ObjectKey> key = ObjectKey.parse(name.key());
    if (key.isEmpty()
        || key.get().time().isEmpty()
        || key.get().account().isEmpty()
        || key.get().region().isEmpty()) {
      return Optional.empty();
    }
    if (key.get().kind() != ObjectKind.LOG) {
      return Optional.of(
          new Verdict.Undecided(
              name,
              Obstacle.NO_DIGEST_YET,
              "AWS does not say whether digests list files of this kind"));
    }
    Instant delivered = key.get().time().get();
    Coverage coverage = days.at(name, key.get());
    if (coverage.nearest(delivered).isEmpty()) {
      unvouched.add(name, delivered, log.position());
    }
    Verdict verdict = coverage.unlisted(name, delivered);
    if (verdict instanceof Verdict.Injected) {
      // It may be late, and listed by a backfill digest.
      Optional<S3Name> lost = absentees.lostBackfill(name, key.get(), delivered);
      if (lost.isPresent()) {
        verdict =
            new Verdict.Undecided(
                name,
                Obstacle.NO_DIGEST_YET,
                "a backfill digest of its delivery time, %s, is missing or not intact"
                    .formatted(lost.get()));
      }
    }
    return Optional.of(verdict);
  }

  // ------------------------------------------------------------ writing

  private boolean isWalked(S3Name name) {
    return walked.test(name);
  }

  private void absent(Verdict verdict) {
    try {
      add(new VerdictReached(parkings.excuse(verdict), Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(VerdictReached verdict) {
    waiting.add(verdict);
    try {
      writeIfMany();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeIfMany() throws IOException {
    if (waiting.size() + concluded.size() >= STEP_COUNT) {
      write();
    }
  }

  /// Verdicts first or together with the digests they are about: a crash in between leaves digests
  /// to conclude about again, and the same verdict is not written twice.
  private void write() throws IOException {
    if (!waiting.isEmpty() || !concluded.isEmpty()) {
      ledger.record(new CustodyStep(List.of(), waiting, concluded, ledger.custodyPosition()));
      waiting.clear();
      concluded.clear();
    }
  }
}
