package io.trailseal.verifier.fuzz;

import static io.trailseal.verifier.fuzz.Dictionary.utf8;

import io.trailseal.verifier.digest.DigestSignature;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Answers of ListPublicKeys, and the keys in them.
final class KeyFileTarget implements FuzzTarget {
  private static final String SIGNATURE = "00".repeat(256);

  private final byte[] file;
  private final byte[] der;

  /// @param file an honest one
  KeyFileTarget(byte[] file) {
    this.file = file;
    try {
      this.der = KeyFile.parse(file).getFirst().der().toByteArray();
    } catch (KeyFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String name() {
    return "key-file";
  }

  @Override
  public byte[] input(Random random) {
    Mutator mutator = new Mutator(random);
    if (random.nextBoolean()) {
      return mutator.damage(file, List.of(file));
    }
    // A damaged key whose fingerprint fits is taken in, and meets whoever decodes it.
    byte[] key = der.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(12, key.length) : key.length);
      key[at] = (byte) random.nextInt(256);
    }
    if (random.nextInt(4) == 0) {
      key = mutator.damage(key, List.of(der));
    }
    String json =
        """
        {"PublicKeyList":[{"Value":"%s","Fingerprint":"%s","ValidityStartTime":%s,\
        "ValidityEndTime":%s}]}"""
            .formatted(
                Base64.getEncoder().encodeToString(key),
                PublishedKey.fingerprintOf(key),
                random.nextInt(4) == 0 ? Dictionary.value(random) : "1771804800.0",
                random.nextInt(4) == 0 ? Dictionary.value(random) : "1773100800.5");
    return random.nextInt(4) == 0 ? mutator.damage(utf8(json), List.of(file)) : utf8(json);
  }

  @Override
  public Examiner examiner() {
    return KeyFileTarget::examine;
  }

  private static Answer examine(byte[] input) {
    List<PublishedKey> keys;
    try {
      keys = KeyFile.parse(input);
    } catch (KeyFormatException e) {
      return Answer.refused(e.getMessage() + e.subject());
    }
    KeyRing ring = KeyRing.of(keys);
    StringBuilder text = new StringBuilder();
    for (PublishedKey key : keys) {
      byte[] signed = key.fingerprint().getBytes(StandardCharsets.UTF_8);
      String odd = HexFormat.of().formatHex(key.der().borrow());
      text.append(key)
          .append(DigestSignature.verify(key, signed, SIGNATURE))
          .append(DigestSignature.verify(key, signed, odd))
          .append(ring.find(key.fingerprint()).isPresent());
    }
    return Answer.of(text.toString(), List.of());
  }
}
