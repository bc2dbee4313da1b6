package io.trailseal.indexer.custody;

import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.ledger.CustodyStep;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry;
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
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Runs the verifier on arrivals and appends what it concludes. The one door to this package.
///
/// Threads: [#follow], [#concludeAbsences] and [#watch] exclude each other; the rest is safe from
/// any thread.
public final class Custody implements Follower {
  /// Listings are entered in steps of about this many, to bound memory and transactions.
  private static final int LISTED_STEP_COUNT = 20_000;

  private final Ledger ledger;
  private final Vault vault;
  private final DigestDesk desk;

  private Conclusions.Reached concluded = Conclusions.Reached.NOTHING;

  public Custody(Ledger ledger, Vault vault) {
    this.ledger = ledger;
    this.vault = vault;
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
        // What a queue or a listing said is no evidence, and what people did even less.
        case LedgerEntry.VersionSeen _,
            LedgerEntry.ObjectParked _,
            LedgerEntry.ObjectRemoved _,
            LedgerEntry.MessageKept _,
            LedgerEntry.BucketCompared _,
            LedgerEntry.RetentionSet _,
            LedgerEntry.Accessed _,
            VerdictReached _ -> {}
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
        if (verdict instanceof Verdict.Intact) {
          verdict = desk.link(digest.get()).orElse(verdict);
        }
        for (DigestFacts newer : ledger.digestsAfter(digest.get().name())) {
          if (!examined.containsKey(newer.position())) {
            linked(newer)
                .ifPresent(
                    said -> verdicts.add(new VerdictReached(said, Optional.of(newer.position()))));
          }
        }
      }
      verdicts.add(new VerdictReached(verdict, Optional.of(position)));
    }
  }

  /// What there is to say anew of a digest that is right by itself, now that the one before it was
  /// examined: that its link is broken, or is not after all.
  private Optional<Verdict> linked(DigestFacts newer) throws IOException {
    Optional<Verdict> broken = desk.link(newer);
    return broken.isEmpty()
            && ledger.currentVerdicts(List.of(newer.position())).get(newer.position())
                instanceof Verdict.LinkBroken
        ? Optional.of(new Verdict.Intact(newer.name(), newer.hash(), "key " + newer.fingerprint()))
        : broken;
  }

  /// A verdict for every object that came in under this log file's name. Of one that no digest
  /// lists, what was concluded from that stays until the next conclusion.
  private void addLogVerdicts(S3Name log, List<VerdictReached> verdicts) throws IOException {
    List<Recorded> versions = ledger.objectsNamed(log);
    if (versions.isEmpty()) {
      return;
    }
    List<Listing> listings = ledger.listings(log);
    Map<LedgerPosition, Verdict> current =
        listings.isEmpty()
            ? ledger.currentVerdicts(versions.stream().map(Recorded::position).toList())
            : Map.of();
    for (Recorded version : versions) {
      if (isDigest(version)
          || current.containsKey(version.position())
          || (listings.isEmpty() && !DigestDesk.object(version).kind().holdsEvents())) {
        continue;
      }
      verdicts.add(
          new VerdictReached(
              LogDesk.verdict(DigestDesk.object(version), listings),
              Optional.of(version.position())));
    }
  }

  /// Concludes from what is absent: log files and digests that verified digests name, digests that
  /// the hourly cadence requires, gaps, log files that no digest lists or that lie under another
  /// name, and chains that end before the others do. To be called when a source has been taken in
  /// to its end and followed, because before that everything is still absent.
  ///
  /// What S3 has and does not give us, for a reason that is parked with it, is not missing and not
  /// overdue: the verdict is `could not tell`, and says why.
  ///
  /// What lies before the first digest held of a chain is not missing: that chain may simply not
  /// have been taken in from its start, and the verdict is `could not tell`.
  ///
  /// A chain is held to be overdue against the newest digest of what was walked, not against the
  /// clock: a copy of last year's bucket is complete if it was complete then. See [#watch].
  ///
  /// @param walked the parts of buckets that were gone through to their end. Nothing is said to be
  ///   missing elsewhere: that it is not here only means that nobody brought it
  public void concludeAbsences(Collection<S3Prefix> walked) throws IOException {
    concludeAbsences(walked, List.of());
  }

  /// As [#concludeAbsences(Collection)], where some folders could not be entered.
  ///
  /// @param unseen parts of `walked` where nobody looked: nothing is said to be missing there
  public void concludeAbsences(Collection<S3Prefix> walked, Collection<S3Prefix> unseen)
      throws IOException {
    concludeAbsences(
        name ->
            walked.stream().anyMatch(part -> part.contains(name))
                && unseen.stream().noneMatch(part -> part.contains(name)));
  }

  /// As [#concludeAbsences(Collection)].
  ///
  /// @param looked whether an object of that name would have been come across, had it been there
  public synchronized void concludeAbsences(Predicate<S3Name> looked) throws IOException {
    concluded = new Conclusions(ledger, looked).draw(concluded);
    record(Punctuality.amongEachOther(ledger, looked));
  }

  /// Looks at the clock: the chains whose digests come in hour by hour, and whose next one should
  /// be here by now, are `overdue`.
  ///
  /// A chain counts as one that comes in hour by hour where its two newest digests each came in
  /// soon after their end, and not together: somebody delivers it. Nobody expects the next hour of
  /// a copy, however new it is, or of an archive that is brought once a day.
  public synchronized void watch(Instant now) throws IOException {
    record(Punctuality.now(ledger, now));
  }

  /// Reads everything that the store keeps once more and holds it against the ledger; where the
  /// bytes say something else about an object, that becomes its verdict. Takes as long as reading
  /// the vault takes, beside everything else that goes on; custody waits only while the verdicts
  /// are entered.
  ///
  /// @param options which part, and as of when; what the store has seen before is added to them
  /// @param parallelism how many objects may be read at once: 1 in the background
  /// @throws InterruptedException if the thread was interrupted meanwhile; nothing was entered then
  public Reverification reverify(WalkOptions options, int parallelism, WalkProgress progress)
      throws IOException, InterruptedException {
    Reverification result = Reverification.run(ledger, vault, options, parallelism, progress);
    enter(result);
    return result;
  }

  private synchronized void enter(Reverification result) throws IOException {
    List<VerdictReached> verdicts = new ArrayList<>();
    for (Reverification.Difference difference : result.differences()) {
      Optional<Verdict> now =
          Optional.ofNullable(
              ledger.currentVerdicts(List.of(difference.object())).get(difference.object()));
      // Whatever was said in the meantime was said with more evidence.
      if (now.equals(difference.ledgerSays())) {
        verdicts.add(new VerdictReached(difference.bytesSay(), Optional.of(difference.object())));
      }
    }
    record(verdicts);
  }

  private void record(List<VerdictReached> verdicts) throws IOException {
    if (!verdicts.isEmpty()) {
      ledger.record(new CustodyStep(List.of(), verdicts, ledger.custodyPosition()));
    }
  }

  @Override
  public void settle() {
    // Every step is durable when it is written.
  }
}
