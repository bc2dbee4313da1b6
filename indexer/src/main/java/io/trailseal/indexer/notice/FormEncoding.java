package io.trailseal.indexer.notice;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// How S3 writes keys in its notifications: as in a form, a space as `+` and bytes as `%XX`.
final class FormEncoding {
  private FormEncoding() {}

  /// The text that was encoded; empty where this cannot have come of encoding: a `%` without two
  /// hex digits, or bytes that are not UTF-8.
  static Optional<String> decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    int plainFrom = 0;
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '+' && c != '%') {
        continue;
      }
      if (!put(encoded.substring(plainFrom, i), bytes)) {
        return Optional.empty();
      }
      if (c == '+') {
        bytes.write(' ');
      } else {
        int high = i + 2 < encoded.length() ? hex(encoded.charAt(i + 1)) : -1;
        int low = high < 0 ? -1 : hex(encoded.charAt(i + 2));
        if (low < 0) {
          return Optional.empty();
        }
        bytes.write(high << 4 | low);
        i += 2;
      }
      plainFrom = i + 1;
    }
    if (!put(encoded.substring(plainFrom), bytes)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static boolean put(String plain, ByteArrayOutputStream bytes) {
    if (!isText(plain)) {
      return false;
    }
    bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
    return true;
  }

  /// Whether UTF-8 can hold it: no half of a surrogate pair alone.
  static boolean isText(String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
