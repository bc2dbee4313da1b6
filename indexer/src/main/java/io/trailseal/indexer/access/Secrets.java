package io.trailseal.indexer.access;

import io.trailseal.verifier.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// Makes what is secret, and says how tokens are written: `tseal_`, ten characters by which one is
/// known, `_`, 43 that are secret, six of a checksum over all before. Scanners that look for leaked
/// secrets can so tell one from anything else.
public final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private static final Pattern TOKEN =
      Pattern.compile("tseal_([0-9A-Za-z]{10})_[0-9A-Za-z]{43}([0-9A-Za-z]{6})");

  private static final int ID_LENGTH = 10;

  /// 62 to the power of 43 is a little more than 2 to the power of 256.
  private static final int SECRET_LENGTH = 43;

  private static final int CHECKSUM_LENGTH = 6;

  /// Of AWS's own length; not with its beginning, so that nobody takes one for AWS's.
  private static final String ACCESS_KEY_PREFIX = "TSEAL";

  private static final int ACCESS_KEY_RANDOM_LENGTH = 15;
  private static final int ACCESS_KEY_SECRET_LENGTH = 40;

  private Secrets() {}

  /// 256 bits that nobody can guess, in letters and digits.
  public static String random() {
    return random(DIGITS, SECRET_LENGTH);
  }

  private static String random(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /// What may be kept of a secret of [#random()]: with so many bits to guess, nothing slow is
  /// needed.
  public static String hash(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /// Whether two texts are the same, in a time that says nothing about where they differ.
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  static String token() {
    String start = "tseal_%s_%s".formatted(random(DIGITS, ID_LENGTH), random());
    return start + checksum(start);
  }

  /// The public part of a token; empty for what is none, or was mistyped.
  static Optional<String> tokenId(String presented) {
    Matcher matcher = TOKEN.matcher(presented);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String start = presented.substring(0, presented.length() - CHECKSUM_LENGTH);
    return checksum(start).equals(matcher.group(2))
        ? Optional.of(matcher.group(1))
        : Optional.empty();
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    StringBuilder checksum = new StringBuilder();
    long rest = crc.getValue();
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      checksum.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    }
    return checksum.reverse().toString();
  }

  static String accessKeyId() {
    return ACCESS_KEY_PREFIX + random(UPPER, ACCESS_KEY_RANDOM_LENGTH);
  }

  static String accessKeySecret() {
    return random(DIGITS, ACCESS_KEY_SECRET_LENGTH);
  }
}
