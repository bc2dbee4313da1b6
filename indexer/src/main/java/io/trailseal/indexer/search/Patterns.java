package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.QuerySyntaxException;
import io.trailseal.indexer.query.Regex;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.apache.lucene.util.automaton.UTF32ToUTF8;

/// Turns patterns with `*`, `?` and `\`, and regular expressions, into automata over terms.
final class Patterns {
  /// Steps to make an automaton deterministic; enough for a leading `*` before some 200 times the
  /// same character, and before a thousand others.
  static final int WORK_MAX = 30_000;

  /// The same once more for the bytes of characters.
  private static final int BYTES_WORK_MAX = 10 * WORK_MAX;

  private static final int SHOWN_CHARS_MAX = 60;

  private Patterns() {}

  /// One character of a pattern.
  ///
  /// @param codePoint folded; `*` or `?` where `wild`
  record Piece(int codePoint, boolean wild) {
    boolean isStar() {
      return wild && codePoint == '*';
    }
  }

  static List<Piece> pieces(String pattern) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < pattern.length(); ) {
      int c = pattern.codePointAt(i);
      i += Character.charCount(c);
      boolean wild = c == '*' || c == '?';
      if (c == '\\' && i < pattern.length()) {
        c = pattern.codePointAt(i);
        i += Character.charCount(c);
      }
      boolean lone = c <= 0xffff && Character.isSurrogate((char) c);
      Piece piece = new Piece(lone ? 0xfffd : FoldedBytes.foldCodePoint(c), wild);
      if (!piece.isStar() || pieces.isEmpty() || !pieces.getLast().isStar()) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  /// Values at this path that pass the test, be they text or numbers.
  static AutomatonQuery leaf(String path, Test test) throws UnanswerableException {
    return leaf(List.of(path), bytes(value(test), written(test)), written(test));
  }

  /// Values at any of these paths that the automaton accepts.
  ///
  /// @param value over bytes, deterministic; so is the whole then, because each part begins where
  ///   the one before has nowhere else to go
  static AutomatonQuery leaf(List<String> paths, Automaton value, String written) {
    List<Automaton> order = new ArrayList<>();
    order.add(Automata.makeChar(Fields.AS_NUMBER));
    for (int i = 0; i < Terms.NUMBER_ORDER_CHARS; i++) {
      order.add(Automata.makeCharRange('0', 'f'));
    }
    Automaton separator =
        Operations.union(List.of(Automata.makeChar(Fields.AS_TEXT), Operations.concatenate(order)));
    List<Automaton> names = new ArrayList<>();
    paths.forEach(path -> names.add(Automata.makeBinary(new BytesRef(Terms.path(path)))));
    Automaton all =
        Operations.concatenate(
            List.of(
                Operations.determinize(Operations.union(names), WORK_MAX),
                Operations.determinize(separator, WORK_MAX),
                value));
    return new AutomatonQuery(
        new Term(Fields.LEAF, written), Operations.determinize(all, WORK_MAX), true);
  }

  /// A deterministic automaton over the UTF-8 of what `value` accepts.
  static Automaton bytes(Automaton value, String written) throws UnanswerableException {
    try {
      Automaton characters = Operations.determinize(value, WORK_MAX);
      return Operations.determinize(new UTF32ToUTF8().convert(characters), BYTES_WORK_MAX);
    } catch (TooComplexToDeterminizeException _) {
      throw tooComplex(written);
    }
  }

  /// The folded values that pass the test; not yet deterministic.
  static Automaton value(Test test) {
    return switch (test) {
      case Test.Is(var value) -> Automata.makeString(FoldedBytes.fold(value));
      case Test.Like(var pattern) -> automaton(pieces(pattern));
      case Test.Matches(var regex) -> regex(regex);
      case Test.Exists _ -> Automata.makeAnyString();
      case Test.Between _, Test.InBlock _ ->
          throw new IllegalArgumentException("no automaton stands for " + test);
    };
  }

  /// A test as it was written, for messages.
  static String written(Test test) {
    return switch (test) {
      case Test.Is(var value) -> value;
      case Test.Like(var pattern) -> pattern;
      case Test.Matches(var regex) -> "/" + regex + "/";
      default -> "*";
    };
  }

  /// Words in `field` that match.
  static AutomatonQuery words(String field, String regex) throws UnanswerableException {
    return query(field, regex(regex), "/" + regex + "/");
  }

  private static Automaton regex(String text) {
    try {
      return RegexAutomata.of(Regex.parse(text));
    } catch (QuerySyntaxException e) {
      throw new IllegalArgumentException("the tree holds only what can be read", e);
    }
  }

  /// Words in `field` that match.
  static AutomatonQuery word(String field, List<Piece> pieces, String pattern)
      throws UnanswerableException {
    return query(field, automaton(pieces), pattern);
  }

  private static AutomatonQuery query(String field, Automaton automaton, String pattern)
      throws UnanswerableException {
    try {
      return new AutomatonQuery(
          new Term(field, pattern), Operations.determinize(automaton, WORK_MAX));
    } catch (TooComplexToDeterminizeException _) {
      throw tooComplex(pattern);
    }
  }

  static UnanswerableException tooComplex(String pattern) {
    return new UnanswerableException(
        "the pattern '%s' is too complex; use fewer *, ? and repetitions, or write more of its"
                .formatted(shown(pattern))
            + " beginning");
  }

  /// A pattern as an error message shows it.
  static String shown(String pattern) {
    return S3Name.printable(
        pattern.length() > SHOWN_CHARS_MAX ? pattern.substring(0, SHOWN_CHARS_MAX) + "…" : pattern);
  }

  private static Automaton automaton(List<Piece> pieces) {
    List<Automaton> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (Piece piece : pieces) {
      if (!piece.wild()) {
        literal.appendCodePoint(piece.codePoint());
        continue;
      }
      if (!literal.isEmpty()) {
        parts.add(Automata.makeString(literal.toString()));
        literal.setLength(0);
      }
      parts.add(piece.isStar() ? Automata.makeAnyString() : Automata.makeAnyChar());
    }
    if (!literal.isEmpty() || parts.isEmpty()) {
      parts.add(Automata.makeString(literal.toString()));
    }
    return Operations.concatenate(parts);
  }
}
