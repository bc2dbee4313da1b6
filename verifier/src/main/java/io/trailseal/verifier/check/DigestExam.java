package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.trail.ObjectKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/// Everything that can be said of one digest object: from its own bytes and metadata, and from the
/// digest after it, which remembers its hash and its signature.
///
/// @param name where it was found, under the name CloudTrail gave
/// @param digest what it says, where it can be read
/// @param hash SHA-256 of its inflated bytes, where it can be read
/// @param signatureHex the signature by which it is proven, where it is
/// @param proven whether CloudTrail signed these bytes; what they list is then true, wherever they
///   were found and whatever else is wrong with the object
/// @param recovered whether its own signature was lost, and the one that its successor remembers
///   proved it
public record DigestExam(
    S3Name name,
    Optional<DigestFile> digest,
    Optional<Sha256> hash,
    Optional<String> signatureHex,
    boolean proven,
    boolean recovered,
    Verdict verdict) {
  private static final String ALGORITHM = "SHA256withRSA";

  /// A verified digest that names this one as the digest before it.
  public record Witness(S3Name name, BackLink remembers) {}

  /// Examines an object found under a digest's name.
  ///
  /// @param witness the digest after it, where one is known and proven
  public static DigestExam of(DigestReading reading, KeyRing keys, Optional<Witness> witness) {
    if (reading.withheld().isPresent()) {
      return unreadable(reading, reading.withheld().get());
    }
    if (reading.digest().isEmpty()) {
      return unreadable(reading, altered(reading.name(), reading.fault(), reading.hash(), witness));
    }
    return examine(
        reading.name(),
        reading.digest().get(),
        reading.hash().orElseThrow(),
        reading.userMetadata(),
        keys,
        witness);
  }

  private static DigestExam unreadable(DigestReading reading, Verdict verdict) {
    return new DigestExam(
        reading.name(), Optional.empty(), reading.hash(), Optional.empty(), false, false, verdict);
  }

  private static Verdict altered(
      S3Name name, String found, Optional<Sha256> hash, Optional<Witness> witness) {
    Optional<Sha256> remembered = witness.flatMap(each -> each.remembers().hash());
    if (remembered.isPresent() && !remembered.equals(hash)) {
      return new Verdict.Altered(name, remembered.get().hex(), found, witness.map(Witness::name));
    }
    return new Verdict.Altered(
        name, "a digest file as CloudTrail writes them", found, Optional.empty());
  }

  private static DigestExam examine(
      S3Name name,
      DigestFile digest,
      Sha256 hash,
      Map<String, String> userMetadata,
      KeyRing keys,
      Optional<Witness> witness) {
    Optional<String> own =
        Optional.ofNullable(userMetadata.get("signature"))
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    Optional<Verdict> misplaced = DigestCheck.misplaced(name, digest);
    Verdict signature = DigestCheck.checkSignature(name, digest, hash, own, keys);
    if (signature instanceof Verdict.Intact) {
      return proven(
          name,
          digest,
          hash,
          own,
          false,
          misplaced.orElseGet(() -> metadata(name, userMetadata, signature)));
    }
    Verdict alone = signature instanceof Verdict.Altered ? signature : misplaced.orElse(signature);
    if (witness.isEmpty()) {
      return unproven(name, digest, hash, own, alone);
    }
    BackLink link = witness.get().remembers();
    if (link.hash().isPresent() && !link.hash().get().equals(hash)) {
      Verdict replaced =
          new Verdict.Altered(
              name, link.hash().get().hex(), hash.hex(), Optional.of(witness.get().name()));
      return unproven(name, digest, hash, own, replaced);
    }
    Optional<String> remembered = Optional.of(link.signatureHex());
    Verdict byWitness = DigestCheck.checkSignature(name, digest, hash, remembered, keys);
    if (!(byWitness instanceof Verdict.Intact)) {
      return unproven(name, digest, hash, own, alone);
    }
    Verdict verdict =
        own.isEmpty()
            ? recovered(byWitness, witness.get())
            : new Verdict.Altered(
                name,
                "the signature %s in its user metadata".formatted(shown(link.signatureHex())),
                "%s there; its content is what CloudTrail signed".formatted(shown(own.get())),
                Optional.of(witness.get().name()));
    return proven(name, digest, hash, remembered, own.isEmpty(), misplaced.orElse(verdict));
  }

  private static DigestExam proven(
      S3Name name,
      DigestFile digest,
      Sha256 hash,
      Optional<String> signatureHex,
      boolean recovered,
      Verdict verdict) {
    return new DigestExam(
        name, Optional.of(digest), Optional.of(hash), signatureHex, true, recovered, verdict);
  }

  private static DigestExam unproven(
      S3Name name, DigestFile digest, Sha256 hash, Optional<String> own, Verdict verdict) {
    return new DigestExam(name, Optional.of(digest), Optional.of(hash), own, false, false, verdict);
  }

  private static Verdict recovered(Verdict verdict, Witness witness) {
    return verdict instanceof Verdict.Intact(var name, var hash, var provenBy)
        ? new Verdict.Intact(
            name, hash, "%s, the signature as %s remembers it".formatted(provenBy, witness.name()))
        : verdict;
  }

  /// What CloudTrail writes beside a digest. All of it may be lost in copying; what is there must
  /// be right.
  private static Verdict metadata(S3Name name, Map<String, String> userMetadata, Verdict verdict) {
    String algorithm = userMetadata.getOrDefault("signature-algorithm", ALGORITHM);
    if (!algorithm.equalsIgnoreCase(ALGORITHM)) {
      return new Verdict.Altered(
          name,
          "signature-algorithm " + ALGORITHM + " in its user metadata",
          S3Name.excerpt(algorithm, 64),
          Optional.empty());
    }
    if (ObjectKey.parse(name.key()).filter(ObjectKey::backfill).isPresent()) {
      String stamp = userMetadata.get("backfill-generation-timestamp");
      if (stamp == null || !isTime(stamp)) {
        return new Verdict.Altered(
            name,
            "a backfill-generation-timestamp in its user metadata",
            stamp == null ? "none" : S3Name.excerpt(stamp, 64),
            Optional.empty());
      }
    }
    return verdict;
  }

  private static boolean isTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /// As a node of its chain: signed where CloudTrail signed it for this very name, unusable
  /// otherwise.
  ///
  /// @param stamp the time in its name
  public ChainNode node(Instant stamp) {
    return proven && digest.isPresent() && digest.get().name().equals(name)
        ? new ChainNode.Signed(
            name,
            digest.get().startTime(),
            digest.get().endTime(),
            hash.orElseThrow(),
            signatureHex,
            digest.get().previous())
        : new ChainNode.Unusable(name, stamp);
  }

  /// Both ends of a signature, because forgers and accidents change either.
  private static String shown(String signatureHex) {
    return signatureHex.length() <= 64
        ? S3Name.printable(signatureHex)
        : S3Name.excerpt(signatureHex, 16)
            + S3Name.printable(signatureHex.substring(signatureHex.length() - 16));
  }

  /// The same with what it says let go.
  DigestExam withoutDigest() {
    return new DigestExam(name, Optional.empty(), hash, signatureHex, proven, recovered, verdict);
  }
}
