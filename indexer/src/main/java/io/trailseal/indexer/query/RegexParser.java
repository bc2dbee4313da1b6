package io.trailseal.indexer.query;

import io.trailseal.indexer.query.Regex.Range;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;

/// Reads regular expressions: what Lucene and Java have in common, so that it means the same
/// wherever people learnt it.
///
/// | Written | Means |
/// |---|---|
/// | `.` | any character |
/// | `a?`, `a*`, `a+`, `a{3}`, `a{3,}`, `a{3,5}` | at most once, any number, at least once, so many |
/// | <code>a&#124;b</code>, `(a)`, `(?:a)` | either; a group |
/// | `[a-z_]`, `[^a-z]` | a character in the set, one that is not |
/// | `\d`, `\w`, `\s`, `\D`, `\W`, `\S` | digit, letter or digit or `_`, space of ASCII; none such |
/// | `\t`, `\n`, `\r` | tab, line feed, carriage return |
/// | `\.` | a sign itself |
///
/// It is held against the whole of a value, case aside. `^` at the beginning and `$` at the end say
/// that once more. There is no looking ahead or behind and nothing refers back to a group; `~`,
/// `&`, `@`, `#`, `<`, `>` and `"`, which Lucene gives a meaning, are characters.
final class RegexParser {
  /// Characters.
  static final int LENGTH_MAX = 1_000;

  /// Groups inside each other; bounds the stack.
  static final int DEPTH_MAX = 20;

  /// Characters and sets once every repetition is written out, and more where one may be left out
  /// after another, which multiplies the ways through; bounds the automaton's transitions.
  static final int SIZE_MAX = 1_000;

  private static final Range DIGITS = new Range('0', '9');
  private static final List<Range> WORD =
      List.of(new Range('a', 'z'), new Range('A', 'Z'), DIGITS, new Range('_', '_'));
  private static final List<Range> SPACE = List.of(new Range('\t', '\r'), new Range(' ', ' '));

  private final String text;

  /// Where in the query the text begins.
  private final int base;

  private int at;

  private RegexParser(String text, int base) {
    this.text = text;
    this.base = base;
  }

  /// A part, and how large it is written out.
  ///
  /// @param mayBeEmpty whether it matches nothing at all
  private record Sized(Regex regex, long size, boolean mayBeEmpty) {}

  static Regex parse(String text, int base) throws QuerySyntaxException {
    if (text.isEmpty()) {
      throw new QuerySyntaxException(
          base, "a regular expression", "nothing", "write * to ask whether the field is there");
    }
    if (text.length() > LENGTH_MAX) {
      throw new QuerySyntaxException(
          base,
          "a regular expression of at most %,d characters".formatted(LENGTH_MAX),
          "one of %,d".formatted(text.length()),
          "ask several smaller questions");
    }
    RegexParser parser = new RegexParser(text, base);
    parser.accept('^');
    Sized whole = parser.choice(0);
    if (parser.at < text.length()) {
      throw parser.error("a character, ( or |", "write \\) for a parenthesis itself");
    }
    return whole.regex();
  }

