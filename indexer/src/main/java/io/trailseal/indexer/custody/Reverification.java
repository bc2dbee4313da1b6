package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Listing;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads everything that the store keeps once more, as a walk over a bucket would, and holds what
/// the bytes say against what the ledger says.
///
/// Compared are objects that are here. What a walk says of absent ones is in its report; the ledger
/// calls missing only what a source was looked through for.
///
/// @param report of the walk, over the newest object of every name
/// @param asOf the last entry that was taken into account
/// @param differences where the bytes say something else than the ledger, at most
///   [#DIFFERENCES_MAX]
/// @param differencesLeftOut how many more there are
public record Reverification(
    Report report, LedgerPosition asOf, List<Difference> differences, long differencesLeftOut) {
  /// About 10 MB.
  public static final int DIFFERENCES_MAX = 10_000;

  /// One object about which they disagree.
  ///
  /// @param object its newest entry
  /// @param ledgerSays the current verdict; empty where there is none
  /// @param damaged what is wrong with the stored bytes: our own fault, not the bucket's
  public record Difference(
      LedgerPosition object,
      Optional<Verdict> ledgerSays,
      Verdict bytesSay,
      Optional<String> damaged) {}

  public Reverification {
    differences = List.copyOf(differences);
  }

  /// Whether the store gives back everything it took in, and the ledger says what the bytes say.
  public boolean agrees() {
    return differences.isEmpty() && differencesLeftOut == 0;
  }

  /// @param parallelism how many objects may be read at once
  static Reverification run(Ledger ledger, Vault vault, int parallelism, WalkProgress progress)
      throws IOException, InterruptedException {
    LedgerPosition asOf = ledger.custodyPosition();
    Map<S3Name, String> damaged = new HashMap<>();
    try (StoreArchive archive =
        StoreArchive.open(
            ledger,
            vault,
            asOf,
            parallelism,
            (name, _, what) -> {
              synchronized (damaged) {
                if (damaged.size() < DIFFERENCES_MAX) {
                  damaged.put(name, what);
                }
              }
            })) {
      Report report =
          Walk.run(
              archive,
              KeyRing.ofLearned(ledger.keys()),
              WalkOptions.STANDARD.seenBefore(seenBefore(ledger)),
              progress);
      return new Comparison(ledger, asOf, damaged).of(report);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Map<String, Report.End> seenBefore(Ledger ledger) throws IOException {
    Map<String, Report.End> ends = new HashMap<>();
    for (DigestFacts digest : ledger.newestDigests()) {
      if (Chains.isInPlace(digest)) {
        ends.put(
            digest.chain(),
            new Report.End(digest.name(), digest.hash(), digest.startTime(), digest.endTime()));
      }
    }
    return ends;
  }

  /// Holds a report against the ledger. What the ledger has said since the walk began is newer than
  /// the walk, and not compared.
  private static final class Comparison {
    private final Ledger ledger;
    private final LedgerPosition asOf;
    private final Map<S3Name, String> damaged;
    private final Map<S3Name, Verdict> bytesSay = new HashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private long leftOut;

    Comparison(Ledger ledger, LedgerPosition asOf, Map<S3Name, String> damaged) {
      this.ledger = ledger;
      this.asOf = asOf;
      this.damaged = damaged;
    }

    Reverification of(Report report) throws IOException {
      report.findings().forEach(finding -> bytesSay.put(finding.subject(), finding));
      for (Verdict finding : bytesSay.values()) {
        compare(finding);
      }
      // With findings left out nobody knows which objects were found intact.
      if (report.findingsLeftOut().isEmpty()) {
        ledger.forEachOpenVerdict(ledger.head(), this::intactAfterAll);
      }
      return new Reverification(report, asOf, differences, leftOut);
    }

    private void compare(Verdict finding) throws IOException {
      Optional<Recorded> newest = ledger.newestObject(finding.subject(), ledger.head());
      if (newest.isEmpty() || newest.get().position().compareTo(asOf) > 0) {
        return;
      }
      LedgerPosition at = newest.get().position();
      Optional<Verdict> says = Optional.ofNullable(ledger.currentVerdicts(List.of(at)).get(at));
      Optional<String> damage = Optional.ofNullable(damaged.get(finding.subject()));
      boolean same =
          says.isPresent()
              && says.get().word().equals(finding.word())
              && (damage.isEmpty()
                  || (says.get() instanceof Verdict.Undecided undecided
                      && undecided.obstacle() == Obstacle.OBJECT_NOT_READABLE));
      if (!same) {
        add(new Difference(at, says, finding, damage));
      }
    }

    /// A log file about which the ledger says something bad, and the walk nothing.
    private void intactAfterAll(Recorded recorded) {
      if (!(recorded.entry() instanceof VerdictReached(var says, var object))
          || object.isEmpty()
          || bytesSay.containsKey(says.subject())) {
        return;
      }
      try {
        Optional<Recorded> newest = ledger.newestObject(says.subject(), asOf);
        if (newest.isEmpty() || !newest.get().position().equals(object.get())) {
          return;
        }
        ObjectReceived log = DigestDesk.object(newest.get());
        for (Listing listing : ledger.listings(says.subject())) {
          if (listing.verified() && log.reading().inflated().equals(Optional.of(listing.hash()))) {
            add(
                new Difference(
                    object.get(),
                    Optional.of(says),
                    new Verdict.Intact(
                        says.subject(), listing.hash(), listing.digestName().toString()),
                    Optional.empty()));
            return;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void add(Difference difference) {
      if (differences.size() < DIFFERENCES_MAX) {
        differences.add(difference);
      } else {
        leftOut++;
      }
    }
  }
}
