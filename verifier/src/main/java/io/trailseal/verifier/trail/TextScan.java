package io.trailseal.verifier.trail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/// One fast pass over content before it is parsed, for two rare things that Jackson would stop at,
/// losing everything behind them: bytes that are not UTF-8, and escapes that make a lone surrogate.
/// Both are overwritten in place, byte for byte, which keeps every offset as it is.
final class TextScan {
  /// DEL is one byte, legal in a JSON string, and in no real event. Shown as U+FFFD.
  static final char SUBSTITUTE = 0x7f;

  private static final char REPLACEMENT = 0xfffd;

  private static final int ESCAPE_LENGTH = 6;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;

  private final byte[] bytes;
  private final int end;
  private int firstInvalid = -1;
  private int invalidCount;
  private boolean surrogateEscapes;
  private int firstLoneSurrogate = -1;
  private int loneSurrogateCount;

  TextScan(byte[] bytes, int length) {
    this.bytes = bytes;
    this.end = length;
    int at = 0;
    while (at < length) {
      at = at + Long.BYTES <= length && isPlain((long) LONGS.get(bytes, at)) ? at + 8 : step(at);
    }
  }

  /// Whether none of eight bytes needs a look: all are ASCII and none is a backslash.
  private static boolean isPlain(long eight) {
    long zeroWhereBackslash = eight ^ BACKSLASHES;
    long backslash = (zeroWhereBackslash - LOW_BITS) & ~zeroWhereBackslash;
    return ((eight | backslash) & HIGH_BITS) == 0;
  }

  private int step(int at) {
    byte first = bytes[at];
    if (first >= 0) {
      if (first == '\\' && at + 2 < end && bytes[at + 1] == 'u' && (bytes[at + 2] | 32) == 'd') {
        surrogateEscapes = true;
      }
      return at + 1;
    }
    int length = sequenceLength(at);
    if (length == 0) {
      if (firstInvalid < 0) {
        firstInvalid = at;
      }
      invalidCount++;
      return at + 1;
    }
    return at + length;
  }

  /// Length of the well-formed sequence at `at` (Unicode, table 3-7), 0 if there is none.
  private int sequenceLength(int at) {
    int first = bytes[at] & 0xFF;
    if (first >= 0xC2 && first <= 0xDF) {
      return isBetween(at + 1, 0x80, 0xBF) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
      boolean second = isBetween(at + 1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
      return second && isBetween(at + 2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
      boolean second = isBetween(at + 1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
      return second && isBetween(at + 2, 0x80, 0xBF) && isBetween(at + 3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
  }

  private boolean isBetween(int at, int low, int high) {
    return at < end && (bytes[at] & 0xFF) >= low && (bytes[at] & 0xFF) <= high;
  }

  /// Whether the content is not UTF-8.
  boolean isDamaged() {
    return firstInvalid >= 0;
  }

  Defect defect() {
    return new Defect(
        firstInvalid,
        "content: required UTF-8, found byte %02x%s; shown as U+FFFD"
            .formatted(
                bytes[firstInvalid],
                invalidCount > 1 ? " and %,d more such bytes".formatted(invalidCount - 1) : ""));
  }

  /// Overwrites what the parser would stop at in `copy`, which has the content that was scanned.
  void substituteIn(byte[] copy) {
    if (firstInvalid >= 0) {
      substituteInvalidBytes(copy);
    }
    if (surrogateEscapes) {
      substituteLoneSurrogates(copy);
    }
  }

  /// What [#substituteIn] found besides: known only after it.
  Optional<Defect> loneSurrogates() {
    return firstLoneSurrogate < 0
        ? Optional.empty()
        : Optional.of(
            new Defect(
                firstLoneSurrogate,
                "content: required text, found an escaped half of a surrogate pair%s; shown as U+FFFD"
                    .formatted(
                        loneSurrogateCount > 1
                            ? " and %,d more".formatted(loneSurrogateCount - 1)
                            : "")));
  }

  private void substituteInvalidBytes(byte[] copy) {
    int at = firstInvalid;
    while (at < end) {
      // `bytes` may be `copy`: what was overwritten is plain ASCII by then and not looked at again.
      int length = bytes[at] >= 0 ? 1 : sequenceLength(at);
      if (length == 0) {
        copy[at] = SUBSTITUTE;
        length = 1;
      }
      at += length;
    }
  }

  /// An escaped lone surrogate is legal JSON and no legal text; it becomes an escaped U+FFFD.
  private void substituteLoneSurrogates(byte[] copy) {
    int at = 0;
    while (at < end) {
      if (copy[at] != '\\') {
        at++;
        continue;
      }
      int unit = escapedUnit(copy, at);
      if (unit < 0) {
        // Whatever is escaped, a backslash above all, is no beginning of an escape.
        at += 2;
      } else if (Character.isHighSurrogate((char) unit)
          && isEscapedLowSurrogate(copy, at + ESCAPE_LENGTH)) {
        at += 2 * ESCAPE_LENGTH;
      } else {
        if (Character.isSurrogate((char) unit)) {
          if (firstLoneSurrogate < 0) {
            firstLoneSurrogate = at;
          }
          loneSurrogateCount++;
          copy[at + 2] = 'f';
          copy[at + 3] = 'f';
          copy[at + 4] = 'f';
          copy[at + 5] = 'd';
        }
        at += ESCAPE_LENGTH;
      }
    }
  }

  private boolean isEscapedLowSurrogate(byte[] copy, int at) {
    int unit = escapedUnit(copy, at);
    return unit >= 0 && Character.isLowSurrogate((char) unit);
  }

  /// The UTF-16 unit that a backslash, `u` and four hex digits stand for, or -1.
  private int escapedUnit(byte[] copy, int at) {
    if (at + ESCAPE_LENGTH > end || copy[at] != '\\' || copy[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
      int digit = Character.digit(copy[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /// `text` with the substitutes for bytes that were not UTF-8 as U+FFFD. To be used where the
  /// content [#isDamaged].
  static String repair(String text) {
    return text.replace(SUBSTITUTE, REPLACEMENT);
  }
}
