package io.trailseal.verifier.trail;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// One fast pass over content before it is parsed, for two rare things that would otherwise have to
/// be looked for in every string: bytes that are not UTF-8, and escapes that could make a lone
/// surrogate.
///
/// Jackson stops at the first byte that is not UTF-8, and everything after it would be lost. So
/// such bytes are overwritten with [#SUBSTITUTE], one for one, which keeps every offset as it is.
final class TextScan {
  /// DEL is one byte, legal in a JSON string, and in no real event. Shown as U+FFFD.
  static final char SUBSTITUTE = 0x7f;

  private static final char REPLACEMENT = 0xfffd;

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

  /// Where the first byte is that is not UTF-8, or -1.
  int firstInvalid() {
    return firstInvalid;
  }

  Defect defect() {
    return new Defect(
        firstInvalid,
        "content: required UTF-8, found byte %02x%s; shown as U+FFFD"
            .formatted(
                bytes[firstInvalid],
                invalidCount > 1 ? " and %,d more such bytes".formatted(invalidCount - 1) : ""));
  }

  /// Overwrites what is not UTF-8 in `copy`, which has the content that was scanned.
  void substituteIn(byte[] copy) {
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

  /// Whether strings of this content must go through [#repair].
  boolean needsRepair() {
    return firstInvalid >= 0 || surrogateEscapes;
  }

  /// `text` with substitutes and lone surrogates as U+FFFD. The same instance if there are none.
  String repair(String text) {
    char[] repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean bad = c == SUBSTITUTE && firstInvalid >= 0;
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          bad = true;
        }
      }
      if (bad) {
        if (repaired == null) {
          repaired = text.toCharArray();
        }
        repaired[i] = REPLACEMENT;
      }
    }
    return repaired == null ? text : new String(repaired);
  }
}
