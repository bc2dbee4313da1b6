package io.trailseal.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Hashes passwords: Argon2id (RFC 9106) with what OWASP's Password Storage Cheat Sheet asks for at
/// least, 19 MiB and two passes. A hash is written with its parameters, as `argon2` itself writes
/// it, so that they can become dearer without making old hashes worthless.
///
/// Threads: any. Each hash takes a tenth of a second and 19 MiB: whoever serves strangers bounds
/// how many there are at once, see [SignIns].
public final class Passwords {
  /// NIST SP 800-63B: length counts, rules about characters do not.
  public static final int LENGTH_MIN = 12;

  /// Hashing reads all of it.
  public static final int LENGTH_MAX = 256;

  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private static final Pattern WRITTEN =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private static final SecureRandom RANDOM = new SecureRandom();

  /// Of nobody's password: what is worked out where there is none, so that it takes as long.
  private static final String NOBODYS = written(new byte[SALT_BYTES], new byte[HASH_BYTES]);

  private Passwords() {}

  /// What is wrong with a password that somebody wants to have; empty where nothing is.
  ///
  /// @param name whose it is to be
  public static Optional<String> objection(String name, String password) {
    String normal = normal(password);
    int length = normal.codePointCount(0, normal.length());
    if (length < LENGTH_MIN || length > LENGTH_MAX) {
      return Optional.of(
          "a password must have %d to %d characters, this has %d"
              .formatted(LENGTH_MIN, LENGTH_MAX, length));
    }
    if (normal.chars().distinct().count() < 5) {
      return Optional.of("a password must have five different characters or more");
    }
    String small = normal.toLowerCase(Locale.ROOT);
    if ((name.length() > 3 && small.contains(name.toLowerCase(Locale.ROOT)))
        || small.contains("trailseal")) {
      return Optional.of("a password must not contain the user's name or ours");
    }
    return Optional.empty();
  }

  /// A hash of it with a salt of its own.
  public static String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return written(salt, argon2(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES));
  }

  private static String written(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            MEMORY_KIB, PASSES, LANES, base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /// Whether it is the password of this hash. Takes as long whether there is one or not.
  ///
  /// @param written what [#hash] gave; empty where there is nobody, or nobody with a password
  static boolean isRight(String password, Optional<String> written) {
    Matcher matcher = WRITTEN.matcher(written.orElse(NOBODYS));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a password's hash is not written as we write it");
    }
    byte[] expected = Base64.getDecoder().decode(matcher.group(5));
    byte[] actual =
        argon2(
            password,
            Base64.getDecoder().decode(matcher.group(4)),
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            expected.length);
    return written.isPresent() && MessageDigest.isEqual(expected, actual);
  }

  private static byte[] argon2(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int bytes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[bytes];
    generator.generateBytes(normal(password).getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }

  /// Keyboards disagree about how to write one character; NIST asks for NFKC.
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }
}
