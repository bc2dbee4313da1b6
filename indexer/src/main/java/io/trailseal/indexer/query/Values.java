package io.trailseal.indexer.query;

import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.QueryText.Word;
import io.trailseal.verifier.S3Name;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads what stands after a field's name, each kind of field its own values.
final class Values {
  // Names that are no fields of an event, unless a backslash stands before them.
  static final String PROOF = "proof";
  static final String WHO = "who";
  static final String SIZE = "size";
  static final String CONFLICTING = "conflicting";

  // As Elasticsearch and Lucene's users ask whether a field is there.
  static final String EXISTS = "_exists_";
  static final String MISSING = "_missing_";

  static final List<String> WITHOUT_ORDER = List.of(PROOF, WHO, CONFLICTING, EXISTS, MISSING);

  /// `word^2` and `word~1`, which weigh and blur a word elsewhere.
  private static final Pattern WEIGHED_OR_BLURRED =
      Pattern.compile(
          ".*[\\p{L}\\p{N}*?_](\\^\\d{1,3}(?:\\.\\d{1,3})?|~(?:\\d|[01]?\\.\\d{1,3})?)",
          Pattern.DOTALL);

  private final QueryText text;
  private int patterns;

  Values(QueryText text) {
    this.text = text;
  }

  void countPattern(int position) throws QuerySyntaxException {
    if (++patterns > QueryParser.PATTERNS_MAX) {
      throw new QuerySyntaxException(
          position,
          "at most %d wildcards and regular expressions".formatted(QueryParser.PATTERNS_MAX),
          "more",
          "write values out, or join regular expressions with |");
    }
  }

  /// A regular expression that stands here, if one does.
  Optional<String> regex() throws QuerySyntaxException {
    int start = text.position();
    Optional<String> regex = text.acceptRegex();
    if (regex.isPresent()) {
      countPattern(start);
      RegexParser.parse(regex.get(), start + 1);
    }
    return regex;
  }

  Test test(String path) throws QuerySyntaxException {
    if (text.isQuoteNext()) {
      String value = text.quoted();
      refuseNearness();
      return new Test.Is(value);
    }
    Optional<String> regex = regex();
    if (regex.isPresent()) {
      return new Test.Matches(regex.get());
    }
    refuseApostrophe();
    return switch (text.peek()) {
      case '[', '{' -> range();
      case '<', '>' -> comparison();
      default -> word();
    };
  }

  private Test word() throws QuerySyntaxException {
    Word word = text.word("");
    if (word.literal().isEmpty()) {
      throw text.error("a value", "quote it");
    }
    refuseNearness(word);
    requireEndOfWord();
    if (word.wild()) {
      if (word.isOnlyStars()) {
        return new Test.Exists();
      }
      countPattern(word.start());
      return new Test.Like(word.pattern());
    }
    return Addresses.parseBlock(word.literal()).isPresent()
        ? new Test.InBlock(word.literal())
        : new Test.Is(word.literal());
  }

  Query who() throws QuerySyntaxException {
    int start = text.position();
    Test test = test(WHO);
    return switch (test) {
      case Test.InBlock(var written) -> new Query.Who(new Test.Is(written));
      case Test.Between _ ->
          throw new QuerySyntaxException(
              start,
              "a name, a pattern or a regular expression after who:",
              "a range",
              "write \\who for a field of that name");
      default -> new Query.Who(test);
    };
  }

  Query size() throws QuerySyntaxException {
    int start = text.position();
    Test test = test(SIZE);
    try {
      return new Query.Size(test);
    } catch (IllegalArgumentException _) {
      throw new QuerySyntaxException(
          start,
          "a whole number of bytes after size, or a range of them",
          "something else",
          "write size>1000000 or size:[1 TO 5000]; \\size for a field of that name");
    }
  }

  /// `_exists_:errorCode`.
  Query exists() throws QuerySyntaxException {
    Word word = text.word("");
    if (word.literal().isEmpty() || word.wild()) {
      throw new QuerySyntaxException(
          word.start(), "the name of a field", "none", "write field:*, or NOT field:*");
    }
    requireEndOfWord();
    return new Query.Field(word.literal(), new Test.Exists());
  }

