package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.ChainRules;
import io.trailseal.verifier.check.DigestCheck;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFormatException;
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

  /// Examines the digest that came in as `entry`, with the keys known now.
  ///
  /// The digest after it, where one is verified, is a witness: it carries the hash and the
  /// signature that this one must have. So a signature that was lost or replaced in copying costs
  /// nothing, and bytes that were replaced are found out, also where they cannot be read.
  Examined examine(Recorded entry, KeyRing keys) throws IOException {
    ObjectReceived object = object(entry);
    S3Name name = object.name();
    if (object.kept().isEmpty()) {
      return unreadable(name, LogDesk.whyUnread(object), firstDefect(object));
    }
    List<DigestFacts> successors = ledger.digestsAfter(name);
    Optional<DigestFacts> contradicting =
        successors.stream().filter(after -> contradicts(after, object)).findFirst();
    if (object.reading().inflated().isEmpty()) {
      // The container is damaged or carries more than one gzip member. A signature over part of it
      // proves nothing about the object as it lies in the bucket.
      return contradicting
          .map(after -> new Examined(Optional.empty(), replaced(object, after)))
          .orElseGet(() -> unreadable(name, Obstacle.OBJECT_NOT_READABLE, firstDefect(object)));
    }
    DigestFile digest;
    try {
      digest = DigestFile.parse(reader.content(vault.read(object.kept().get())));
    } catch (DigestFormatException e) {
      return contradicting
          .map(after -> new Examined(Optional.empty(), replaced(object, after)))
          .orElseGet(
              () ->
                  unreadable(
                      name,
                      Obstacle.OBJECT_NOT_READABLE,
                      S3Name.printable(String.valueOf(e.getMessage()))));
    }
    Sha256 hash = object.reading().inflated().get();
    Optional<String> signature =
        Optional.ofNullable(object.userMetadata().get("signature"))
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    Verdict verdict = DigestCheck.check(name, digest, hash, signature, keys);
    if (!(verdict instanceof Verdict.Intact)) {
      for (DigestFacts after : successors) {
        Optional<DigestFacts.Previous> link = after.previous();
        if (link.isPresent() && link.get().hash().filter(hash::equals).isPresent()) {
          signature = Optional.of(link.get().signatureHex());
          Verdict remembered = DigestCheck.check(name, digest, hash, signature, keys);
          verdict = remembered instanceof Verdict.Intact ? remembered : verdict;
        }
      }
    }
    if (!(verdict instanceof Verdict.Intact) && contradicting.isPresent()) {
      verdict = replaced(object, contradicting.get());
    }
    return new Examined(
        Optional.of(
            facts(
                entry.position(),
                name,
                digest,
                hash,
                signature,
                verdict instanceof Verdict.Intact
                    || isProvenElsewhere(verdict, digest, hash, signature, keys))),
        verdict);
  }

  /// Whether a digest that was found out of place is what CloudTrail signed for its right place:
  /// what it says of log files and of the digest before it is true wherever it lies.
  private static boolean isProvenElsewhere(
      Verdict verdict, DigestFile digest, Sha256 hash, Optional<String> signature, KeyRing keys) {
    return verdict instanceof Verdict.OutOfPlace
        && DigestCheck.check(digest.name(), digest, hash, signature, keys)
            instanceof Verdict.Intact;
  }

  /// Whether a verified successor says that other bytes must lie here.
  private static boolean contradicts(DigestFacts successor, ObjectReceived object) {
    Optional<Sha256> required = successor.previous().flatMap(DigestFacts.Previous::hash);
    return required.isPresent() && !required.equals(object.reading().inflated());
  }

  private static Verdict replaced(ObjectReceived object, DigestFacts successor) {
    return new Verdict.Altered(
        object.name(),
        successor
            .previous()
            .flatMap(DigestFacts.Previous::hash)
            .map(Sha256::hex)
            .orElse("other content"),
        object
            .reading()
            .inflated()
            .map(Sha256::hex)
            .orElseGet(() -> "bytes that do not inflate (" + firstDefect(object) + ")"),
        Optional.of(successor.name()));
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

  private static DigestFacts facts(
      LedgerPosition position,
      S3Name name,
      DigestFile digest,
      Sha256 hash,
      Optional<String> signature,
      boolean verified) {
    return new DigestFacts(
        position,
        name,
        Chains.of(name, digest),
        digest.startTime(),
        digest.endTime(),
        digest.keyFingerprint(),
        verified,
        hash,
        signature,
        digest
            .previous()
            .map(link -> new DigestFacts.Previous(link.name(), link.hash(), link.signatureHex())),
        // What an unverified digest lists is not kept: it proves nothing, and anyone could have us
        // keep millions of names. When its key is learned it is read again.
        verified
            ? digest.logFiles().stream()
                .map(log -> new DigestFacts.Listed(log.name(), log.hash()))
                .toList()
            : List.of());
  }

  private static Examined unreadable(S3Name name, Obstacle obstacle, String detail) {
    return new Examined(Optional.empty(), new Verdict.Undecided(name, obstacle, detail));
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
