package io.trailseal.indexer.custody;

import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.ledger.CustodyStep;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Listing;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs the verifier on arrivals and appends what it concludes. The one door to this package.
///
/// Threads: [#follow(List)] and [#concludeAbsences()] exclude each other; [#trustKeys] is safe from
/// any thread.
public final class Custody implements Follower {
  /// CloudTrail writes one digest an hour per account, region and trail.
  static final Duration DIGEST_CADENCE = Duration.ofHours(1);

  /// Absences are concluded in steps of this many verdicts, to bound memory and transactions.
  private static final int ABSENCES_STEP_COUNT = 1_000;

  /// Listings are entered in steps of about this many, for the same reason.
  private static final int LISTED_STEP_COUNT = 20_000;

  private final Ledger ledger;
  private final DigestDesk desk;

  public Custody(Ledger ledger, Vault vault) {
    this.ledger = ledger;
    this.desk = new DigestDesk(ledger, vault);
  }

  /// Enters keys into the key ring, all or none: from now on what they signed counts as
  /// CloudTrail's. Only a person who compared the fingerprints with AWS's own answer should call
  /// this. What the ring knows already, with no narrower validity, is left out.
  ///
  /// @return how many were entered: new keys, and known ones with other validity
  /// @throws io.trailseal.verifier.key.KeyCollisionException if one of them has the fingerprint of
  ///   a different key, in the ring or among them
  public int trustKeys(List<KeyLearned> keys) throws IOException {
    return ledger.appendKeys(keys);
  }

  @Override
  public String name() {
    return "custody";
  }

  @Override
  public LedgerPosition position() throws IOException {
    return ledger.custodyPosition();
  }

  @Override
  public synchronized void follow(List<Recorded> batch) throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    KeyRing keys = KeyRing.ofLearned(ledger.keys());
    var digests = new LinkedHashSet<LedgerPosition>();
    var logs = new LinkedHashSet<S3Name>();
    for (Recorded recorded : batch) {
      switch (recorded.entry()) {
        case ObjectReceived object when object.kind() == ObjectKind.DIGEST ->
            digests.add(recorded.position());
        // Whatever it is: a digest may list it, and then it is a log file.
        case ObjectReceived object -> logs.add(object.name());
        case VerdictReached _ -> {}
        case KeyLearned learned ->
            ledger
                .digestsSignedBy(learned.key().fingerprint())
                .forEach(digest -> digests.add(digest.position()));
      }
    }
    Map<LedgerPosition, Verdict> examined =
        examineDigests(digests, keys, ledger.custodyPosition(), logs);

