package io.trailseal.verifier.digest;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.util.BigIntegers;

/// Checks a digest's signature: RSASSA-PKCS1-v1_5 with SHA-256 and nothing else.
public final class DigestSignature {
  /// Smaller keys can be factored.
  public static final int KEY_BITS_MIN = 1024;

  /// Larger keys make one verification cost seconds.
  public static final int KEY_BITS_MAX = 8192;

  /// CloudTrail uses 65537; a longer exponent would only make verifying slow.
  static final int EXPONENT_BITS_MAX = 64;

  /// Keys decoded already: looking for small factors in a modulus costs ten times as much as
  /// checking a signature.
  private static final Map<Payload, Optional<RSAKeyParameters>> DECODED = new ConcurrentHashMap<>();

  /// Keys of all regions for some years.
  private static final int DECODED_MAX = 1_000;

  /// BouncyCastle would also look whether a modulus is itself prime, which for one key takes longer
  /// than all else in a short run. Such a key is as worthless as one whose private half is
  /// published, and nothing here could see that: that a key is CloudTrail's is the caller's word.
  private static final boolean WITHOUT_PRIME_TEST = true;

  private DigestSignature() {}

  /// What came of checking one signature.
  public enum Outcome {
    /// Whoever holds the private key signed exactly these bytes.
    FITS("the signature fits"),
    DOES_NOT_FIT("the signature does not fit the bytes"),
    NOT_HEX("the signature is not hex digits"),
    KEY_UNUSABLE(
        "the key is not an RSA key of %d to %d bits".formatted(KEY_BITS_MIN, KEY_BITS_MAX));

    private final String sentence;

    Outcome(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }

  /// @param signed see [DigestFile#signedBytes]
  /// @param signatureHex hex digits of either case
  public static Outcome verify(PublishedKey key, byte[] signed, String signatureHex) {
    if (DECODED.size() >= DECODED_MAX) {
      DECODED.clear();
    }
    Optional<RSAKeyParameters> parameters =
        DECODED.computeIfAbsent(key.der(), der -> decode(der.borrow()));
    if (parameters.isEmpty()) {
      return Outcome.KEY_UNUSABLE;
    }
    // Bounded before it is decoded: a signature is as long as the key's modulus.
    if (signatureHex.length() > KEY_BITS_MAX / 4) {
      return Outcome.DOES_NOT_FIT;
    }
    byte[] signature;
    try {
      signature = HexFormat.of().parseHex(signatureHex);
    } catch (IllegalArgumentException e) {
      return Outcome.NOT_HEX;
    }
    RSADigestSigner signer = new RSADigestSigner(new SHA256Digest());
    signer.init(false, parameters.get());
    signer.update(signed, 0, signed.length);
    return signer.verifySignature(signature) ? Outcome.FITS : Outcome.DOES_NOT_FIT;
  }

  /// CloudTrail writes PKCS#1 and says that this may change; one key in its own documentation is
  /// SubjectPublicKeyInfo.
  private static Optional<RSAKeyParameters> decode(byte[] der) {
    try {
      if (!(ASN1Primitive.fromByteArray(der) instanceof ASN1Sequence sequence)
          || sequence.size() != 2) {
        return Optional.empty();
      }
      RSAPublicKey key;
      if (sequence.getObjectAt(0) instanceof ASN1Sequence) {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(sequence);
        if (!info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
          return Optional.empty();
        }
        key = RSAPublicKey.getInstance(info.parsePublicKey());
      } else {
        key = RSAPublicKey.getInstance(sequence);
      }
      BigInteger modulus = key.getModulus();
      BigInteger exponent = key.getPublicExponent();
      if (modulus.bitLength() < KEY_BITS_MIN
          || modulus.bitLength() > KEY_BITS_MAX
          || !modulus.testBit(0)
          || BigIntegers.hasAnySmallFactors(modulus)
          || exponent.bitLength() > EXPONENT_BITS_MAX
          || exponent.compareTo(BigInteger.ONE) <= 0) {
        return Optional.empty();
      }
      return Optional.of(new RSAKeyParameters(false, modulus, exponent, WITHOUT_PRIME_TEST));
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      // BouncyCastle's ways of saying that this is not such a key; that is the answer.
      return Optional.empty();
    }
  }
}
