package io.trailseal.indexer.search;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How values are read and compared, written down once more and slowly, from the package comments
/// alone: shares no code with the engine.
final class OracleText {
  private static final int STORED_BYTES_MAX = 1_000;
  private static final int WORD_BYTES_MAX = 100;
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final Pattern CANONICAL_INTEGER = Pattern.compile("0|-?[1-9]\\d{0,17}");
  private static final Pattern TIME =
      Pattern.compile(
          "(?<day>\\d{4}-\\d\\d-\\d\\d)[Tt ](?<minute>\\d\\d:\\d\\d)(?<second>:\\d\\d)?"
              + "(?<fraction>(?<=:\\d\\d:\\d\\d)[.,]\\d{1,9})? ?(?<zone>[Zz]|[+-]\\d\\d:?\\d\\d)?");

  private OracleText() {}

  // ------------------------------------------------------------ text

  /// Lower case code point by code point; what is no character becomes U+FFFD.
  static String fold(String text) {
    StringBuilder folded = new StringBuilder();
    text.codePoints()
        .map(c -> c >= 0xd800 && c <= 0xdfff ? 0xfffd : Character.toLowerCase(c))
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }

  static String foldPath(String path) {
    return fold(path.replace('\u0000', '\ufffd').replace('\u0001', '\ufffd'));
  }

  /// What of a folded value is compared: all of it, or its beginning and its hash.
  static String stored(String folded) {
    byte[] bytes = folded.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= STORED_BYTES_MAX) {
      return folded;
    }
    int end = 0;
    int used = 0;
    while (end < folded.length()) {
      int next = end + Character.charCount(folded.codePointAt(end));
      int size = folded.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
      if (used + size > STORED_BYTES_MAX) {
        break;
      }
      used += size;
      end = next;
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return folded.substring(0, end) + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// By code point, which is the order of UTF-8.
  static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /// Runs of letters and digits of the folded text, long ones in pieces.
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int bytes = 0;
    for (int c : fold(text).codePoints().toArray()) {
      int size = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      boolean inWord = Character.isLetterOrDigit(c);
      if (!word.isEmpty() && (!inWord || bytes + size > WORD_BYTES_MAX)) {
        words.add(word.toString().intern());
        word.setLength(0);
        bytes = 0;
      }
      if (inWord) {
        word.appendCodePoint(c);
        bytes += size;
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString().intern());
    }
    return words;
  }

  // ------------------------------------------------------------ patterns

  /// One character of a pattern: a literal one, or a wildcard, which is negative.
  static final int ANY_RUN = -1;

  static final int ANY_ONE = -2;

