package io.trailseal.api.awscompat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// `NextToken`: the search's cursor, sealed with the caller's secret key together with what was
/// asked, so that it goes on with the same question of the same caller and nothing else. It
/// survives a restart, and events that come in meanwhile neither repeat nor hide others.
final class PageToken {
  private static final int SEAL_BYTES = 16;

  /// Of honest ones, with room.
  private static final int LENGTH_MAX = 4_000;

  private PageToken() {}

  static String of(String cursor, Lookup lookup, String secret) {
    byte[] text = cursor.getBytes(StandardCharsets.UTF_8);
    byte[] token = Arrays.copyOf(seal(cursor, lookup, secret), SEAL_BYTES + text.length);
    System.arraycopy(text, 0, token, SEAL_BYTES, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// The cursor.
  static String read(String token, Lookup lookup, String secret) {
    byte[] bytes = decoded(token);
    if (bytes.length > SEAL_BYTES) {
      String cursor =
          new String(bytes, SEAL_BYTES, bytes.length - SEAL_BYTES, StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(Arrays.copyOf(bytes, SEAL_BYTES), seal(cursor, lookup, secret))) {
        return cursor;
      }
    }
    throw new AwsError(
        "InvalidNextTokenException",
        "NextToken must be the one that the page before gave, with the same access key, lookup"
            + " attributes, category and times; leave it out to start at the first page");
  }

  private static byte[] decoded(String token) {
    try {
      return token.length() > LENGTH_MAX ? new byte[0] : Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  private static byte[] seal(String cursor, Lookup lookup, String secret) {
    byte[] key = SigV4.hmac(secret.getBytes(StandardCharsets.UTF_8), "trailseal NextToken");
    return Arrays.copyOf(SigV4.hmac(key, cursor + "\n" + lookup.text()), SEAL_BYTES);
  }
}