  /// The same without the backslashes that slashes and spaces may need between slashes.
  static String canonical(String regex) {
    StringBuilder out = new StringBuilder(regex.length());
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\' && i + 1 < regex.length()) {
        char escaped = regex.charAt(++i);
        if (escaped != '/' && !Character.isWhitespace(escaped)) {
          out.append(c);
        }
        c = escaped;
      }
      out.append(c);
    }
    return out.toString();
  }

  private Sized choice(int depth) throws QuerySyntaxException {
    if (depth > DEPTH_MAX) {
      throw error("at most %d groups inside each other".formatted(DEPTH_MAX), "write it flatter");
    }
    List<Regex> parts = new ArrayList<>();
    Sized first = sequence(depth);
    parts.add(first.regex());
    long size = first.size();
    boolean mayBeEmpty = first.mayBeEmpty();
    while (accept('|')) {
      Sized next = sequence(depth);
      parts.add(next.regex());
      size = limited(size + next.size());
      mayBeEmpty |= next.mayBeEmpty();
    }
    return parts.size() == 1 ? first : new Sized(new Regex.Choice(parts), size, mayBeEmpty);
  }

  private Sized sequence(int depth) throws QuerySyntaxException {
    List<Regex> parts = new ArrayList<>();
    long size = 0;
    long skippable = 0; // parts right before this one that may be left out
    boolean mayBeEmpty = true;
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      if (text.charAt(at) == '$' && at == text.length() - 1) {
        at++;
        break;
      }
      Sized part = repeated(depth);
      parts.add(part.regex());
      size = limited(size + part.size() + skippable);
      skippable = part.mayBeEmpty() ? skippable + part.size() : 0;
      mayBeEmpty &= part.mayBeEmpty();
    }
    Regex all = parts.size() == 1 ? parts.getFirst() : new Regex.Sequence(parts);
    return new Sized(all, size, mayBeEmpty);
  }

  private Sized repeated(int depth) throws QuerySyntaxException {
    Sized part = single(depth);
    while (at < text.length()) {
      int here = at;
      int min;
      int max;
      if (accept('*')) {
        min = 0;
        max = Regex.UNBOUNDED;
      } else if (accept('+')) {
        min = 1;
        max = Regex.UNBOUNDED;
      } else if (accept('?')) {
        min = 0;
        max = 1;
      } else if (accept('{')) {
        min = number();
        max = min;
        if (accept(',')) {
          max = at < text.length() && text.charAt(at) == '}' ? Regex.UNBOUNDED : number();
        }
        if (!accept('}') || (max != Regex.UNBOUNDED && max < min)) {
          at = here;
          throw error("how often: {3}, {3,} or {3,5}", "write \\{ for the character itself");
        }
      } else {
        break;
      }
      // What may be repeated without end is an automaton of its own size, once more than it must.
      long times = max == Regex.UNBOUNDED ? min + 1L : Math.max(1, max);
      long ways = part.mayBeEmpty() ? (times + 1) / 2 : 1;
      part =
          new Sized(
              new Regex.Repeat(part.regex(), min, max),
              limited(Math.max(1, part.size()) * times * ways),
              part.mayBeEmpty() || min == 0);
    }
    return part;
  }

  private int number() throws QuerySyntaxException {
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (from == at || at - from > 4) {
      at = from;
      throw error("a number of at most four digits", "write \\{ for the character itself");
    }
    return Integer.parseInt(text.substring(from, at));
  }

  private Sized single(int depth) throws QuerySyntaxException {
    char c = text.charAt(at);
    return switch (c) {
      case '(' -> group(depth);
      case '[' -> new Sized(set(), 1, false);
      case '.' -> {
        at++;
        yield new Sized(new Regex.Any(), 1, false);
      }
      case '\\' -> new Sized(escaped(), 1, false);
      case '*', '+', '?', '{' ->
          throw error(
              "something to repeat before it", "write \\%c for the sign itself".formatted(c));
      case '^', '$' ->
          throw error(
              "a character",
              "the whole value is compared anyway; write \\%c for the sign itself".formatted(c));
      default -> new Sized(new Regex.One(codePoint()), 1, false);
    };
  }

  private Sized group(int depth) throws QuerySyntaxException {
    int open = at;
    at++;
    if (accept('?') && !accept(':')) {
      throw error(
          "a group without looking ahead or behind", "combine two tests with AND or AND NOT");
    }
    Sized inside = choice(depth + 1);
    if (!accept(')')) {
      at = open;
      throw error("a closing parenthesis", "write \\( for the parenthesis itself");
    }
    return inside;
  }

  private Regex escaped() throws QuerySyntaxException {
    int here = at;
    if (at + 1 >= text.length()) {
      throw error("a character after \\", "write \\\\ for a backslash itself");
    }
    char c = text.charAt(at + 1);
    at += 2;
    return switch (c) {
      case 'd', 'D' -> new Regex.OneOf(List.of(DIGITS), c == 'D');
      case 'w', 'W' -> new Regex.OneOf(WORD, c == 'W');
      case 's', 'S' -> new Regex.OneOf(SPACE, c == 'S');
      default -> {
        at = here;
        yield new Regex.One(escapedCharacter());
      }
    };
  }

  /// One character after a backslash.
  private int escapedCharacter() throws QuerySyntaxException {
    if (at + 1 >= text.length()) {
      throw error("a character after \\", "write \\\\ for a backslash itself");
    }
    char c = text.charAt(at + 1);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      int control = "tnr".indexOf(c);
      if (control < 0) {
        throw error(
            "\\d, \\w, \\s, \\D, \\W, \\S, \\t, \\n, \\r or a sign after \\",
            "leave the \\ out for the letter itself");
      }
      at += 2;
      return "\t\n\r".charAt(control);
    }
    at++;
    return codePoint();
  }

  private Regex set() throws QuerySyntaxException {
    int open = at;
    at++;
    boolean negated = accept('^');
    List<Range> ranges = new ArrayList<>();
    boolean first = true;
    while (true) {
      if (at >= text.length()) {
        at = open;
        throw error("a closing ]", "write \\[ for the bracket itself");
      }
      if (text.charAt(at) == ']' && !first) {
        at++;
        return new Regex.OneOf(ranges, negated);
      }
      first = false;
      if (isClass()) {
        int here = at;
        if (!(escaped() instanceof Regex.OneOf(var inner, var outside)) || outside) {
          at = here;
          throw error("no \\D, \\W or \\S inside of [ ]", "write [^…] for what is left out");
        }
        ranges.addAll(inner);
      } else {
        ranges.add(range());
      }
    }
  }

  private boolean isClass() {
    return text.charAt(at) == '\\'
        && at + 1 < text.length()
        && "dwsDWS".indexOf(text.charAt(at + 1)) >= 0;
  }

  private Range range() throws QuerySyntaxException {
    int here = at;
    int from = setCharacter();
    boolean isRange =
        at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
    if (!isRange) {
      return new Range(from, from);
    }
    at++;
    int to = setCharacter();
    if (to < from) {
      at = here;
      throw error("a range from the lower to the higher", "write \\- for the sign itself");
    }
    return new Range(from, to);
  }

  private int setCharacter() throws QuerySyntaxException {
    return text.charAt(at) == '\\' ? escapedCharacter() : codePoint();
  }

  private int codePoint() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private long limited(long size) throws QuerySyntaxException {
    if (size > SIZE_MAX) {
      throw new QuerySyntaxException(
          base,
          "a regular expression of at most %,d characters once repetitions are written out"
              .formatted(SIZE_MAX),
          "a larger one",
          "use * or + where the number does not matter");
    }
    return size;
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private QuerySyntaxException error(String expected, String suggestion) {
    String found =
        at >= text.length()
            ? "the end of the regular expression"
            : "'" + S3Name.excerpt(text.substring(at), 20) + "'";
    return new QuerySyntaxException(
        base + at, expected + " in the regular expression", found, suggestion);
  }
}
