package io.trailseal.indexer.query;

import io.trailseal.verifier.S3Name;

/// The text of a query with a place in it. Reads the pieces that know nothing of grammar.
final class QueryText {
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
  record Word(String literal, String pattern, boolean wild, int start) {
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

  /// Reads up to the end of the word or the first of `stops`.
  Word word(String stops) throws QuerySyntaxException {
    int start = position;
    StringBuilder literal = new StringBuilder();
    StringBuilder pattern = new StringBuilder();
    boolean wild = false;
    while (!atEnd()) {
      char c = peek();
      if (c == '\\') {
        c = escaped();
      } else if (endsWord(c) || stops.indexOf(c) >= 0) {
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
    return new Word(literal.toString(), pattern.toString(), wild, start);
  }

  /// Reads what stands between the quotation mark here and the next.
  String quoted() throws QuerySyntaxException {
    int start = position;
    StringBuilder value = new StringBuilder();
    position++;
    while (!atEnd()) {
      char c = peek();
      if (c == '"') {
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
