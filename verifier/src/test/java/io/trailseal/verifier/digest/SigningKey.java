package io.trailseal.verifier.digest;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.HexFormat;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// A key as CloudTrail would have one. Signs with the JDK, so that a signature is made by other
/// code than checks it.
public final class SigningKey {
  public static final Instant VALID_FROM = Instant.parse("2026-11-01T00:00:00Z");
  public static final Instant VALID_TO = Instant.parse("2026-12-01T00:00:00Z");

  private final KeyPair pair;

  private SigningKey(KeyPair pair) {
    this.pair = pair;
  }

  public static SigningKey generate(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new SigningKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public byte[] subjectPublicKeyInfo() {
    return pair.getPublic().getEncoded();
  }

  public byte[] pkcs1() {
    try {
      return SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo())
          .parsePublicKey()
          .toASN1Primitive()
          .getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public PublishedKey published() {
    return published(pkcs1());
  }

  public static PublishedKey published(byte[] der) {
    return new PublishedKey(
        PublishedKey.fingerprintOf(der), Payload.copyOf(der), VALID_FROM, VALID_TO);
  }

  public String sign(byte[] bytes) {
    return sign(bytes, "SHA256withRSA");
  }

  public String sign(byte[] bytes, String algorithm) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(bytes);
      return HexFormat.of().formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
