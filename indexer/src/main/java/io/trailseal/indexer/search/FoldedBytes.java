package io.trailseal.indexer.search;

import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/// A growing buffer of case-folded UTF-8 that finds words while it folds.
///
/// Folding is by code point ([Character#toLowerCase(int)]), so that it depends on nothing around
/// the character: the same letter in a value and in a pattern folds the same. A lone surrogate
/// becomes U+FFFD. Words are runs of letters and digits, cut at [#WORD_BYTES_MAX].
final class FoldedBytes {
  /// Longer runs are encoded data; they become several words one after another.
  static final int WORD_BYTES_MAX = 100;

  private static final byte[] ASCII = new byte[128];
  private static final boolean[] ASCII_WORD = new boolean[128];

  static {
    for (int c = 0; c < 128; c++) {
      ASCII[c] = (byte) Character.toLowerCase(c);
      ASCII_WORD[c] = Character.isLetterOrDigit(c);
    }
  }

  private byte[] bytes;
  private int length;
  private int[] wordStarts;
  private int[] wordEnds;
  private int words;

  /// For events.
  FoldedBytes() {
    this(16 << 10, 256);
  }

  /// @param bytesFirst room to begin with
  /// @param wordsFirst the same
  FoldedBytes(int bytesFirst, int wordsFirst) {
    bytes = new byte[bytesFirst];
    wordStarts = new int[wordsFirst];
    wordEnds = new int[wordsFirst];
  }

  static String fold(String text) {
    FoldedBytes folded = new FoldedBytes(3 * text.length(), 0);
    folded.append(text, false);
    return new BytesRef(folded.bytes, 0, folded.length).utf8ToString();
  }

  static int foldCodePoint(int codePoint) {
    return Character.toLowerCase(codePoint);
  }

  void clear() {
    length = 0;
    words = 0;
  }

  /// The bytes; valid until the next append.
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  int words() {
    return words;
  }

  int wordStart(int word) {
    return wordStarts[word];
  }

  int wordEnd(int word) {
    return wordEnds[word];
  }

  void append(byte[] raw, int from, int count) {
    ensure(count);
    System.arraycopy(raw, from, bytes, length, count);
    length += count;
  }

  void append(byte raw) {
    ensure(1);
    bytes[length++] = raw;
  }

  /// Appends `text` folded; with `findWords`, notes the words in it.
  void append(String text, boolean findWords) {
    int chars = text.length();
    ensure(Math.multiplyExact(3, chars));
    byte[] out = bytes;
    int to = length;
    int wordStart = -1;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      boolean inWord;
      int before = to;
      if (c < 128) {
        out[to++] = ASCII[c];
        inWord = ASCII_WORD[c];
      } else {
        int codePoint = text.codePointAt(i);
        if (Character.isSupplementaryCodePoint(codePoint)) {
          i++;
        }
        codePoint = foldCodePoint(codePoint);
        inWord = Character.isLetterOrDigit(codePoint);
        to = encode(codePoint, out, to);
      }
      if (findWords) {
        if (inWord) {
          if (wordStart < 0) {
            wordStart = before;
          } else if (to - wordStart > WORD_BYTES_MAX) {
            addWord(wordStart, before);
            wordStart = before;
          }
        } else if (wordStart >= 0) {
          addWord(wordStart, before);
          wordStart = -1;
        }
      }
    }
    if (wordStart >= 0) {
      addWord(wordStart, to);
    }
    length = to;
  }

  private static int encode(int codePoint, byte[] out, int to) {
    if (codePoint < 0x80) {
      out[to++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      out[to++] = (byte) (0xc0 | (codePoint >> 6));
      out[to++] = (byte) (0x80 | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
      int whole = Character.isSurrogate((char) codePoint) ? 0xfffd : codePoint;
      out[to++] = (byte) (0xe0 | (whole >> 12));
      out[to++] = (byte) (0x80 | ((whole >> 6) & 0x3f));
      out[to++] = (byte) (0x80 | (whole & 0x3f));
    } else {
      out[to++] = (byte) (0xf0 | (codePoint >> 18));
      out[to++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
      out[to++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
      out[to++] = (byte) (0x80 | (codePoint & 0x3f));
    }
    return to;
  }

  private void addWord(int start, int end) {
    if (words == wordStarts.length) {
      wordStarts = Arrays.copyOf(wordStarts, Math.max(8, 2 * words));
      wordEnds = Arrays.copyOf(wordEnds, wordStarts.length);
    }
    wordStarts[words] = start;
    wordEnds[words++] = end;
  }

  private void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, 1L << 30)));
    }
  }

  /// Gives back a buffer that one giant event made large.
  void shrink() {
    if (bytes.length > 1 << 20) {
      bytes = new byte[16 << 10];
      length = 0;
    }
  }
}
