package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Chance that repeats itself: the same seed gives the same throws.
///
/// Only `nextLong` of the generator is used, which its algorithm defines; how the JDK makes bounded
/// numbers of it may change.
final class Dice {
  private static final RandomGeneratorFactory<RandomGenerator> ALGORITHM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final RandomGenerator random;

  private Dice(long seed) {
    this.random = ALGORITHM.create(seed);
  }

  /// Dice for one purpose, independent of those for any other.
  static Dice of(long seed, String purpose) {
    byte[] text = (seed + "\n" + purpose).getBytes(StandardCharsets.UTF_8);
    return new Dice(ByteBuffer.wrap(Sha256.of(text).toByteArray()).getLong());
  }

  long bits() {
    return random.nextLong();
  }

  /// A number from 0 to `bound` - 1.
  int below(int bound) {
    return (int) (((random.nextLong() >>> 32) * bound) >>> 32);
  }

  /// A number from 0 to `bound` - 1, small ones much more often: half of them fall into the first
  /// eighth.
  int skewed(int bound) {
    long x = random.nextLong() >>> 48;
    return (int) ((((x * x * x) >>> 16) * bound) >>> 32);
  }

  boolean percent(int chance) {
    return below(100) < chance;
  }

  <T> T oneOf(T[] choices) {
    return choices[below(choices.length)];
  }

  String oneOf(String choices) {
    return oneOf(choices.split(" "));
  }

  /// `length` characters out of `alphabet`.
  String text(String alphabet, int length) {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append(alphabet.charAt(below(alphabet.length())));
    }
    return out.toString();
  }

  String hex(int digits) {
    return text("0123456789abcdef", digits);
  }

  /// As AWS makes ids out of bytes: base 32.
  String id(String kind, int length) {
    return kind + text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length - kind.length());
  }

  /// A random (version 4) UUID.
  String uuid() {
    ByteDraft draft = new ByteDraft(36);
    draft.uuid(bits(), bits());
    return draft.text();
  }
}
