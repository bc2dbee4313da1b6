package io.trailseal.verifier.key;

import io.trailseal.verifier.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/// One public key as CloudTrail's ListPublicKeys gives it.
///
/// @param fingerprint lower-case hex MD5 of `der`
/// @param der the key's DER bytes: PKCS#1 RSAPublicKey or SubjectPublicKeyInfo
/// @param validFrom start of the time in which CloudTrail signs with it
/// @param validTo end of that time
public record PublishedKey(String fingerprint, Payload der, Instant validFrom, Instant validTo) {

  /// What CloudTrail calls a key: lower-case hex MD5 of its DER bytes.
  public static String fingerprintOf(byte[] der) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(der));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have MD5", e);
    }
  }

  /// Whether these are the same bytes, whatever their names and times.
  public boolean isSameKey(PublishedKey other) {
    return der.equals(other.der);
  }

  /// Whether `other` is this very key and says nothing about its validity that this one does not.
  public boolean covers(PublishedKey other) {
    return isSameKey(other)
        && !other.validFrom.isBefore(validFrom)
        && !other.validTo.isAfter(validTo);
  }

  /// The same key, valid from the earlier start to the later end: AWS moves the times of a key that
  /// it keeps using, and what it signed meanwhile stays signed.
  ///
  /// @throws KeyCollisionException if it is another key
  public PublishedKey widenedBy(PublishedKey other) {
    if (!isSameKey(other)) {
      throw new KeyCollisionException(fingerprint);
    }
    return new PublishedKey(
        fingerprint,
        der,
        validFrom.isBefore(other.validFrom) ? validFrom : other.validFrom,
        validTo.isAfter(other.validTo) ? validTo : other.validTo);
  }
}
