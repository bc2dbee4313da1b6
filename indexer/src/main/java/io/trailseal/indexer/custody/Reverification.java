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
import io.trailseal.verifier.Severity;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Scope;
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
import java.util.concurrent.atomic.LongAdder;

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
/// @param damaged how many objects the vault did not give back as it took them in, known before or
///   not
public record Reverification(
    Report report,
    LedgerPosition asOf,
    List<Difference> differences,
    long differencesLeftOut,
    long damaged) {
  /// About 10 MB.
  public static final int DIFFERENCES_MAX = 10_000;

  /// Told one by one in a report; each is in the ledger anyway.
  private static final int REMARKS_MAX = 100;

  /// One object about which they disagree.
  ///
  /// @param object its newest entry
  /// @param ledgerSays the current verdict; empty where there is none
  /// @param damaged what is wrong with the stored bytes: our own fault, not the bucket's
  public record Difference(
      LedgerPosition object,
      Optional<Verdict> ledgerSays,
      Verdict bytesSay,
      Optional<String> damaged) {
    /// For a person; may quote evidence.
    public String sentence() {
      return "entry %s: the ledger said %s, the stored bytes say %s, which is the verdict from now on: %s%s"
          .formatted(
              object,
              ledgerSays.map(Verdict::word).orElse("nothing"),
              bytesSay.word(),
              bytesSay.subject(),
              damaged.map(what -> " (" + what + ")").orElse(""));
    }
  }

  public Reverification {
    differences = List.copyOf(differences);
  }

  /// Whether the store gives back everything it took in, and the ledger says what the bytes say.
  public boolean agrees() {
    return differences.isEmpty() && differencesLeftOut == 0 && damaged == 0;
  }

  /// What a reader of the report has to know besides, one sentence each: what was held against
  /// what, and where they disagree. May quote evidence.
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "the stored bytes of the newest object of every name were held against the ledger, up to entry %s: %s"
            .formatted(
                asOf,
                differences.isEmpty()
                    ? "the ledger says what they say"
                    : "they disagree about %,d"
                        .formatted(differences.size() + differencesLeftOut)));
    if (damaged > 0) {
      remarks.add(
          "the store does not give back %,d of its objects as it took them in: its own disk or a person changed them, not the bucket; restore vault/ from the backup, and see trailseal fsck"
              .formatted(damaged));
    }
    differences.stream().limit(REMARKS_MAX).map(Difference::sentence).forEach(remarks::add);
    long more = differences.size() + differencesLeftOut - REMARKS_MAX;
    if (more > 0) {
      remarks.add("%,d more of these are in the ledger: trailseal verdicts".formatted(more));
    }
    return remarks;
  }

  /// @param options which part, and as of when
  /// @param parallelism how many objects may be read at once
  static Reverification run(
      Ledger ledger, Vault vault, WalkOptions options, int parallelism, WalkProgress progress)
      throws IOException, InterruptedException {
    LedgerPosition asOf = ledger.custodyPosition();
    Map<S3Name, String> damaged = new HashMap<>();
    LongAdder moreDamaged = new LongAdder();
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
                } else if (!damaged.containsKey(name)) {
                  moreDamaged.increment();
                }
              }
            })) {
      Report report =
          Walk.run(
              archive,
              KeyRing.ofLearned(ledger.keys()),
              options.seenBefore(seenBefore(ledger)),
              progress);
      // Of a part alone it may look as if nothing listed what the rest lists.
      boolean whole = options.scope().equals(Scope.EVERYTHING);
      return new Comparison(ledger, asOf, damaged, whole).of(report, moreDamaged.sum());
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
    private final boolean whole;
    private final Map<S3Name, Verdict> bytesSay = new HashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private long leftOut;

    /// @param whole whether all of the store was walked over
    Comparison(Ledger ledger, LedgerPosition asOf, Map<S3Name, String> damaged, boolean whole) {
      this.whole = whole;
      this.ledger = ledger;
      this.asOf = asOf;
      this.damaged = damaged;
    }

    Reverification of(Report report, long moreDamaged) throws IOException {
      for (Verdict finding : report.findings()) {
        // A note, that a chain began anew and lost nothing, says nothing against the digest there.
        if (finding.severity() != Severity.NOTE) {
          bytesSay.put(finding.subject(), finding);
        }
      }
      for (Verdict finding : bytesSay.values()) {
        compare(finding);
      }
      // With findings left out nobody knows which objects were found intact.
      if (whole && report.findingsLeftOut().isEmpty()) {
        ledger.forEachOpenVerdict(ledger.head(), this::intactAfterAll);
      }
      return new Reverification(report, asOf, differences, leftOut, damaged.size() + moreDamaged);
    }

    private void compare(Verdict finding) throws IOException {
      Optional<Recorded> newest = ledger.newestObject(finding.subject(), ledger.head());
      if (newest.isEmpty() || newest.get().position().compareTo(asOf) > 0) {
        return;
      }
      LedgerPosition at = newest.get().position();
      Optional<Verdict> says = Optional.ofNullable(ledger.currentVerdicts(List.of(at)).get(at));
      Optional<String> damage = Optional.ofNullable(damaged.get(finding.subject()));
      if (!whole && damage.isEmpty()) {
        return;
      }
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