  static List<Integer> pattern(String written) {
    List<Integer> pieces = new ArrayList<>();
    int[] chars = written.codePoints().toArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] == '*') {
        pieces.add(ANY_RUN);
      } else if (chars[i] == '?') {
        pieces.add(ANY_ONE);
      } else {
        int c = chars[i] == '\\' && i + 1 < chars.length ? chars[++i] : chars[i];
        pieces.add(fold(Character.toString(c)).codePointAt(0));
      }
    }
    return pieces;
  }

  /// Whether all of a folded text matches.
  static boolean like(List<Integer> pattern, String folded) {
    int[] text = folded.codePoints().toArray();
    boolean[] reached = new boolean[text.length + 1]; // text up to here matches pieces so far
    reached[0] = true;
    for (int piece : pattern) {
      boolean[] next = new boolean[text.length + 1];
      for (int i = 0; i <= text.length; i++) {
        if (piece == ANY_RUN) {
          next[i] = reached[i] || (i > 0 && next[i - 1]);
        } else {
          next[i] = i > 0 && reached[i - 1] && (piece == ANY_ONE || piece == text[i - 1]);
        }
      }
      reached = next;
    }
    return reached[text.length];
  }

  /// Java's own regular expressions: what ours have is said to mean the same there.
  static Pattern regex(String written) {
    return Pattern.compile(
        written, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  /// The words of a pattern; a lone `*` at either end says nothing.
  static List<List<Integer>> patternWords(String written) {
    List<List<Integer>> words = new ArrayList<>();
    words.add(new ArrayList<>());
    for (int piece : pattern(written)) {
      if (piece < 0 || Character.isLetterOrDigit(piece)) {
        words.getLast().add(piece);
      } else {
        words.add(new ArrayList<>());
      }
    }
    words.removeIf(List::isEmpty);
    while (!words.isEmpty() && isRun(words.getFirst())) {
      words.removeFirst();
    }
    while (!words.isEmpty() && isRun(words.getLast())) {
      words.removeLast();
    }
    return words;
  }

  private static boolean isRun(List<Integer> word) {
    return word.stream().allMatch(piece -> piece == ANY_RUN);
  }

  // ------------------------------------------------------------ numbers

  static Optional<BigDecimal> number(String text) {
    if (text.length() > 210 || !JSON_NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    String mantissa = text.split("[eE]", 2)[0];
    String[] parts = mantissa.replace("-", "").split("\\.", 2);
    boolean tooLong = parts[0].length() > 100 || (parts.length > 1 && parts[1].length() > 100);
    String exponent =
        text.length() == mantissa.length() ? "" : text.substring(mantissa.length() + 1);
    if (tooLong || exponent.replaceFirst("[+-]", "").length() > 3) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text));
  }

  /// A string that is compared as a number too.
  static boolean isCanonicalInteger(String text) {
    return CANONICAL_INTEGER.matcher(text).matches();
  }

  /// How a number is written where it is compared with a pattern.
  static String plain(BigDecimal number) {
    BigDecimal short_ = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    return fold(Math.abs(short_.scale()) <= 100 ? short_.toPlainString() : short_.toString());
  }

  // ------------------------------------------------------------ addresses

  /// An address as a number of 128 bits; one of version 4 as ::ffff:a.b.c.d.
  static Optional<BigInteger> address(String text) {
    if (text.matches("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}")) {
      BigInteger value = BigInteger.valueOf(0xffff);
      for (String part : text.split("\\.", -1)) {
        int number = Integer.parseInt(part);
        if (number > 255) {
          return Optional.empty();
        }
        value = value.shiftLeft(8).or(BigInteger.valueOf(number));
      }
      return Optional.of(value);
    }
    if (!text.matches("[0-9a-fA-F:.]+") || !text.contains(":") || text.length() > 45) {
      return Optional.empty();
    }
    return address6(text);
  }

  private static Optional<BigInteger> address6(String written) {
    String text = written;
    int lastColon = text.lastIndexOf(':');
    String tail = text.substring(lastColon + 1);
    if (tail.contains(".")) {
      Optional<BigInteger> v4 = address(tail).filter(_ -> !tail.contains(":"));
      if (v4.isEmpty()) {
        return Optional.empty();
      }
      int low = v4.get().intValue();
      text =
          text.substring(0, lastColon + 1)
              + Integer.toHexString(low >>> 16)
              + ":"
              + Integer.toHexString(low & 0xffff);
    }
    int gap = text.indexOf("::");
    List<String> left = groups(gap < 0 ? text : text.substring(0, gap));
    List<String> right = gap < 0 ? List.of() : groups(text.substring(gap + 2));
    int missing = 8 - left.size() - right.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(left);
    all.addAll(java.util.Collections.nCopies(gap < 0 ? 0 : missing, "0"));
    all.addAll(right);
    BigInteger value = BigInteger.ZERO;
    for (String group : all) {
      if (!group.matches("[0-9a-fA-F]{1,4}")) {
        return Optional.empty();
      }
      value = value.shiftLeft(16).or(new BigInteger(group, 16));
    }
    return Optional.of(value);
  }

  private static List<String> groups(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(":", -1));
  }

  /// Whether `address` has the first bits of a block.
  static boolean inBlock(BigInteger address, String cidr) {
    String[] parts = cidr.split("/", 2);
    BigInteger network = address(parts[0]).orElseThrow();
    int bits = Integer.parseInt(parts[1]) + (parts[0].contains(":") ? 0 : 96);
    return address.shiftRight(128 - bits).equals(network.shiftRight(128 - bits));
  }

  // ------------------------------------------------------------ times

  /// The milliseconds a text means, from the first to one past the last.
  record Span(long start, long end) {}

  static Optional<Span> time(String text) {
    try {
      if (text.matches("\\d{9,11}(\\.\\d{1,9})?")) {
        long second = Long.parseLong(text.split("\\.", 2)[0]);
        return Optional.of(new Span(second * 1000, second * 1000 + 1000));
      }
      if (text.matches("\\d{12,14}(\\.\\d{1,9})?")) {
        long milli = Long.parseLong(text.split("\\.", 2)[0]);
        return Optional.of(new Span(milli, milli + 1));
      }
      if (text.matches("\\d{4}")) {
        LocalDate first = LocalDate.parse(text + "-01-01");
        return Optional.of(days(first, first.plusYears(1)));
      }
      if (text.matches("\\d{4}-\\d\\d")) {
        LocalDate first = LocalDate.parse(text + "-01");
        return Optional.of(days(first, first.plusMonths(1)));
      }
      if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
        LocalDate day = LocalDate.parse(text);
        return Optional.of(days(day, day.plusDays(1)));
      }
      if (text.matches("\\d{8}T\\d{6}Z")) {
        return time(text.replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
      }
      Matcher parts = TIME.matcher(text);
      return text.length() <= 48 && parts.matches() ? Optional.of(time(parts)) : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty(); // the 30th of February
    }
  }

  private static Span time(Matcher parts) {
    String second = parts.group("second");
    String zone = parts.group("zone");
    LocalDateTime local =
        LocalDateTime.parse(
            parts.group("day") + "T" + parts.group("minute") + (second == null ? ":00" : second));
    long start =
        local
            .toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone.replace('z', 'Z')))
            .toEpochMilli();
    if (second == null) {
      return new Span(start, start + 60_000);
    }
    String fraction = parts.group("fraction");
    if (fraction == null) {
      return new Span(start, start + 1000);
    }
    long millis = start + Long.parseLong((fraction.substring(1) + "00").substring(0, 3));
    return new Span(millis, millis + 1);
  }

  private static Span days(LocalDate from, LocalDate to) {
    return new Span(from.toEpochDay() * 86_400_000, to.toEpochDay() * 86_400_000);
  }
}
