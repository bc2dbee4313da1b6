package io.trailseal.indexer.query;

import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.QueryText.Word;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the query language that the package comment specifies, by recursive descent.
public final class QueryParser {
  /// Characters. Longer ones were written by a program that should ask several questions.
  public static final int LENGTH_MAX = 10_000;

  /// Parentheses and NOTs inside each other; bounds the stack.
  public static final int DEPTH_MAX = 50;

  /// Fields and words; bounds what one question can make the engine do.
  public static final int CLAUSES_MAX = 1_000;

  /// Colons in these do not end a field's name.
  private static final Pattern NOT_A_FIELD =
      Pattern.compile(
          "arn:aws.*|(?i:https?|ftp|s3)://.*|\\d{4}-\\d\\d-\\d\\dT\\d\\d:.*", Pattern.DOTALL);

  private static final String PROOF = "proof";

  private final QueryText text;
  private int clauses;

  /// Inside `proof:( … )`, where values are verdicts.
  private boolean inProof;

  private QueryParser(QueryText text) {
    this.text = text;
  }

  /// @throws QuerySyntaxException saying where, what was expected, and what to do
  public static Query parse(String query) throws QuerySyntaxException {
    if (query.length() > LENGTH_MAX) {
      throw new QuerySyntaxException(
          LENGTH_MAX,
          "a query of at most %,d characters".formatted(LENGTH_MAX),
          "one of %,d".formatted(query.length()),
          "ask several shorter questions");
    }
    QueryText text = new QueryText(query);
    text.skipSpace();
    if (text.atEnd()) {
      return new Query.All();
    }
    QueryParser parser = new QueryParser(text);
    Query all = parser.anyOf(null, 0);
    text.skipSpace();
    if (!text.atEnd()) {
      throw parser.error(
          "an operator or a term",
          "remove the ) or add the ( that belongs to it; quote it if meant");
    }
    return all;
  }

  // `path` in what follows: the field whose values these are, inside field:( … ); else null.

  private Query anyOf(@Nullable String path, int depth) throws QuerySyntaxException {
    List<Query> parts = new ArrayList<>();
    parts.add(allOf(path, depth, ""));
    while (true) {
      text.skipSpace();
      if (text.acceptKeyword("OR") || text.acceptSymbol("||")) {
        parts.add(allOf(path, depth, " after OR"));
      } else {
        return parts.size() == 1 ? parts.getFirst() : new Query.Or(parts);
      }
    }
  }

  private Query allOf(@Nullable String path, int depth, String where) throws QuerySyntaxException {
    List<Query> parts = new ArrayList<>();
    parts.add(unary(path, depth, where));
    while (true) {
      text.skipSpace();
      if (text.acceptKeyword("AND") || text.acceptSymbol("&&")) {
        parts.add(unary(path, depth, " after AND"));
      } else if (text.atEnd() || text.peek() == ')' || orIsNext()) {
        return parts.size() == 1 ? parts.getFirst() : new Query.And(parts);
      } else {
        parts.add(unary(path, depth, ""));
      }
    }
  }

  private boolean orIsNext() {
    int here = text.position();
    boolean or = text.acceptKeyword("OR") || text.acceptSymbol("||");
    text.moveTo(here);
    return or;
  }

  private Query unary(@Nullable String path, int depth, String where) throws QuerySyntaxException {
    text.skipSpace();
    if (depth > DEPTH_MAX) {
      throw new QuerySyntaxException(
          text.position(),
          "at most %d parentheses and NOTs inside each other".formatted(DEPTH_MAX),
          "more",
          "write the query flatter");
    }
    if (text.acceptKeyword("NOT") || text.accept('!') || acceptMinus()) {
      return new Query.Not(unary(path, depth + 1, " after NOT"));
    }
    if (text.peek() == '(') {
      return group(path, depth + 1);
    }
    int here = text.position();
    if (text.atEnd()
        || text.peek() == ')'
        || text.acceptKeyword("AND")
        || text.acceptKeyword("OR")
        || text.acceptSymbol("&&")
        || text.acceptSymbol("||")) {
      text.moveTo(here);
      String what = path == null ? "a word or field:value" : "a value";
      throw error(what + where, "to search for a word that is an operator, quote it");
    }
    if (++clauses > CLAUSES_MAX) {
      throw new QuerySyntaxException(
          here,
          "at most %,d fields and words".formatted(CLAUSES_MAX),
          "more",
          "ask several smaller questions");
    }
    if (inProof) {
      return verdict();
    }
    return path == null ? term(depth) : new Query.Field(path, test(path));
  }

  /// A minus right before something. One that stands alone is a word without letters.
  private boolean acceptMinus() {
    char next = text.peek(1);
    return next != '\0' && !Character.isWhitespace(next) && text.accept('-');
  }

  private Query group(@Nullable String path, int depth) throws QuerySyntaxException {
    int open = text.position();
    text.accept('(');
    Query inside = anyOf(path, depth);
    text.skipSpace();
    if (!text.accept(')')) {
      throw new QuerySyntaxException(
          open, "a closing parenthesis", "an opening one without it", "add ) where the group ends");
    }
    return inside;
  }

