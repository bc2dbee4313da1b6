package io.trailseal.indexer.search;

import io.trailseal.indexer.search.Patterns.Piece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/// Queries for words anywhere in an event: in a value, or in the path of one.
final class WordQueries {
  /// Words that a pattern inside a phrase may stand for; each is read at every position.
  private static final int EXPANSIONS_MAX = 1_000;

  private WordQueries() {}

  static Query words(String text) throws UnanswerableException {
    List<BytesRef> words = Terms.words(text);
    if (words.isEmpty()) {
      throw noWords(text);
    }
    PathChoice.Worded paths = paths(words);
    if (words.size() == 1) {
      return any(
          new TermQuery(new Term(Fields.WORD, words.getFirst())),
          new TermQuery(new Term(Fields.TEXT, words.getFirst())),
          new ExistsQuery(paths));
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    words.stream()
        .distinct()
        .forEach(word -> all.add(new TermQuery(new Term(Fields.WORD, word)), Occur.FILTER));
    Query phrase =
        any(
            new ColumnPhraseQuery(all.build(), paths.words(), "\"" + words),
            new PhraseQuery(Fields.TEXT, words.toArray(BytesRef[]::new)),
            new ExistsQuery(paths));
    return withId(text, phrase);
  }

  /// An id is no words, it is found whole.
  private static Query withId(String text, Query words) {
    byte[] id = Uuid.parse(text.strip());
    if (id == null) {
      return words;
    }
    return new BooleanQuery.Builder()
        .add(IdQueries.exactly(Fields.EVENT_ID_POINT, id), Occur.SHOULD)
        .add(IdQueries.exactly(Fields.REQUEST_ID_POINT, id), Occur.SHOULD)
        .add(words, Occur.SHOULD)
        .build();
  }

  static Query like(String pattern, Snapshot snapshot) throws UnanswerableException, IOException {
    List<List<Piece>> words = split(pattern);
    if (words.isEmpty()) {
      throw noWords(pattern);
    }
    if (words.size() == 1) {
      AutomatonQuery inColumns = Patterns.word(Fields.WORD, words.getFirst(), pattern);
      return any(
          inColumns,
          Patterns.word(Fields.TEXT, words.getFirst(), pattern),
          new ExistsQuery(pathsLike(List.of(inColumns), "like " + pattern)));
    }
    MultiPhraseQuery.Builder phrase = new MultiPhraseQuery.Builder();
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    List<AutomatonQuery> parts = new ArrayList<>();
    boolean inText = true;
    for (List<Piece> word : words) {
      AutomatonQuery inColumns = Patterns.word(Fields.WORD, word, pattern);
      all.add(inColumns, Occur.FILTER);
      parts.add(inColumns);
      Term[] terms = expand(Patterns.word(Fields.TEXT, word, pattern), snapshot, pattern);
      inText &= terms.length > 0;
      if (inText) {
        phrase.add(terms);
      }
    }
    PathChoice.Worded paths = pathsLike(parts, "like " + pattern);
    Query column = new ColumnPhraseQuery(all.build(), paths.words(), pattern);
    Query inPath = new ExistsQuery(paths);
    return inText ? any(column, phrase.build(), inPath) : any(column, inPath);
  }

  /// The pattern as it is put to the words, where it is of one word.
  static Optional<List<AutomatonQuery>> oneWordLike(String pattern) throws UnanswerableException {
    List<List<Piece>> words = split(pattern);
    if (words.size() != 1) {
      return Optional.empty();
    }
    return Optional.of(
        List.of(
            Patterns.word(Fields.WORD, words.getFirst(), pattern),
            Patterns.word(Fields.TEXT, words.getFirst(), pattern)));
  }

  /// Some word matches.
  static Query matching(String regex) throws UnanswerableException {
    AutomatonQuery inColumns = Patterns.words(Fields.WORD, regex);
    return any(
        inColumns,
        Patterns.words(Fields.TEXT, regex),
        new ExistsQuery(pathsLike(List.of(inColumns), "regex /" + regex)));
  }

  private static PathChoice.Worded paths(List<BytesRef> words) {
    return new PathChoice.Worded(
        new WordSequence(words.stream().map(word -> new WordSequence.Word(word, null)).toList()),
        "words " + words);
  }

  private static PathChoice.Worded pathsLike(List<AutomatonQuery> words, String printed) {
    return new PathChoice.Worded(
        new WordSequence(
            words.stream().map(word -> WordSequence.Word.of(word.getCompiled())).toList()),
        printed);
  }

  private static Query any(Query... parts) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (Query part : parts) {
      any.add(part, Occur.SHOULD);
    }
    return any.build();
  }

  /// The words of a pattern: pieces between characters that are neither letters nor digits. A `*`
  /// that stands alone before the first or after the last says nothing and is left out.
  private static List<List<Piece>> split(String pattern) throws UnanswerableException {
    List<List<Piece>> words = new ArrayList<>();
    List<Piece> word = new ArrayList<>();
    for (Piece piece : Patterns.pieces(pattern)) {
      if (piece.wild() || Character.isLetterOrDigit(piece.codePoint())) {
        word.add(piece);
      } else if (!word.isEmpty()) {
        words.add(word);
        word = new ArrayList<>();
      }
    }
    if (!word.isEmpty()) {
      words.add(word);
    }
    while (!words.isEmpty() && isStar(words.getFirst())) {
      words.removeFirst();
    }
    while (!words.isEmpty() && isStar(words.getLast())) {
      words.removeLast();
    }
    if (words.stream().anyMatch(WordQueries::isStar)) {
      throw new UnanswerableException(
          "a * between words cannot be searched for in all fields, found '%s'; name the field:"
                  .formatted(Patterns.shown(pattern))
              + " field:pattern");
    }
    return words;
  }

  private static boolean isStar(List<Piece> word) {
    return word.size() == 1 && word.getFirst().isStar();
  }

  private static Term[] expand(AutomatonQuery word, Snapshot snapshot, String pattern)
      throws IOException, UnanswerableException {
    Set<BytesRef> found = new TreeSet<>();
    for (Snapshot.Part part : snapshot.parts()) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        org.apache.lucene.index.Terms all = leaf.reader().terms(Fields.TEXT);
        if (all == null) {
          continue;
        }
        TermsEnum terms = word.getCompiled().getTermsEnum(all);
        while (terms.next() != null) {
          found.add(BytesRef.deepCopyOf(terms.term()));
          if (found.size() > EXPANSIONS_MAX) {
            throw new UnanswerableException(
                "a part of '%s' stands for more than %,d words; write more of it, or name the field"
                    .formatted(Patterns.shown(pattern), EXPANSIONS_MAX));
          }
        }
      }
    }
    return found.stream().map(bytes -> new Term(Fields.TEXT, bytes)).toArray(Term[]::new);
  }

  private static UnanswerableException noWords(String text) {
    return new UnanswerableException(
        "a free word needs a letter or a digit, found '%s'; to search for signs name the field"
            .formatted(Patterns.shown(text)));
  }
}