  Query verdict() throws QuerySyntaxException {
    int start = text.position();
    String written;
    if (text.isQuoteNext()) {
      written = text.quoted();
    } else {
      Word word = text.word("");
      if (word.isOnlyStars()) {
        return new Query.Not(new Query.Proof(ProofWords.NOT_YET));
      }
      written = word.literal();
      requireEndOfWord();
    }
    Optional<String> known = ProofWords.of(written);
    if (known.isEmpty()) {
      throw new QuerySyntaxException(
          start,
          "a verdict after proof:",
          written.isEmpty() ? text.found() : "'" + S3Name.excerpt(written, 40) + "'",
          Nearest.to(written, ProofWords.KNOWN)
                  .map(near -> "did you mean proof:\"%s\"? ".formatted(near))
                  .orElse("")
              + "the verdicts are "
              + String.join(", ", ProofWords.KNOWN));
    }
    return new Query.Proof(known.get());
  }

  Query conflicting() throws QuerySyntaxException {
    int start = text.position();
    String written;
    if (text.isQuoteNext()) {
      written = text.quoted();
    } else {
      written = text.word("").literal();
      requireEndOfWord();
    }
    return switch (written.toLowerCase(Locale.ROOT)) {
      case "true" -> new Query.Conflicting();
      case "false" -> new Query.Not(new Query.Conflicting());
      default ->
          throw new QuerySyntaxException(
              start,
              "true or false after conflicting:",
              written.isEmpty() ? text.found() : "'" + S3Name.excerpt(written, 40) + "'",
              "conflicting:true finds events whose eventID another one has with other content;"
                  + " write \\conflicting for a field of that name");
    };
  }

  private Test comparison() throws QuerySyntaxException {
    boolean greater = text.peek() == '>';
    text.moveTo(text.position() + 1);
    boolean included = text.accept('=');
    text.skipSpace();
    String value = text.atEnd() || text.peek() == ')' ? "" : end("");
    if (value.isEmpty()) {
      throw text.error("a value to compare with", "write for example eventTime>=2026-03-01");
    }
    return greater
        ? new Test.Between(value, included, "", true)
        : new Test.Between("", true, value, included);
  }

  private Test range() throws QuerySyntaxException {
    int open = text.position();
    boolean lowIncluded = text.peek() == '[';
    text.moveTo(open + 1);
    text.skipSpace();
    String low = end("]}");
    text.skipSpace();
    if (!text.acceptKeyword("TO") && !text.acceptKeyword("to")) {
      throw text.error(
          "TO between the two ends of the range", "write [low TO high], with * for no end");
    }
    text.skipSpace();
    String high = end("]}");
    text.skipSpace();
    boolean highIncluded = text.peek() == ']';
    if (!text.accept(']') && !text.accept('}')) {
      throw text.error(
          "] or } after the range that starts at character " + (open + 1),
          "write [low TO high], with * for no end");
    }
    requireEndOfWord();
    return new Test.Between(low, lowIncluded, high, highIncluded);
  }

  /// One end of a range; `*` is an open one.
  private String end(String stops) throws QuerySyntaxException {
    if (text.isQuoteNext()) {
      return text.quoted();
    }
    Word word = text.word(stops);
    if (word.isOnlyStars()) {
      return "";
    }
    if (word.literal().isEmpty()) {
      throw text.error("a value", "write [low TO high], with * for no end");
    }
    if (word.wild()) {
      throw new QuerySyntaxException(
          word.start(),
          "a value without wildcards in a range",
          "'" + S3Name.excerpt(word.literal(), 100) + "'",
          "write \\* or \\? for the characters themselves");
    }
    return word.literal();
  }

  private void requireEndOfWord() throws QuerySyntaxException {
    if (!text.atEnd() && (text.peek() == '(' || text.peek() == '"')) {
      throw text.error("a space after the value", "quote a value that holds such characters");
    }
  }

  /// `'access denied'`: a shell's quotation marks, or another language's.
  void refuseApostrophe() throws QuerySyntaxException {
    if (text.peek() == '\'' || text.peek() == '\u2018') {
      throw text.error(
          "a value or a word", "write \" for a quotation mark, or \\' for the sign itself");
    }
  }

  void refuseNearness(Word word) throws QuerySyntaxException {
    var sign = WEIGHED_OR_BLURRED.matcher(word.raw());
    if (sign.matches()) {
      text.moveTo(word.start() + sign.start(1));
      throw weighedOrBlurred();
    }
  }

  /// `"a phrase"~3`, `"a phrase"^2`.
  void refuseNearness() throws QuerySyntaxException {
    if (text.peek() == '~' || text.peek() == '^') {
      throw weighedOrBlurred();
    }
  }

  private QuerySyntaxException weighedOrBlurred() {
    return text.error(
        "the end of the word",
        "words are neither weighed (^) nor blurred (~): leave it out, write * or ? for what may"
            + " differ, or \\ before the sign itself");
  }
}
