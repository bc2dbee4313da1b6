package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import io.trailseal.verifier.digest.DigestSignature;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Examines digest files.
public final class DigestCheck {
  /// How far outside its key's validity a digest may end. Digests are signed soon after they end,
  /// and CloudTrail publishes the next key ten days before the old one ends, so a day is generous.
  public static final Duration KEY_VALIDITY_TOLERANCE = Duration.ofHours(24);

  private DigestCheck() {}

  /// Says what can be said of one digest alone. In this order:
  /// 1. The signature, where there are one and its key. Wrong: `altered`, wherever it was found.
  /// 2. Its name. Found elsewhere than it was signed for, or of another account than its name says:
  ///    `out of place`, also where the signature could not be checked.
  /// 3. What kept the signature from being checked: `could not tell`. That includes a signature
  ///    that fits a key which was not in force when the digest ended. Nobody but CloudTrail should
  ///    have its keys, so that is no proof of anything; but it is no proof of integrity either. For
  ///    a backfill digest, signed at an unknown time after its end, only a key that had expired
  ///    before counts as not in force.
  ///
  /// @param foundAt where it was found
  /// @param inflatedHash SHA-256 of the bytes that `digest` was parsed from
  /// @param signatureHex its signature: from its S3 user metadata, or as its successor remembers it
  public static Verdict check(
      S3Name foundAt,
      DigestFile digest,
      Sha256 inflatedHash,
      Optional<String> signatureHex,
      KeyRing keys) {
    Verdict bySignature = checkSignature(foundAt, digest, inflatedHash, signatureHex, keys);
    if (bySignature instanceof Verdict.Altered) {
      return bySignature;
    }
    return misplaced(foundAt, digest).orElse(bySignature);
  }

  /// The signature alone, wherever it was found.
  static Verdict checkSignature(
      S3Name foundAt,
      DigestFile digest,
      Sha256 inflatedHash,
      Optional<String> signatureHex,
      KeyRing keys) {
    String fingerprint = S3Name.excerpt(digest.keyFingerprint(), 64);
    Optional<PublishedKey> key = keys.find(digest.keyFingerprint());
    if (key.isEmpty()) {
      return new Verdict.Undecided(
          foundAt, Obstacle.SIGNING_KEY_UNKNOWN, "it names the key " + fingerprint);
    }
    if (signatureHex.isEmpty()) {
      return new Verdict.Undecided(foundAt, Obstacle.SIGNATURE_ABSENT, "");
    }
    return switch (DigestSignature.verify(
        key.get(), digest.signedBytes(inflatedHash), signatureHex.get())) {
      case FITS ->
          isInForce(foundAt, digest.endTime(), key.get())
              ? new Verdict.Intact(foundAt, inflatedHash, "key " + key.get().fingerprint())
              : new Verdict.Undecided(
                  foundAt,
                  Obstacle.SIGNING_KEY_NOT_IN_FORCE,
                  "key %s is valid from %s to %s, and the digest ends at %s"
                      .formatted(
                          key.get().fingerprint(),
                          key.get().validFrom(),
                          key.get().validTo(),
                          digest.endTime()));
      case DOES_NOT_FIT ->
          altered(foundAt, fingerprint, DigestSignature.Outcome.DOES_NOT_FIT.sentence());
      case NOT_HEX -> altered(foundAt, fingerprint, DigestSignature.Outcome.NOT_HEX.sentence());
      case KEY_UNUSABLE ->
          new Verdict.Undecided(
              foundAt,
              Obstacle.SIGNING_KEY_UNKNOWN,
              DigestSignature.Outcome.KEY_UNUSABLE.sentence());
    };
  }

  private static Verdict altered(S3Name foundAt, String fingerprint, String found) {
    return new Verdict.Altered(
        foundAt, "a signature by key " + fingerprint, found, Optional.empty());
  }

  /// Whether CloudTrail signed with this key at the end of a digest, give or take
  /// [#KEY_VALIDITY_TOLERANCE]. Backfill digests are signed at an unknown time after their end.
  ///
  /// @param digest where the digest was found: its name tells a backfill digest
  /// @param endTime of what it covers
  public static boolean isInForce(S3Name digest, Instant endTime, PublishedKey key) {
    if (endTime.isBefore(key.validFrom().minus(KEY_VALIDITY_TOLERANCE))) {
      return ObjectKey.parse(digest.key()).filter(ObjectKey::backfill).isPresent();
    }
    return !endTime.isAfter(key.validTo().plus(KEY_VALIDITY_TOLERANCE));
  }

  /// `out of place`, or empty where it lies where it says it was put.
  static Optional<Verdict> misplaced(S3Name foundAt, DigestFile digest) {
    S3Name own = digest.name();
    if (!foundAt.equals(own)) {
      return Optional.of(new Verdict.OutOfPlace(foundAt, own));
    }
    // Its name is its own, but is it the right shelf? The name such a digest should have is the
    // same one with its content's account.
    return ObjectKey.parse(own.key())
        .flatMap(ObjectKey::account)
        .filter(account -> !account.equals(digest.awsAccountId()))
        .map(
            account ->
                new Verdict.OutOfPlace(foundAt, withAccount(own, account, digest.awsAccountId())));
  }

  private static S3Name withAccount(S3Name name, String from, String to) {
    try {
      return new S3Name(name.bucket(), name.key().replace(from, to));
    } catch (IllegalArgumentException e) {
      // An account id so long that no key can hold it. The verdict is the same.
      return name;
    }
  }

  /// Compares what a digest remembers of the one before it with the one that is there.
  ///
  /// @param newer where the newer digest was found: the subject of the verdict
  /// @param olderHash SHA-256 of the older digest's inflated bytes
  /// @param olderSignatureHex the older digest's own signature, where it is known
  /// @return `link broken`, or empty where nothing contradicts; a newer digest without a back-link
  ///   contradicts nothing
  public static Optional<Verdict> checkLink(
      S3Name newer,
      DigestFile newerDigest,
      S3Name olderFoundAt,
      Sha256 olderHash,
      Optional<String> olderSignatureHex) {
    return newerDigest
        .previous()
        .flatMap(link -> checkLink(newer, link, olderFoundAt, olderHash, olderSignatureHex));
  }

  /// The same for a back-link that was kept without its digest.
  public static Optional<Verdict> checkLink(
      S3Name newer,
      BackLink link,
      S3Name olderFoundAt,
      Sha256 olderHash,
      Optional<String> olderSignatureHex) {
    if (!link.name().equals(olderFoundAt)) {
      return Optional.of(
          new Verdict.LinkBroken(
              newer, olderFoundAt, link.name().toString(), olderFoundAt.toString()));
    }
    if (link.hash().isPresent() && !link.hash().get().equals(olderHash)) {
      return Optional.of(
          new Verdict.LinkBroken(
              newer,
              olderFoundAt,
              "a digest with hash " + link.hash().get().hex(),
              "one with hash " + olderHash.hex()));
    }
    return olderSignatureHex
        .filter(signature -> !signature.equalsIgnoreCase(link.signatureHex()))
        .map(
            signature ->
                new Verdict.LinkBroken(
                    newer,
                    olderFoundAt,
                    "a digest with signature " + beginning(link.signatureHex()),
                    "one with signature " + beginning(signature)));
  }

  /// Enough of a signature to tell it from another, for a person.
  private static String beginning(String signatureHex) {
    return S3Name.excerpt(signatureHex, 32);
  }
}
