package io.trailseal.verifier.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.digest.DigestSignature.Outcome;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.junit.jupiter.api.Test;

final class DigestSignatureTest {
  private static final SigningKey KEY = SigningKey.generate(2048);
  private static final byte[] SIGNED = "what was signed".getBytes(StandardCharsets.UTF_8);
  private static final String SIGNATURE = KEY.sign(SIGNED);

  @Test
  void acceptsWhatTheJdkSignedInBothEncodingsOfTheKeyAndBothCasesOfHex() {
    for (PublishedKey key :
        new PublishedKey[] {
          SigningKey.published(KEY.pkcs1()), SigningKey.published(KEY.subjectPublicKeyInfo())
        }) {
      assertThat(DigestSignature.verify(key, SIGNED, SIGNATURE)).isEqualTo(Outcome.FITS);
      assertThat(DigestSignature.verify(key, SIGNED, SIGNATURE.toUpperCase(Locale.ROOT)))
          .isEqualTo(Outcome.FITS);
    }
  }

  @Test
  void refusesOtherBytesOtherKeysAndOtherAlgorithms() {
    byte[] other = SIGNED.clone();
    other[3] ^= 1;
    assertThat(verify(other, SIGNATURE)).isEqualTo(Outcome.DOES_NOT_FIT);
    assertThat(verify(SIGNED, SigningKey.generate(2048).sign(SIGNED)))
        .isEqualTo(Outcome.DOES_NOT_FIT);
    for (String algorithm : new String[] {"SHA1withRSA", "SHA512withRSA", "MD5withRSA"}) {
      assertThat(verify(SIGNED, KEY.sign(SIGNED, algorithm)))
          .as(algorithm)
          .isEqualTo(Outcome.DOES_NOT_FIT);
    }
  }

  @Test
  void refusesSignaturesOfEveryWrongLengthAndForm() {
    for (int length = 0; length < SIGNATURE.length(); length += 2) {
      assertThat(verify(SIGNED, SIGNATURE.substring(0, length))).isEqualTo(Outcome.DOES_NOT_FIT);
    }
    assertThat(verify(SIGNED, SIGNATURE + "00")).isEqualTo(Outcome.DOES_NOT_FIT);
    assertThat(verify(SIGNED, "00" + SIGNATURE)).isEqualTo(Outcome.DOES_NOT_FIT);
    assertThat(verify(SIGNED, "ff".repeat(256))).isEqualTo(Outcome.DOES_NOT_FIT);
    assertThat(verify(SIGNED, "00".repeat(256))).isEqualTo(Outcome.DOES_NOT_FIT);
    assertThat(verify(SIGNED, "a".repeat(50_000_000))).isEqualTo(Outcome.DOES_NOT_FIT);
    assertThat(verify(SIGNED, "zz")).isEqualTo(Outcome.NOT_HEX);
    assertThat(verify(SIGNED, "abc")).isEqualTo(Outcome.NOT_HEX);
  }

  @Test
  void keysOutsideTheBoundsAreUnusable() throws Exception {
    SigningKey small = SigningKey.generate(1023);
    assertThat(DigestSignature.verify(small.published(), SIGNED, small.sign(SIGNED)))
        .isEqualTo(Outcome.KEY_UNUSABLE);
    SigningKey smallest = SigningKey.generate(1024);
    assertThat(DigestSignature.verify(smallest.published(), SIGNED, smallest.sign(SIGNED)))
        .isEqualTo(Outcome.FITS);
    byte[] elliptic = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getEncoded();
    for (byte[] der : new byte[][] {elliptic, {}, {0x30, 0}, {0x30, 3, 2, 1, 5}, {5, 0}, {1}}) {
      assertThat(DigestSignature.verify(SigningKey.published(der), SIGNED, SIGNATURE))
          .isEqualTo(Outcome.KEY_UNUSABLE);
    }
  }

  @Test
  void aModulusThatAnybodyCanFactorIsUnusable() throws IOException {
    BigInteger right = BigInteger.ONE.shiftLeft(2047).setBit(0);
    for (BigInteger modulus :
        new BigInteger[] {right.clearBit(0), right.subtract(right.mod(BigInteger.valueOf(3)))}) {
      byte[] der = new RSAPublicKey(modulus, BigInteger.valueOf(65537)).getEncoded();
      assertThat(DigestSignature.verify(SigningKey.published(der), SIGNED, SIGNATURE))
          .as(modulus.toString(16))
          .isEqualTo(Outcome.KEY_UNUSABLE);
    }
  }

  @Test
  void damagedKeysNeverThrowAndNeverFit() {
    long seed = Long.getLong("test.seed", 20261121);
    Random random = new Random(seed);
    for (byte[] der : new byte[][] {KEY.pkcs1(), KEY.subjectPublicKeyInfo()}) {
      for (int i = 0; i < 1_000; i++) {
        byte[] damaged = i % 4 == 0 ? Arrays.copyOf(der, random.nextInt(der.length)) : der.clone();
        if (i % 4 != 0) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Outcome outcome = DigestSignature.verify(SigningKey.published(damaged), SIGNED, SIGNATURE);
        // A flip in the algorithm's ignored parameters may leave the same key.
        if (outcome == Outcome.FITS) {
          assertThat(damaged).as("seed %d, round %d", seed, i).endsWith(KEY.pkcs1());
        }
      }
    }
  }

  private static Outcome verify(byte[] signed, String signature) {
    return DigestSignature.verify(KEY.published(), signed, signature);
  }
}