  /// A phrase, a word, or a field with its test.
  private Query term(int depth) throws QuerySyntaxException {
    if (text.peek() == '"') {
      return phrase();
    }
    if (ProofWords.isAhead(text)) {
      return proof(depth);
    }
    String ahead = text.rawWordAhead();
    if (NOT_A_FIELD.matcher(ahead).matches() || Addresses.parse(ahead).isPresent()) {
      return words(text.word(""));
    }
    Word name = text.word(":<>");
    char end = text.peek();
    if (text.atEnd() || (end != ':' && end != '<' && end != '>')) {
      return words(name);
    }
    if (name.literal().isEmpty()) {
      throw error("the name of a field before " + end, "quote text that holds a " + end);
    }
    if (name.wild()) {
      return everything(name);
    }
    if (end != ':') {
      return new Query.Field(name.literal(), comparison());
    }
    text.accept(':');
    if (text.peek() == '(') {
      return group(name.literal(), depth + 1);
    }
    return new Query.Field(name.literal(), test(name.literal()));
  }

  private Query proof(int depth) throws QuerySyntaxException {
    text.moveTo(text.position() + PROOF.length() + 1);
    if (text.peek() != '(') {
      return verdict();
    }
    inProof = true;
    Query group = group(PROOF, depth + 1);
    inProof = false;
    return group;
  }

  private Query verdict() throws QuerySyntaxException {
    int start = text.position();
    String written;
    if (text.peek() == '"') {
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

  private Query phrase() throws QuerySyntaxException {
    int start = text.position();
    String words = text.quoted();
    if (words.isBlank()) {
      throw new QuerySyntaxException(
          start, "words between the quotation marks", "none", "leave them out");
    }
    if (text.peek() == ':') {
      throw error(
          "a space after the phrase",
          "a field's name is not quoted: put \\ before what is special in it");
    }
    return new Query.Text(words);
  }

  private static Query words(Word word) throws QuerySyntaxException {
    if (word.literal().isBlank()) {
      throw new QuerySyntaxException(word.start(), "a word", "only space", "leave it out");
    }
    if (word.isOnlyStars()) {
      return new Query.All();
    }
    return word.wild() ? new Query.TextLike(word.pattern()) : new Query.Text(word.literal());
  }

  /// `*:*`, which other engines have for every event; other wildcards in a name are refused.
  private Query everything(Word name) throws QuerySyntaxException {
    if (name.pattern().equals("*") && text.acceptSymbol(":*") && endsHere()) {
      return new Query.All();
    }
    throw new QuerySyntaxException(
        name.start(),
        "the name of one field",
        "'" + S3Name.printable(name.literal()) + "'",
        "leave the field out to search all of them, or write \\* where the name holds a *");
  }

  private boolean endsHere() {
    return text.atEnd() || text.rawWordAhead().isEmpty();
  }

  private Test test(String path) throws QuerySyntaxException {
    char c = text.peek();
    if (text.atEnd() || Character.isWhitespace(c) || c == ')') {
      throw error(
          "a value right after " + S3Name.printable(path) + ":",
          "write it without a space between; write * to ask whether the field is there");
    }
    return switch (c) {
      case '"' -> new Test.Is(text.quoted());
      case '[', '{' -> range();
      case '<', '>' -> comparison();
      default -> {
        Word word = text.word("");
        if (word.literal().isEmpty()) {
          throw error("a value", "quote it");
        }
        requireEndOfWord();
        if (word.wild()) {
          yield word.pattern().equals("*") ? new Test.Exists() : new Test.Like(word.pattern());
        }
        yield Addresses.parseBlock(word.literal()).isPresent()
            ? new Test.InBlock(word.literal())
            : new Test.Is(word.literal());
      }
    };
  }

  private Test comparison() throws QuerySyntaxException {
    boolean greater = text.peek() == '>';
    text.moveTo(text.position() + 1);
    boolean included = text.accept('=');
    text.skipSpace();
    String value = text.atEnd() || text.peek() == ')' ? "" : end("");
    if (value.isEmpty()) {
      throw error("a value to compare with", "write for example eventTime>=2026-03-01");
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
    if (!text.acceptKeyword("TO")) {
      throw error("TO between the two ends of the range", "write [low TO high], with * for no end");
    }
    text.skipSpace();
    String high = end("]}");
    text.skipSpace();
    boolean highIncluded = text.peek() == ']';
    if (!text.accept(']') && !text.accept('}')) {
      throw error(
          "] or } after the range that starts at character " + (open + 1),
          "write [low TO high], with * for no end");
    }
    requireEndOfWord();
    return new Test.Between(low, lowIncluded, high, highIncluded);
  }

  /// One end of a range; `*` is an open one.
  private String end(String stops) throws QuerySyntaxException {
    if (text.peek() == '"') {
      return text.quoted();
    }
    Word word = text.word(stops);
    if (word.isOnlyStars()) {
      return "";
    }
    if (word.literal().isEmpty()) {
      throw error("a value", "write [low TO high], with * for no end");
    }
    if (word.wild()) {
      throw new QuerySyntaxException(
          word.start(),
          "a value without wildcards in a range",
          "'" + S3Name.printable(word.literal()) + "'",
          "write \\* or \\? for the characters themselves");
    }
    return word.literal();
  }

  private void requireEndOfWord() throws QuerySyntaxException {
    if (!text.atEnd() && (text.peek() == '(' || text.peek() == '"')) {
      throw error("a space after the value", "quote a value that holds such characters");
    }
  }

  private QuerySyntaxException error(String expected, String suggestion) {
    return new QuerySyntaxException(text.position(), expected, text.found(), suggestion);
  }
}
