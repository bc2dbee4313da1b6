package io.trailseal.indexer.search;

import io.trailseal.verifier.Sha256;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/// How paths and values become terms: the one place that both indexing and asking go through.
final class Terms {
  /// UTF-8 bytes of a value that are kept in its term. Of a longer one the term holds this much and
  /// the hash of the whole, so that it is still found by its whole value and by its beginning.
  static final int VALUE_BYTES_MAX = 1_000;

  /// The same for paths. Lucene's own limit for both together is 32,766.
  static final int PATH_BYTES_MAX = 1_000;

  /// Hex digits that put numbers in order.
  static final int NUMBER_ORDER_CHARS = 16;

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,99})(?:\\.[0-9]{1,100})?(?:[eE][+-]?[0-9]{1,3})?");
  private static final int INTEGER_DIGITS_MAX = 18;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Terms() {}

  /// Whether `text` is an integer written in the one usual way: no sign but a minus, no zero in
  /// front, at most eighteen digits. A string like that is compared by value, as a number is.
  static boolean isPlainInteger(String text) {
    int digits = !text.isEmpty() && text.charAt(0) == '-' ? 1 : 0;
    int length = text.length();
    if (length == digits || length - digits > INTEGER_DIGITS_MAX) {
      return false;
    }
    if (text.charAt(digits) == '0') {
      return length == 1;
    }
    for (int i = digits; i < length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  /// Appends what [NumberText#order()] is of a plain integer.
  static void appendOrder(long integer, FoldedBytes to) {
    long order = NumericUtils.doubleToSortableLong((double) integer) ^ Long.MIN_VALUE;
    for (int shift = 60; shift >= 0; shift -= 4) {
      to.append(HEX[(int) (order >>> shift) & 0xf]);
    }
  }

  /// A path as it stands in terms: folded, without NUL (which separates it from the value), cut if
  /// too long.
  static byte[] path(String path) {
    FoldedBytes folded = new FoldedBytes();
    folded.append(path.replace('\0', '\ufffd').replace('\1', '\ufffd'), false);
    BytesRef cut = cut(folded.array(), 0, folded.length(), PATH_BYTES_MAX);
    return BytesRef.deepCopyOf(cut).bytes;
  }

  /// Folded path and separator: where the terms of one path begin.
  static byte[] prefix(String path, byte separator) {
    byte[] bytes = path(path);
    byte[] prefix = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, prefix, 0, bytes.length);
    prefix[bytes.length] = separator;
    return prefix;
  }

  /// The term of a leaf with this text.
  static BytesRef leaf(String path, String value) {
    FoldedBytes folded = new FoldedBytes();
    folded.append(value, false);
    return concat(
        prefix(path, Fields.AS_TEXT), cut(folded.array(), 0, folded.length(), VALUE_BYTES_MAX));
  }

  /// The term of a leaf with this number.
  static BytesRef leaf(String path, NumberText number) {
    return concat(prefix(path, Fields.AS_NUMBER), new BytesRef(number.order() + number.plain()));
  }

  static BytesRef concat(byte[] prefix, BytesRef rest) {
    byte[] bytes = new byte[prefix.length + rest.length];
    System.arraycopy(prefix, 0, bytes, 0, prefix.length);
    System.arraycopy(rest.bytes, rest.offset, bytes, prefix.length, rest.length);
    return new BytesRef(bytes);
  }

  /// The bytes, or where they are more than `max` the beginning and the hash of all of them.
  static BytesRef cut(byte[] bytes, int from, int length, int max) {
    if (length <= max) {
      return new BytesRef(bytes, from, length);
    }
    int end = from + max;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    byte[] hash = Sha256.of(bytes, from, length).hex().getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[end - from + hash.length];
    System.arraycopy(bytes, from, all, 0, end - from);
    System.arraycopy(hash, 0, all, end - from, hash.length);
    return new BytesRef(all);
  }

  /// A number by value: 100, 100.0 and 1e2 are the same.
  ///
  /// @param order sixteen hex digits that sort as the numbers do (as doubles, so numbers beyond
  ///   2^53 may tie)
  /// @param plain the shortest way to write it without an exponent, or with one where that would be
  ///   long; tells apart what ties
  record NumberText(String order, String plain) {
    /// Empty where `text` is no JSON number, or one of more than a hundred digits or an exponent of
    /// more than three, which is then only text.
    static Optional<NumberText> of(String text) {
      if (text.isEmpty() || text.length() > 210 || !mayStartNumber(text.charAt(0))) {
        return Optional.empty();
      }
      if (isPlainInteger(text)) {
        return Optional.of(new NumberText(order((double) Long.parseLong(text)), text));
      }
      if (!NUMBER.matcher(text).matches()) {
        return Optional.empty();
      }
      BigDecimal value = new BigDecimal(text).stripTrailingZeros();
      if (value.signum() == 0) {
        value = BigDecimal.ZERO;
      }
      String plain = Math.abs(value.scale()) <= 100 ? value.toPlainString() : value.toString();
      return Optional.of(new NumberText(order(value.doubleValue()), plain));
    }

    private static boolean mayStartNumber(char c) {
      return c == '-' || (c >= '0' && c <= '9');
    }

    private static String order(double value) {
      // Flipping the sign bit makes the signed order the unsigned order of the digits.
      long sortable = NumericUtils.doubleToSortableLong(value + 0.0) ^ Long.MIN_VALUE;
      String hex = Long.toHexString(sortable);
      return "0".repeat(NUMBER_ORDER_CHARS - hex.length()) + hex;
    }
  }

  /// The words of a text, as they stand in terms.
  static List<BytesRef> words(String text) {
    FoldedBytes folded = new FoldedBytes();
    folded.append(text, true);
    List<BytesRef> words = new ArrayList<>(folded.words());
    for (int i = 0; i < folded.words(); i++) {
      int start = folded.wordStart(i);
      words.add(new BytesRef(folded.array(), start, folded.wordEnd(i) - start));
    }
    return words;
  }
}
