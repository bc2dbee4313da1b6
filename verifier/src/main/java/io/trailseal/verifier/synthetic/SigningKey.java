package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Sha256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An RSA key pair that follows from a seed, so that a sample can be made again. It protects
/// nothing: everybody knows the seed.
///
/// The search for primes is our own, because what the JDK's generator makes of a seeded source of
/// randomness may change from one release to the next.
final class SigningKey {
  private static final int PRIME_BITS = 1024;
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

  /// OBJECT IDENTIFIER 1.2.840.113549.1.1.1 and NULL.
  private static final byte[] RSA_ENCRYPTION =
      HexFormat.of().parseHex("06092a864886f70d0101010500");

  /// Candidates with a factor below this are dropped before the costly test.
  private static final int SIEVE_LIMIT = 1 << 15;

  /// The chance of taking a composite number for a prime is below two to the power of minus this.
  private static final int CERTAINTY = 100;

  /// Keys found already: a search takes a fifth of a second, and tests make the same sample often.
  private static final Map<String, SigningKey> KNOWN = new ConcurrentHashMap<>();

  /// Enough for all regions of a few seeds.
  private static final int KNOWN_MAX = 64;

  private final PrivateKey privateKey;
  private final byte[] der;

  private SigningKey(PrivateKey privateKey, byte[] der) {
    this.privateKey = privateKey;
    this.der = der;
  }

  static SigningKey of(long seed, String purpose) {
    String known = seed + "\n" + purpose;
    SigningKey key = KNOWN.get(known);
    if (key == null) {
      key = search(seed, purpose);
      if (KNOWN.size() < KNOWN_MAX) {
        KNOWN.put(known, key);
      }
    }
    return key;
  }

  private static SigningKey search(long seed, String purpose) {
    BigInteger p = prime(seed, purpose + " p");
    BigInteger q = prime(seed, purpose + " q");
    if (p.compareTo(q) < 0) {
      BigInteger smaller = p;
      p = q;
      q = smaller;
    }
    BigInteger n = p.multiply(q);
    BigInteger pMinus1 = p.subtract(BigInteger.ONE);
    BigInteger qMinus1 = q.subtract(BigInteger.ONE);
    BigInteger d = EXPONENT.modInverse(pMinus1.multiply(qMinus1));
    try {
      PrivateKey key =
          KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new RSAPrivateCrtKeySpec(
                      n, EXPONENT, d, p, q, d.mod(pMinus1), d.mod(qMinus1), q.modInverse(p)));
      return new SigningKey(key, pkcs1(n));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have RSA", e);
    }
  }

  /// The first prime at or above a number of [#PRIME_BITS] bits that follows from the seed.
  private static BigInteger prime(long seed, String purpose) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int block = 0; bytes.size() < PRIME_BITS / 8; block++) {
      String text = seed + "\n" + purpose + "\n" + block;
      bytes.writeBytes(Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toByteArray());
    }
    // With the two highest bits set, the product of two such primes has twice as many bits.
    BigInteger first =
        new BigInteger(1, bytes.toByteArray())
            .setBit(PRIME_BITS - 1)
            .setBit(PRIME_BITS - 2)
            .setBit(0);
    // One in 355 odd numbers of this size is a prime: this many hold one for any seed worth trying.
    boolean[] composite = sieve(first, 1 << 14);
    for (int i = 0; i < composite.length; i++) {
      if (composite[i]) {
        continue;
      }
      BigInteger candidate = first.add(BigInteger.valueOf(2L * i));
      if (!candidate.mod(EXPONENT).equals(BigInteger.ONE) && candidate.isProbablePrime(CERTAINTY)) {
        return candidate;
      }
    }
    throw new IllegalStateException("no prime for seed " + seed + "; take another seed");
  }

  /// Which of the numbers `first + 2i` have a small factor.
  private static boolean[] sieve(BigInteger first, int count) {
    boolean[] composite = new boolean[count];
    boolean[] notPrime = new boolean[SIEVE_LIMIT];
    for (int factor = 3; factor < SIEVE_LIMIT; factor += 2) {
      if (notPrime[factor]) {
        continue;
      }
      for (long multiple = (long) factor * factor; multiple < SIEVE_LIMIT; multiple += factor) {
        notPrime[(int) multiple] = true;
      }
      int remainder = first.mod(BigInteger.valueOf(factor)).intValue();
      // The smallest i with first + 2i divisible by the factor.
      int missing = (factor - remainder) % factor;
      for (int i = missing % 2 == 0 ? missing / 2 : (missing + factor) / 2;
          i < count;
          i += factor) {
        composite[i] = true;
      }
    }
    return composite;
  }

  /// The public key as PKCS#1 RSAPublicKey: `SEQUENCE { INTEGER n, INTEGER e }`.
  private static byte[] pkcs1(BigInteger n) {
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    putDer(numbers, 0x02, n.toByteArray());
    putDer(numbers, 0x02, EXPONENT.toByteArray());
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    putDer(key, 0x30, numbers.toByteArray());
    return key.toByteArray();
  }

  private static void putDer(ByteArrayOutputStream out, int tag, byte[] content) {
    out.write(tag);
    if (content.length < 128) {
      out.write(content.length);
    } else if (content.length < 256) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >>> 8);
      out.write(content.length & 0xff);
    }
    out.writeBytes(content);
  }

  /// The same key, published as SubjectPublicKeyInfo: `SEQUENCE { SEQUENCE { rsaEncryption, NULL },
  /// BIT STRING { PKCS#1 } }`. Its fingerprint is another one, because its DER bytes are.
  SigningKey asSpki() {
    ByteArrayOutputStream bits = new ByteArrayOutputStream();
    bits.write(0); // no bits unused
    bits.writeBytes(der);
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    putDer(parts, 0x30, RSA_ENCRYPTION);
    putDer(parts, 0x03, bits.toByteArray());
    ByteArrayOutputStream spki = new ByteArrayOutputStream();
    putDer(spki, 0x30, parts.toByteArray());
    return new SigningKey(privateKey, spki.toByteArray());
  }

  /// Lower-case hex MD5 of the DER bytes, as CloudTrail names its keys.
  String fingerprint() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have MD5", e);
    }
  }

  /// SHA256withRSA (PKCS#1 v1.5) in lower-case hex: the same text has the same signature.
  String sign(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(privateKey);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have SHA256withRSA", e);
    }
  }

  /// The shape of ListPublicKeys' answer.
  ///
  /// @param validFrom epoch second
  /// @param validTo epoch second
  String toListPublicKeys(long validFrom, long validTo) {
    return """
        {
          "PublicKeyList": [
            {
              "Value": "%s",
              "ValidityStartTime": %d.0,
              "ValidityEndTime": %d.0,
              "Fingerprint": "%s"
            }
          ]
        }
        """
        .formatted(Base64.getEncoder().encodeToString(der), validFrom, validTo, fingerprint());
  }
}
