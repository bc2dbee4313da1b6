package io.trailseal.indexer.search;

import org.jspecify.annotations.Nullable;

/// Reads UUIDs as CloudTrail writes its ids (RFC 9562: 8-4-4-4-12 hex digits), case aside, into
/// their 16 bytes.
final class Uuid {
  static final int BYTES = 16;
  private static final int CHARS = 36;

  private Uuid() {}

  static boolean read(String text, byte[] into) {
    if (text.length() != CHARS) {
      return false;
    }
    return digits(text, CHARS, into) == 2 * BYTES;
  }

  static byte @Nullable [] parse(String text) {
    byte[] bytes = new byte[BYTES];
    return read(text, bytes) ? bytes : null;
  }

  /// The ids that begin with `beginning`: the first and the last of them; empty where no id begins
  /// like that.
  static Range beginningWith(String beginning) {
    byte[] first = new byte[BYTES];
    int count = beginning.length() > CHARS ? -1 : digits(beginning, beginning.length(), first);
    if (count < 0) {
      return new Range(null, null);
    }
    byte[] last = first.clone();
    for (int digit = count; digit < 2 * BYTES; digit++) {
      last[digit / 2] |= (byte) (digit % 2 == 0 ? 0xf0 : 0x0f);
    }
    return new Range(first, last);
  }

  /// Both ends inclusive; both null where there is nothing between.
  static final class Range {
    private final byte @Nullable [] first;
    private final byte @Nullable [] last;

    private Range(byte @Nullable [] first, byte @Nullable [] last) {
      this.first = first;
      this.last = last;
    }

    byte @Nullable [] first() {
      return first;
    }

    byte @Nullable [] last() {
      return last;
    }
  }

  /// How many hex digits the first `length` characters hold, or -1 where they are not the beginning
  /// of a UUID.
  private static int digits(String text, int length, byte[] into) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return -1;
        }
        continue;
      }
      int value = c < 128 ? Character.digit(c, 16) : -1;
      if (value < 0) {
        return -1;
      }
      into[count / 2] = (byte) (count % 2 == 0 ? value << 4 : into[count / 2] | value);
      count++;
    }
    return count;
  }
}
