package io.trailseal.verifier.fuzz;

import static io.trailseal.verifier.fuzz.Dictionary.utf8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Damages JSON, and whatever else has brackets, quotes and digits, the way an attacker would who
/// knows how it is read: most of it stays as it was, so that the damage is met deep inside.
final class Mutator {
  /// Larger results are cut: a run is for many inputs, not for large ones.
  private static final int LENGTH_MAX = 128 * 1024;

  /// Beyond the deepest nesting that is read, by far.
  private static final int DEPTH_MAX = 20_000;

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /// @param others what may be spliced into it
  byte[] damage(byte[] original, List<byte[]> others) {
    byte[] bytes = original;
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = once(bytes, others);
    }
    return bytes.length > LENGTH_MAX ? Arrays.copyOf(bytes, LENGTH_MAX) : bytes;
  }

  private byte[] once(byte[] bytes, List<byte[]> others) {
    if (bytes.length == 0) {
      return utf8(Dictionary.value(random));
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(17)) {
      case 0 -> flip(bytes, at);
      case 1 -> set(bytes, at, Dictionary.trouble(random));
      case 2 -> set(bytes, at, (byte) random.nextInt(256));
      case 3 -> insert(bytes, at, Dictionary.damage(random));
      case 4 -> insert(bytes, at, utf8('"' + Dictionary.name(random) + "\":"));
      case 5 -> Arrays.copyOf(bytes, at);
      case 6 ->
          replace(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(40)), new byte[0]);
      case 7 -> copyWithin(bytes, at);
      case 8 -> splice(bytes, at, Dictionary.one(others, random));
      case 9 -> repeatStructure(bytes, at);
      case 10 -> nest(bytes, at);
      case 11 -> replaceNumber(bytes, at);
      case 12, 13 -> replaceValue(bytes, at);
      case 14 -> duplicateMember(bytes, at);
      case 15 -> renameMember(bytes, at);
      default -> insert(bytes, at, utf8(Dictionary.value(random)));
    };
  }

  private byte[] flip(byte[] bytes, int at) {
    return set(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
  }

  private static byte[] set(byte[] bytes, int at, byte value) {
    byte[] changed = bytes.clone();
    changed[at] = value;
    return changed;
  }

  static byte[] insert(byte[] bytes, int at, byte[] more) {
    return replace(bytes, at, at, more);
  }

  static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
    byte[] changed = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
    System.arraycopy(by, 0, changed, from, by.length);
    System.arraycopy(bytes, to, changed, from + by.length, bytes.length - to);
    return changed;
  }

  private byte[] copyWithin(byte[] bytes, int at) {
    int from = random.nextInt(bytes.length);
    int length = Math.min(random.nextInt(200), bytes.length - Math.max(at, from));
    byte[] changed = bytes.clone();
    System.arraycopy(bytes, from, changed, at, length);
    return changed;
  }

  private byte[] splice(byte[] bytes, int at, byte[] other) {
    if (other.length == 0) {
      return bytes;
    }
    int from = random.nextInt(other.length);
    byte[] tail = Arrays.copyOfRange(other, from, other.length);
    return replace(bytes, at, bytes.length, tail);
  }

  /// The object or list that begins next, again and again.
  private byte[] repeatStructure(byte[] bytes, int at) {
    int from = indexOf(bytes, at, '{', '[');
    int to = endOfValue(bytes, from);
    if (to <= from) {
      return bytes;
    }
    byte[] structure = Arrays.copyOfRange(bytes, from, to);
    int times = Math.min(1 + random.nextInt(2_000), LENGTH_MAX / structure.length + 1);
    byte[] repeated = new byte[times * (structure.length + 1)];
    for (int i = 0; i < times; i++) {
      System.arraycopy(structure, 0, repeated, i * (structure.length + 1), structure.length);
      repeated[(i + 1) * (structure.length + 1) - 1] = ',';
    }
    return insert(bytes, from, repeated);
  }

  private byte[] nest(byte[] bytes, int at) {
    int colon = indexOf(bytes, at, ':', '[');
    int depth = 1 + random.nextInt(random.nextInt(4) == 0 ? DEPTH_MAX : 1_100);
    boolean closed = random.nextBoolean();
    String nested =
        random.nextBoolean()
            ? "[".repeat(depth) + (closed ? "]".repeat(depth) : "")
            : "{\"a\":".repeat(depth) + (closed ? "1" + "}".repeat(depth) : "");
    return insert(bytes, Math.min(bytes.length, colon + 1), utf8(nested + ","));
  }

  private byte[] replaceNumber(byte[] bytes, int at) {
    int from = at;
    while (from < bytes.length && !isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && isDigit(bytes[to])) {
      to++;
    }
    String number =
        random.nextBoolean()
            ? String.valueOf(random.nextLong())
            : "9".repeat(1 + random.nextInt(2_000));
    return replace(bytes, from, to, utf8(number));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private byte[] replaceValue(byte[] bytes, int at) {
    int colon = indexOf(bytes, at, ':', ':');
    int to = endOfValue(bytes, colon + 1);
    return to <= colon + 1 ? bytes : replace(bytes, colon + 1, to, utf8(Dictionary.value(random)));
  }

  /// The member whose value comes next, a second time, with the same value or another.
  private byte[] duplicateMember(byte[] bytes, int at) {
    int colon = indexOf(bytes, at, ':', ':');
    int to = endOfValue(bytes, colon + 1);
    int from = startOfName(bytes, colon);
    if (from < 0 || to <= colon) {
      return bytes;
    }
    byte[] member = Arrays.copyOfRange(bytes, from, to);
    if (random.nextBoolean()) {
      member = replace(member, colon + 1 - from, member.length, utf8(Dictionary.value(random)));
    }
    return insert(bytes, to, insert(member, 0, new byte[] {','}));
  }

  private byte[] renameMember(byte[] bytes, int at) {
    int colon = indexOf(bytes, at, ':', ':');
    int from = startOfName(bytes, colon);
    return from < 0
        ? bytes
        : replace(bytes, from, colon, utf8('"' + Dictionary.name(random) + '"'));
  }

  /// Where a name before a colon begins, -1 if there is none.
  private static int startOfName(byte[] bytes, int colon) {
    if (colon < 2 || colon >= bytes.length || bytes[colon - 1] != '"') {
      return -1;
    }
    int from = colon - 2;
    while (from >= 0 && bytes[from] != '"') {
      from--;
    }
    return from;
  }

  /// The first place from `at` on with one of two characters; the length if there is none.
  private static int indexOf(byte[] bytes, int at, char one, char other) {
    int i = at;
    while (i < bytes.length && bytes[i] != one && bytes[i] != other) {
      i++;
    }
    return i;
  }

  /// One past the JSON value that begins at `from`, roughly.
  private static int endOfValue(byte[] bytes, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < bytes.length; i++) {
      byte b = bytes[i];
      if (quoted) {
        if (b == '\\') {
          i++;
        } else if (b == '"') {
          quoted = false;
        }
        continue;
      }
      switch (b) {
        case '"' -> quoted = true;
        case '{', '[' -> depth++;
        case '}', ']' -> {
          if (depth == 0) {
            return i;
          }
          depth--;
          if (depth == 0) {
            return i + 1;
          }
        }
        case ',' -> {
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return bytes.length;
  }
}
