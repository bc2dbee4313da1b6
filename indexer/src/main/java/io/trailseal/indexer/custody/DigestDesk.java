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
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.time.Instant;
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
  Examined examine(Recorded entry, KeyRing keys) throws IOException {
    ObjectReceived object = object(entry);
    S3Name name = object.name();
    if (object.kept().isEmpty()) {
      return unreadable(name, Obstacle.OBJECT_OVER_LIMIT, firstDefect(object));
    }
    if (object.reading().inflated().isEmpty()) {
      // The container is damaged or carries more than one gzip member. A signature over part of it
      // proves nothing about the object as it lies in the bucket.
      return unreadable(name, Obstacle.OBJECT_NOT_READABLE, firstDefect(object));
    }
    DigestFile digest;
    try {
      digest = DigestFile.parse(reader.content(vault.read(object.kept().get())));
    } catch (DigestFormatException e) {
      return unreadable(
          name, Obstacle.OBJECT_NOT_READABLE, S3Name.printable(String.valueOf(e.getMessage())));
    }
    Sha256 hash = object.reading().inflated().get();
    Optional<String> signature = signature(name, object);
    Verdict own = DigestCheck.check(name, digest, hash, signature, keys);
    DigestFacts facts =
        facts(entry.position(), name, digest, hash, signature, own instanceof Verdict.Intact);
    return new Examined(Optional.of(facts), own);
  }

  /// The signature that came with the object, or else the one its verified successor says it must
  /// have had: copying a bucket with the wrong tool loses user metadata and no evidence.
  private Optional<String> signature(S3Name name, ObjectReceived object) throws IOException {
    String own = object.userMetadata().get("signature");
    if (own != null && !own.isBlank()) {
      return Optional.of(own.strip());
    }
    return ledger.digestsAfter(name).stream()
        .filter(DigestFacts::verified)
        .flatMap(successor -> successor.previous().stream())
        .map(DigestFacts.Previous::signatureHex)
        .findFirst();
  }

  /// What is wrong between this verified digest and the verified one before it, where that is here.
  /// Nothing is said where the older one could not be verified: then the fault is the older one's.
  Optional<Verdict> link(DigestFacts newer) throws IOException {
    if (newer.previous().isEmpty()) {
      return Optional.empty();
    }
    DigestFacts.Previous previous = newer.previous().get();
    Optional<DigestFacts> older = ledger.digestNamed(previous.name()).filter(DigestFacts::verified);
    return older.flatMap(
        before ->
            DigestCheck.checkLink(
                newer.name(),
                new DigestFile.BackLink(previous.name(), previous.hash(), previous.signatureHex()),
                before.name(),
                before.hash(),
                before.signatureHex()));
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
        digest.logFiles().stream()
            .map(log -> new DigestFacts.Listed(log.name(), log.hash()))
            .toList());
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

  /// The verified digest that covers `time`, provided its verified successor is here too: a file
  /// stamped with the last minute of an hour may be listed an hour later.
  Optional<DigestFacts> settledCover(String bucket, String account, String region, Instant time)
      throws IOException {
    var around =
        ledger.digestsCovering(bucket, account, region, time, time.plus(Custody.DIGEST_CADENCE));
    for (DigestFacts cover : around) {
      boolean covers = !time.isBefore(cover.startTime()) && time.isBefore(cover.endTime());
      boolean succeeded =
          around.stream()
              .anyMatch(
                  next ->
                      next.chain().equals(cover.chain())
                          && next.startTime().equals(cover.endTime()));
      if (covers && succeeded) {
        return Optional.of(cover);
      }
    }
    return Optional.empty();
  }
}
