package io.trailseal.indexer.query;

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

  /// Wildcards and regular expressions, each of which stands for many values.
  public static final int PATTERNS_MAX = 50;

  /// Colons in these do not end a field's name.
  private static final Pattern NOT_A_FIELD =
      Pattern.compile(
          "arn:aws.*|(?i:https?|ftp|s3)://.*|\\d{4}-\\d\\d-\\d\\dT\\d\\d:.*", Pattern.DOTALL);

  /// What may stand before a `=`, which otherwise is a sign like others.
  private static final Pattern NAME = Pattern.compile("[A-Za-z_@][A-Za-z0-9_.@-]*");

  private final QueryText text;
  private final Values values;
  private int clauses;

  private QueryParser(QueryText text) {
    this.text = text;
    this.values = new Values(text);
  }

  /// Reads one value inside of `field:( … )`.
  @FunctionalInterface
  private interface Reading {
    Query next() throws QuerySyntaxException;
  }

  /// What stands between a field's name and its value.
  private enum Relation {
    IS(":"),
    EQUALS("="),
    DIFFERS("!="),
    COMPARES("<");

    final String written;

    Relation(String written) {
      this.written = written;
    }
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
      throw text.error(
          "an operator or a term",
          "remove the ) or add the ( that belongs to it; quote it if meant");
    }
    return all;
  }

  // `reading` in what follows: reads a value, inside field:( … ); else null.

  private Query anyOf(@Nullable Reading reading, int depth) throws QuerySyntaxException {
    List<Query> parts = new ArrayList<>();
    parts.add(allOf(reading, depth, ""));
    while (true) {
      text.skipSpace();
      if (text.acceptKeyword("OR") || text.acceptSymbol("||")) {
        parts.add(allOf(reading, depth, " after OR"));
      } else {
        return parts.size() == 1 ? parts.getFirst() : new Query.Or(parts);
      }
    }
  }

  private Query allOf(@Nullable Reading reading, int depth, String where)
      throws QuerySyntaxException {
    List<Query> parts = new ArrayList<>();
    parts.add(unary(reading, depth, where));
    while (true) {
      text.skipSpace();
      if (text.acceptKeyword("AND") || text.acceptSymbol("&&")) {
        parts.add(unary(reading, depth, " after AND"));
      } else if (text.atEnd() || text.peek() == ')' || orIsNext()) {
        return parts.size() == 1 ? parts.getFirst() : new Query.And(parts);
      } else {
        parts.add(unary(reading, depth, ""));
      }
    }
  }

  private boolean orIsNext() {
    int here = text.position();
    boolean or = text.acceptKeyword("OR") || text.acceptSymbol("||");
    text.moveTo(here);
    return or;
  }

  private Query unary(@Nullable Reading reading, int depth, String where)
      throws QuerySyntaxException {
    text.skipSpace();
    if (depth > DEPTH_MAX) {
      throw new QuerySyntaxException(
          text.position(),
          "at most %d parentheses and NOTs inside each other".formatted(DEPTH_MAX),
          "more",
          "write the query flatter");
    }
    if (text.acceptKeyword("NOT") || text.accept('!') || acceptBefore('-')) {
      return new Query.Not(unary(reading, depth + 1, " after NOT"));
    }
    acceptBefore('+'); // all that stands side by side must hold anyway
    if (text.peek() == '(') {
      return group(reading, depth + 1);
    }
    int here = text.position();
    if (isOperatorNext()) {
      String what = reading == null ? "a word or field:value" : "a value";
      throw text.error(what + where, "to search for a word that is an operator, quote it");
    }
    if (text.peek() == '|') {
      throw text.error(
          "a word or field:value", "write OR or ||; commands after a | are not understood");
    }
    Query one = reading == null ? term(depth) : reading.next();
    if (!(one instanceof Query.And || one instanceof Query.Or)) {
      clauses += one instanceof Query.Who ? WhoFields.PATHS.size() : 1;
    }
    if (clauses > CLAUSES_MAX) {
      throw new QuerySyntaxException(
          here,
          "at most %,d fields and words".formatted(CLAUSES_MAX),
          "more",
          "ask several smaller questions");
    }
    return one;
  }

  private boolean isOperatorNext() {
    int here = text.position();
    boolean operator =
        text.atEnd()
            || text.peek() == ')'
            || text.acceptKeyword("AND")
            || text.acceptKeyword("OR")
            || text.acceptSymbol("&&")
            || text.acceptSymbol("||");
    text.moveTo(here);
    return operator;
  }

  /// A sign right before something. One that stands alone is a word without letters.
  private boolean acceptBefore(char sign) {
    char next = text.peek(1);
    return next != '\0' && !Character.isWhitespace(next) && text.accept(sign);
  }

  private Query group(@Nullable Reading reading, int depth) throws QuerySyntaxException {
    int open = text.position();
    text.accept('(');
    Query inside = anyOf(reading, depth);
    text.skipSpace();
    if (!text.accept(')')) {
      throw new QuerySyntaxException(
          open, "a closing parenthesis", "an opening one without it", "add ) where the group ends");
    }
    return inside;
  }

  /// A phrase, a word, or a field with its test.
  private Query term(int depth) throws QuerySyntaxException {
    if (text.isQuoteNext()) {
      return phrase();
    }
    Optional<String> regex = values.regex();
    if (regex.isPresent()) {
      return new Query.TextMatches(regex.get());
    }
    values.refuseApostrophe();
    String ahead = text.rawWordAhead();
    if (NOT_A_FIELD.matcher(ahead).matches() || Addresses.parse(ahead).isPresent()) {
      return words(text.word(""));
    }
    Word name = text.word(":<>=");
    Optional<Relation> relation = relation(name);
    if (relation.isEmpty()) {
      text.moveTo(name.start());
      return words(text.word(""));
    }
    return field(name, relation.get(), depth);
  }

  /// Takes what relates `name` to a value, with space around it or without; not where this only
  /// looks so: `c2VjcmV0Cg==` is text.
  private Optional<Relation> relation(Word name) {
    int end = text.position();
    text.skipSpace();
    char sign = text.peek();
    if (sign == ':') {
      if (text.peek(1) == ':' && text.position() > end) {
        text.moveTo(end); // an address like ::1 after a word
        return Optional.empty();
      }
      text.accept(':');
      return Optional.of(Relation.IS);
    }
    if (sign == '<' || sign == '>') {
      return Optional.of(Relation.COMPARES);
    }
    boolean spaced = text.position() > end;
    boolean differs = sign == '!' && text.peek(1) == '=';
    if ((differs || sign == '=') && (name.isEscaped() || NAME.matcher(name.literal()).matches())) {
      text.acceptSymbol(differs ? "!=" : "=");
      text.accept('=');
      if (spaced || !endsHere() || text.isQuoteNext() || text.peek() == '(') {
        return Optional.of(differs ? Relation.DIFFERS : Relation.EQUALS);
      }
    }
    text.moveTo(end);
    return Optional.empty();
  }

  private Query field(Word name, Relation relation, int depth) throws QuerySyntaxException {
    if (name.literal().isEmpty()) {
      throw text.error(
          "the name of a field before "
              + (relation == Relation.COMPARES ? String.valueOf(text.peek()) : relation.written),
          "quote text that holds such a sign");
    }
    if (name.wild()) {
      return everything(name);
    }
    Reading reading = reading(name);
    if (relation == Relation.COMPARES) {
      if (Values.WITHOUT_ORDER.stream().anyMatch(name::isName)) {
        throw text.error("a : after " + name.literal(), "only values in an order are compared");
      }
      return reading.next();
    }
    int here = text.position();
    text.skipSpace();
    if (text.atEnd() || text.peek() == ')' || (text.position() > here && isOperatorNext())) {
      text.moveTo(here);
      throw text.error(
          "a value after " + S3Name.excerpt(name.literal(), 100) + relation.written,
          "write * to ask whether the field is there");
    }
    Query test = text.peek() == '(' ? group(reading, depth + 1) : reading.next();
    return relation == Relation.DIFFERS ? new Query.Not(test) : test;
  }

  private Reading reading(Word name) {
    if (name.isName(Values.PROOF)) {
      return values::verdict;
    }
    if (name.isName(Values.WHO)) {
      return values::who;
    }
    if (name.isName(Values.SIZE)) {
      return values::size;
    }
    if (name.isName(Values.CONFLICTING)) {
      return values::conflicting;
    }
    if (name.isName(Values.EXISTS)) {
      return values::exists;
    }
    if (name.isName(Values.MISSING)) {
      return () -> new Query.Not(values.exists());
    }
    String path = name.literal();
    return () -> new Query.Field(path, values.test(path));
  }

  private Query phrase() throws QuerySyntaxException {
    int start = text.position();
    String words = text.quoted();
    if (words.isBlank()) {
      throw new QuerySyntaxException(
          start, "words between the quotation marks", "none", "leave them out");
    }
    if (text.peek() == ':') {
      throw text.error(
          "a space after the phrase",
          "a field's name is not quoted: put \\ before what is special in it");
    }
    values.refuseNearness();
    return new Query.Text(words);
  }

  private Query words(Word word) throws QuerySyntaxException {
    if (word.literal().isBlank()) {
      throw new QuerySyntaxException(word.start(), "a word", "only space", "leave it out");
    }
    values.refuseNearness(word);
    refuseIn();
    if (word.isOnlyStars()) {
      return new Query.All();
    }
    if (!word.wild()) {
      return new Query.Text(word.literal());
    }
    values.countPattern(word.start());
    return new Query.TextLike(word.pattern());
  }

  /// `eventName IN (a, b)`, as SQL and Splunk write it.
  private void refuseIn() throws QuerySyntaxException {
    int end = text.position();
    text.skipSpace();
    int in = text.position();
    boolean isIn = in > end && (text.acceptKeyword("IN") || text.acceptKeyword("in"));
    text.skipSpace();
    if (isIn && text.peek() == '(') {
      text.moveTo(in);
      throw text.error("a : after the name of a field", "write field:(one OR another)");
    }
    text.moveTo(end);
  }

  /// `*:*`, which other engines have for every event; other wildcards in a name are refused.
  private Query everything(Word name) throws QuerySyntaxException {
    if (name.pattern().equals("*") && text.accept('*') && endsHere()) {
      return new Query.All();
    }
    throw new QuerySyntaxException(
        name.start(),
        "the name of one field",
        "'" + S3Name.excerpt(name.literal(), 100) + "'",
        "leave the field out to search all of them, or write \\* where the name holds a *");
  }

  /// Whether a space, a parenthesis or a quotation mark is next, or nothing.
  private boolean endsHere() {
    return text.rawWordAhead().isEmpty();
  }
}
