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
}
