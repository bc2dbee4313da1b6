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
import io.trailseal.verifier.check.DigestCheck;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.time.Instant;
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
                verdict instanceof Verdict.Intact)),
        verdict);
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
    if (newer.previous().isEmpty()) {
      return Optional.empty();
    }
    DigestFacts.Previous previous = newer.previous().get();
    Optional<Verdict> broken = Optional.empty();
    for (Recorded version : ledger.objectsNamed(previous.name())) {
      Optional<DigestFacts> older =
          ledger.digestAt(version.position()).filter(DigestFacts::verified);
      if (older.isEmpty()) {
        continue;
      }
      broken =
          DigestCheck.checkLink(
              newer.name(),
              new DigestFile.BackLink(previous.name(), previous.hash(), previous.signatureHex()),
              older.get().name(),
              older.get().hash(),
              older.get().signatureHex());
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

  /// Whether any digest of `facts`' chain that starts before it has been seen.
  boolean isFirstOfChain(DigestFacts facts) throws IOException {
    return !ledger.hasDigestBefore(facts.chain(), facts.startTime());
  }

  /// The verified digest that should list a log file delivered at this place and time, provided
  /// that every chain that could is settled there: its verified successor is here too, because a
  /// file stamped with the last minute of an hour may be listed an hour later. Chains of other
  /// prefixes or organizations deliver elsewhere, and a backfill chain lists what comes late.
  Optional<DigestFacts> settledCover(S3Name log, ObjectKey key) throws IOException {
    if (key.time().isEmpty() || key.account().isEmpty() || key.region().isEmpty()) {
      return Optional.empty();
    }
    Instant time = key.time().get();
    List<DigestFacts> around =
        ledger
            .digestsCovering(
                log.bucket(),
                key.account().get(),
                key.region().get(),
                time,
                time.plus(Custody.DIGEST_CADENCE))
            .stream()
            .filter(digest -> deliversTo(digest, key))
            .toList();
    Optional<DigestFacts> settled = Optional.empty();
    for (DigestFacts cover : around) {
      if (time.isBefore(cover.startTime()) || !time.isBefore(cover.endTime())) {
        continue;
      }
      if (around.stream()
          .noneMatch(
              next ->
                  next.chain().equals(cover.chain()) && next.startTime().equals(cover.endTime()))) {
        return Optional.empty();
      }
      settled = Optional.of(cover);
    }
    return settled;
  }

  private static boolean deliversTo(DigestFacts digest, ObjectKey log) {
    return ObjectKey.parse(digest.name().key())
        .filter(key -> key.kind() == ObjectKind.DIGEST && !key.backfill())
        .filter(
            key ->
                key.prefix().equals(log.prefix()) && key.organization().equals(log.organization()))
        .isPresent();
  }
}