    // From here on everything needed is in the ledger. A crash before the last step leaves the
    // position where it was: the same batch comes again and finds the same.
    var verdicts = new ArrayList<VerdictReached>();
    addDigestVerdicts(examined, verdicts);
    for (S3Name log : logs) {
      addLogVerdicts(log, verdicts);
    }
    ledger.record(new CustodyStep(List.of(), verdicts, batch.getLast().position()));
  }

  /// Examines digests in rounds. A digest that turns out right is a witness for the one before it:
  /// whatever lies under that name is examined again in the next round.
  ///
  /// What is learned of the digests is entered here, their verdicts are not: those wait until their
  /// neighbours are known.
  private Map<LedgerPosition, Verdict> examineDigests(
      Set<LedgerPosition> arrived, KeyRing keys, LedgerPosition positionBefore, Set<S3Name> logs)
      throws IOException {
    var verdicts = new LinkedHashMap<LedgerPosition, Verdict>();
    Set<LedgerPosition> round = arrived;
    while (!round.isEmpty()) {
      var facts = new ArrayList<DigestFacts>();
      var next = new LinkedHashSet<LedgerPosition>();
      long listed = 0;
      for (LedgerPosition position : round) {
        DigestDesk.Examined result = desk.examine(entry(position), keys);
        verdicts.put(position, result.verdict());
        if (result.facts().isEmpty()) {
          continue;
        }
        DigestFacts digest = result.facts().get();
        facts.add(digest);
        digest.logFiles().forEach(log -> logs.add(log.name()));
        listed += digest.logFiles().size();
        if (listed >= LISTED_STEP_COUNT) {
          ledger.record(new CustodyStep(facts, List.of(), positionBefore));
          facts.clear();
          listed = 0;
        }
        if (digest.verified() && digest.previous().isPresent()) {
          for (Recorded older : ledger.objectsNamed(digest.previous().get().name())) {
            if (isDigest(older)
                && ledger.digestAt(older.position()).filter(DigestFacts::verified).isEmpty()) {
              next.add(older.position());
            }
          }
        }
      }
      ledger.record(new CustodyStep(facts, List.of(), positionBefore));
      round = next;
    }
    return verdicts;
  }

  private Recorded entry(LedgerPosition position) throws IOException {
    return ledger
        .entry(position)
        .orElseThrow(() -> new IOException("the ledger has no entry " + position));
  }

  private static boolean isDigest(Recorded recorded) {
    return recorded.entry() instanceof ObjectReceived object && object.kind() == ObjectKind.DIGEST;
  }

  /// One verdict for each digest examined: its own, or, where it is right by itself, what is wrong
  /// with its link. The digest after it may have waited for it to hold its link against.
  private void addDigestVerdicts(
      Map<LedgerPosition, Verdict> examined, List<VerdictReached> verdicts) throws IOException {
    for (Map.Entry<LedgerPosition, Verdict> each : examined.entrySet()) {
      LedgerPosition position = each.getKey();
      Verdict verdict = each.getValue();
      Optional<DigestFacts> digest = ledger.digestAt(position).filter(DigestFacts::verified);
      if (digest.isPresent()) {
        verdict = desk.link(digest.get()).orElse(verdict);
        for (DigestFacts newer : ledger.digestsAfter(digest.get().name())) {
          if (!examined.containsKey(newer.position())) {
            desk.link(newer)
                .ifPresent(
                    broken ->
                        verdicts.add(new VerdictReached(broken, Optional.of(newer.position()))));
          }
        }
      }
      verdicts.add(new VerdictReached(verdict, Optional.of(position)));
    }
  }

  /// A verdict for every object that came in under this log file's name.
  private void addLogVerdicts(S3Name log, List<VerdictReached> verdicts) throws IOException {
    List<Recorded> versions = ledger.objectsNamed(log);
    if (versions.isEmpty()) {
      return;
    }
    List<Listing> listings = ledger.listings(log);
    for (Recorded version : versions) {
      if (isDigest(version)
          || (listings.isEmpty() && !DigestDesk.object(version).kind().holdsEvents())) {
        continue;
      }
      verdicts.add(
          new VerdictReached(
              LogDesk.verdict(DigestDesk.object(version), listings),
              Optional.of(version.position())));
    }
  }

  /// Concludes what is absent: for every log file and digest that a verified digest names and that
  /// is not here, the verdict `missing`; for every log file that no digest lists although the
  /// digests around its delivery time are here and verified, `injected`. To be called when a source
  /// has been taken in to its end and followed, because before that everything is still absent.
  ///
  /// What lies before the first digest held of a chain is not missing: that chain may simply not
  /// have been taken in from its start, and the verdict is `could not tell`.
  ///
  /// @param walked the parts of buckets that were gone through to their end. Nothing is said to be
  ///   missing elsewhere: that it is not here only means that nobody brought it
  public synchronized void concludeAbsences(Collection<S3Prefix> walked) throws IOException {
    var step = new AbsenceStep();
    try {
      ledger.forEachListedAbsent(
          listing -> {
            if (isIn(walked, listing.log())) {
              step.add(
                  new VerdictReached(
                      new Verdict.Missing(listing.log(), listing.digestName()), Optional.empty()));
            }
          });
      ledger.forEachPreviousAbsent(
          newer -> {
            if (isIn(walked, newer.previous().orElseThrow().name())) {
              step.add(absentDigest(newer));
            }
          });
      ledger.forEachUnsettledLog(log -> unlisted(log).ifPresent(step::add));
      step.write();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isIn(Collection<S3Prefix> walked, S3Name name) {
    return walked.stream().anyMatch(prefix -> prefix.contains(name));
  }

  private VerdictReached absentDigest(DigestFacts newer) {
    try {
      S3Name absent = newer.previous().orElseThrow().name();
      Verdict verdict =
          desk.isFirstOfChain(newer)
              ? new Verdict.Undecided(
                  absent, Obstacle.BEFORE_FIRST_DIGEST, "named by " + newer.name())
              : new Verdict.Missing(absent, newer.name());
      return new VerdictReached(verdict, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<VerdictReached> unlisted(Recorded log) {
    ObjectReceived object = DigestDesk.object(log);
    Optional<ObjectKey> key = ObjectKey.parse(object.name().key());
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return desk.settledCover(object.name(), key.get())
          .map(
              cover ->
                  new VerdictReached(
                      new Verdict.Injected(object.name(), cover.name()),
                      Optional.of(log.position())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void settle() {
    // Every step is durable when it is written.
  }

  /// Writes verdicts in steps of bounded size.
  private final class AbsenceStep {
    private final List<VerdictReached> waiting = new ArrayList<>();

    void add(VerdictReached verdict) {
      waiting.add(verdict);
      if (waiting.size() >= ABSENCES_STEP_COUNT) {
        try {
          write();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    void write() throws IOException {
      ledger.record(new CustodyStep(List.of(), waiting, ledger.custodyPosition()));
      waiting.clear();
    }
  }
}
