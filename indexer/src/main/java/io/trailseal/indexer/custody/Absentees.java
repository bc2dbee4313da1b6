package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Listing;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Missing.Ground;
import io.trailseal.verifier.check.Cadence;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What is not here, as far as it says something about log files that no digest lists.
final class Absentees {
  /// Missing log files whose content is looked for under other names; about 30 MB. With more gone
  /// than that, what was renamed is `injected` or `unlisted`, and a finding all the same.
  private static final int SOUGHT_MAX = 100_000;

  private final Map<Sha256, S3Name> missing = new HashMap<>();
  private final TreeSet<S3Name> lostBackfills = new TreeSet<>();

  private Absentees() {}

  static Absentees collect(Ledger ledger) throws IOException {
    Absentees absentees = new Absentees();
    ledger.forEachOpenVerdict(
        ledger.head(),
        recorded -> {
          try {
            if (recorded.entry() instanceof VerdictReached(var verdict, var object)) {
              absentees.add(ledger, verdict, object);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return absentees;
  }

  private void add(Ledger ledger, Verdict verdict, Optional<LedgerPosition> object)
      throws IOException {
    S3Name name = verdict.subject();
    if (Chains.key(name).filter(ObjectKey::backfill).isPresent()) {
      if (lostBackfills.size() < SOUGHT_MAX && isLost(ledger, verdict, object)) {
        lostBackfills.add(name);
      }
    } else if (missing.size() < SOUGHT_MAX
        && verdict instanceof Verdict.Missing gone
        && gone.ground() == Ground.NAMED) {
      for (Listing listing : ledger.listings(name)) {
        missing.put(listing.hash(), name);
      }
    }
  }

  /// Of what is here only what a verified digest names: anyone can put junk under such a name.
  private static boolean isLost(Ledger ledger, Verdict verdict, Optional<LedgerPosition> object)
      throws IOException {
    if (object.isEmpty()) {
      return verdict instanceof Verdict.Missing || Parkings.isOfParked(verdict);
    }
    return ledger.digestAt(object.get()).filter(DigestFacts::verified).isEmpty()
        && !ledger.digestsAfter(verdict.subject()).isEmpty();
  }

  /// The name under which a missing log file with this content was listed.
  Optional<S3Name> named(Sha256 content) {
    return Optional.ofNullable(missing.get(content));
  }

  /// A backfill digest of the same place that may have listed a log file of that time.
  ///
  /// @param key what the log file's name says
  Optional<S3Name> lostBackfill(S3Name log, ObjectKey key, Instant delivered) {
    return lostBackfills.stream()
        .filter(name -> name.bucket().equals(log.bucket()))
        .filter(
            name ->
                Chains.key(name)
                    .filter(digest -> digest.prefix().equals(key.prefix()))
                    .filter(digest -> digest.organization().equals(key.organization()))
                    .filter(digest -> digest.account().equals(key.account()))
                    .filter(digest -> digest.region().equals(key.region()))
                    .flatMap(ObjectKey::time)
                    .filter(end -> delivered.isBefore(end))
                    .filter(end -> !delivered.isBefore(end.minus(Cadence.HOUR)))
                    .isPresent())
        .findFirst();
  }
}
