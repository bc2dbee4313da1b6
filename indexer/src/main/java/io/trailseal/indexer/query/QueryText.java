package io.trailseal.indexer.query;

import io.trailseal.verifier.S3Name;
import java.util.Optional;
import java.util.regex.Pattern;

/// The text of a query with a place in it. Reads the pieces that know nothing of grammar.
final class QueryText {
  private static final String CURLY_QUOTES = "\u201c\u201d\u201e\u201f";

  /// What stands between two slashes and is no regular expression but the rest of one term and the
  /// beginning of another: `a:/x AND b:/y`.
  private static final Pattern SEVERAL_TERMS =
      Pattern.compile("(?<!\\\\)\\s(?:AND|OR|NOT|&&|\\|\\||[\\w.@-]{1,200}[:=<>])");

  private final String text;
  private int position;

  QueryText(String text) {
    this.text = text;
  }

  /// A bare word.
  ///
  /// @param literal the word with its escapes taken out
  /// @param pattern the word as a pattern: `*` and `?` where they were not escaped, everything else
  ///   literal
  /// @param wild whether the pattern has a wildcard
  /// @param raw the word as it was typed
  record Word(String literal, String pattern, boolean wild, int start, String raw) {
    boolean isEscaped() {
      return raw.indexOf('\\') >= 0;
    }

    /// Whether it is this name, which with a backslash in it would be a field's.
    boolean isName(String name) {
      return !isEscaped() && literal.equalsIgnoreCase(name);
    }

    boolean isOnlyStars() {
      return wild && pattern.chars().allMatch(c -> c == '*');
    }
  }

  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  boolean atEnd() {
    return position >= text.length();
  }

  /// The character here, or NUL at the end.
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return position + ahead < text.length() ? text.charAt(position + ahead) : '\0';
  }

  boolean accept(char c) {
    if (!atEnd() && peek() == c) {
      position++;
      return true;
    }
    return false;
  }

  void skipSpace() {
    while (!atEnd() && Character.isWhitespace(peek())) {
      position++;
    }
  }

  /// Takes `word` if it stands here as a word of its own.
  boolean acceptKeyword(String word) {
    int end = position + word.length();
    if (!text.startsWith(word, position) || (end < text.length() && !endsWord(text.charAt(end)))) {
      return false;
    }
    position = end;
    return true;
  }

  boolean acceptSymbol(String symbol) {
    if (!text.startsWith(symbol, position)) {
      return false;
    }
    position += symbol.length();
    return true;
  }

  /// What stands here up to the end of the word, escapes and all, without moving.
  String rawWordAhead() {
    int end = position;
    while (end < text.length() && !endsWord(text.charAt(end))) {
      end++;
    }
    return text.substring(position, end);
  }

  /// A regular expression, if one stands here: from a slash to the next without a backslash before
  /// it, which ends the word. What else begins with a slash is text, like the path of a file.
  Optional<String> acceptRegex() {
    if (peek() != '/') {
      return Optional.empty();
    }
    int end = position + 1;
    while (end < text.length() && text.charAt(end) != '/') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= text.length() || end == position + 1) {
      return Optional.empty();
    }
    String regex = text.substring(position + 1, end);
    int after = end + 1;
    if (after < text.length() && text.charAt(after) == 'i') {
      after++; // as other languages say that case does not matter
    }
    if ((after < text.length() && !endsWord(text.charAt(after)))
        || SEVERAL_TERMS.matcher(regex).find()) {
      return Optional.empty();
    }
    position = after;
    return Optional.of(regex);
  }

  boolean isQuoteNext() {
    return !atEnd() && isQuote(peek());
  }

  private static boolean isQuote(char c) {
    return c == '"' || CURLY_QUOTES.indexOf(c) >= 0;
  }

  /// Reads up to the end of the word or the first of `stops`; where `=` is one, `!=` is too.
  Word word(String stops) throws QuerySyntaxException {
    int start = position;
    StringBuilder literal = new StringBuilder();
    StringBuilder pattern = new StringBuilder();
    boolean wild = false;
    while (!atEnd()) {
      char c = peek();
      if (c == '\\') {
        c = escaped();
      } else if (endsWord(c)
          || stops.indexOf(c) >= 0
          || (c == '!' && peek(1) == '=' && stops.indexOf('=') >= 0)) {
        break;
      } else if (c == '*' || c == '?') {
        wild = true;
        position++;
        literal.append(c);
        pattern.append(c);
        continue;
      } else {
        position++;
      }
      literal.append(c);
      if (c == '*' || c == '?' || c == '\\') {
        pattern.append('\\');
      }
      pattern.append(c);
    }
    return new Word(
        literal.toString(), pattern.toString(), wild, start, text.substring(start, position));
  }

  /// Reads what stands between the quotation mark here and the next. Curly ones, which come of
  /// copying from a document, do as well, and close each other.
  String quoted() throws QuerySyntaxException {
    int start = position;
    StringBuilder value = new StringBuilder();
    boolean curly = peek() != '"';
    position++;
    while (!atEnd()) {
      char c = peek();
      if (c == '"' || (curly && isQuote(c))) {
        position++;
        return value.toString();
      }
      if (c == '\\') {
        c = escaped();
      } else {
        position++;
      }
      value.append(c);
    }
    throw new QuerySyntaxException(
        start,
        "a closing quotation mark",
        "an opening one without it",
        "put a \" where the value ends, or write \\\" for a quotation mark itself");
  }

  private char escaped() throws QuerySyntaxException {
    if (position + 1 >= text.length()) {
      throw new QuerySyntaxException(
          position,
          "a character after \\",
          "the end of the query",
          "write \\\\ for a backslash itself");
    }
    char c = text.charAt(position + 1);
    position += 2;
    return c;
  }

  /// An error about what stands here.
  QuerySyntaxException error(String expected, String suggestion) {
    return new QuerySyntaxException(position, expected, found(), suggestion);
  }

  /// What stands here, for an error.
  String found() {
    if (atEnd()) {
      return "the end of the query";
    }
    String word = rawWordAhead();
    String shown = word.isEmpty() ? text.substring(position, position + 1) : word;
    return "'" + S3Name.printable(shown.length() > 40 ? shown.substring(0, 40) + "…" : shown) + "'";
  }

  private static boolean endsWord(char c) {
    return Character.isWhitespace(c) || c == '(' || c == ')' || c == '"';
  }
}
