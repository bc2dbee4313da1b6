package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.ChainRules;
import io.trailseal.verifier.check.DigestExam;
import io.trailseal.verifier.check.DigestReading;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Examines one digest object: its own signature, and its link to the digest before it. For one
/// thread at a time.
final class DigestDesk {
  private final Ledger ledger;
  private final Vault vault;
  private final ObjectReader reader = new ObjectReader();

  DigestDesk(Ledger ledger, Vault vault) {
    this.ledger = ledger;
    this.vault = vault;
  }

  /// What examining a digest object gave.
  ///
  /// @param facts empty where the object is not a digest that can be read
  record Examined(Optional<DigestFacts> facts, Verdict verdict) {}

  /// Examines the digest that came in as `entry`, with the keys known now, as a walk would.
  ///
  /// The digest after it, where one is verified, is a witness: it carries the hash and the
  /// signature that this one must have. So a signature that was lost or replaced in copying costs
  /// nothing, and bytes that were replaced are found out, also where they cannot be read.
  Examined examine(Recorded entry, KeyRing keys) throws IOException {
    ObjectReceived object = object(entry);
    DigestReading reading =
        object.kept().isEmpty()
            ? DigestReading.withheld(object.name(), LogDesk.whyUnread(object), firstDefect(object))
            : DigestReading.of(
                object.name(), vault.read(object.kept().get()), object.userMetadata(), reader);
    DigestExam exam = examine(reading, keys);
    return new Examined(
        exam.digest().map(digest -> facts(entry.position(), digest, exam)), exam.verdict());
  }

  /// Several digests may say that they come after this one. One that proves it is believed, then
  /// one that contradicts it.
  private DigestExam examine(DigestReading reading, KeyRing keys) throws IOException {
    DigestExam best = DigestExam.of(reading, keys, Optional.empty());
    if (best.proven()) {
      return best;
    }
    boolean contradicted = false;
    for (DigestFacts after : ledger.digestsAfter(reading.name())) {
      DigestExam exam = DigestExam.of(reading, keys, witness(after));
      if (exam.proven()) {
        return exam;
      }
      if (!contradicted) {
        contradicted = exam.verdict().saidBy().filter(after.name()::equals).isPresent();
        best = exam;
      }
    }
    return best;
  }

  private static Optional<DigestExam.Witness> witness(DigestFacts after) {
    return Chains.node(after).previous().map(link -> new DigestExam.Witness(after.name(), link));
  }

  /// What is wrong between this verified digest and the verified one before it, where that is here.
  /// Nothing is said where the older one could not be verified: then the fault is the older one's.
  Optional<Verdict> link(DigestFacts newer) throws IOException {
    if (newer.previous().isEmpty() || !Chains.isInPlace(newer)) {
      return Optional.empty();
    }
    Optional<Verdict> broken = Optional.empty();
    for (Recorded version : ledger.objectsNamed(newer.previous().get().name())) {
      Optional<DigestFacts> older =
          ledger
              .digestAt(version.position())
              .filter(DigestFacts::verified)
              .filter(Chains::isInPlace);
      if (older.isEmpty()) {
        continue;
      }
      broken =
          ChainRules.between(Chains.node(older.get()), Chains.node(newer), _ -> true).stream()
              .filter(Verdict.LinkBroken.class::isInstance)
              .findFirst();
      if (broken.isEmpty()) {
        return broken;
      }
    }
    return broken;
  }

  private static DigestFacts facts(LedgerPosition position, DigestFile digest, DigestExam exam) {
    return new DigestFacts(
        position,
        exam.name(),
        Chains.of(exam.name(), digest),
        digest.startTime(),
        digest.endTime(),
        digest.keyFingerprint(),
        exam.proven(),
        exam.hash().orElseThrow(),
        exam.signatureHex(),
        digest
            .previous()
            .map(link -> new DigestFacts.Previous(link.name(), link.hash(), link.signatureHex())),
        // What an unverified digest lists is not kept: it proves nothing, and anyone could have us
        // keep millions of names. When its key is learned it is read again.
        exam.proven()
            ? digest.logFiles().stream()
                .map(log -> new DigestFacts.Listed(log.name(), log.hash()))
                .toList()
            : List.of());
  }

  static String firstDefect(ObjectReceived object) {
    return object.defects().isEmpty() ? "" : object.defects().getFirst().reason();
  }

  static ObjectReceived object(Recorded entry) {
    if (entry.entry() instanceof ObjectReceived object) {
      return object;
    }
    throw new IllegalArgumentException("entry " + entry.position() + " is not an object");
  }
}
