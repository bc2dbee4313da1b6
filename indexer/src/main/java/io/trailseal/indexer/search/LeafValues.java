package io.trailseal.indexer.search;

import io.trailseal.indexer.search.Terms.NumberText;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/// The values at a path that has no column: its terms in each segment, in lower case. What is null
/// or empty is no value; only in an array beside a value is it taken for the text `null`.
///
/// Threads: any; a segment is for one at a time.
final class LeafValues {
  /// Different values at which counting gives up. One more costs a walk over its events in every
  /// segment, and room for it.
  static final int VALUES_MAX = 100_000;

  /// What stands in a term where there is no value, and may be a text all the same.
  private static final Set<BytesRef> NONE =
      Set.of(new BytesRef("null"), new BytesRef("{}"), new BytesRef("[]"));

  /// Where most documents lack a term, and there are few, they are looked up in it.
  private static final int FEW = 16;

  private final String path;
  private final BytesRef textPrefix;
  private final BytesRef numberPrefix;
  private final Budget budget;

  LeafValues(String path, Budget budget) {
    this.path = path;
    this.budget = budget;
    textPrefix = new BytesRef(Terms.prefix(path, Fields.AS_TEXT));
    numberPrefix = new BytesRef(Terms.prefix(path, Fields.AS_NUMBER));
  }

  /// Whether this stands where there is no value.
  static boolean isNone(BytesRef value) {
    return NONE.contains(value);
  }

  /// What is done with a value that occurs.
  @FunctionalInterface
  interface Each {
    /// @param value valid during the call
    void value(BytesRef value, int count) throws IOException;
  }

  /// Values and how often they occur.
  ///
  /// @param most counted down over all segments; the last ends it with a sentence
  Map<BytesRef, Long> counts(Segment segment, AtomicInteger most) throws IOException {
    Map<BytesRef, Long> counts = new HashMap<>();
    forEach(
        segment,
        (value, count) -> {
          if (counts.merge(BytesRef.deepCopyOf(value), (long) count, Long::sum) == count) {
            if (most.decrementAndGet() < 0) {
              throw tooMany();
            }
            budget.reserve(value.length + 100L);
          }
        });
    return counts;
  }

  private Budget.SpentException tooMany() {
    return new Budget.SpentException(
        "%s has more than %,d different values; narrow the time or the query, or ask for cardinality"
            .formatted(S3Name.excerpt(path, 80), VALUES_MAX));
  }

  void forEach(Segment segment, Each each) throws IOException {
    Docs docs = segment.docs();
    if (docs.count() == 0) {
      return;
    }
    forEachTerm(
        segment.leaf(),
        new BytesRef(),
        (value, terms) -> {
          int count;
          if (NONE.contains(value)) {
            count = count(terms, docs.and(existing(segment), segment, budget));
          } else if (docs.isAllOf(segment.leaf())) {
            count = terms.docFreq();
          } else {
            count = count(terms, docs);
          }
          if (count > 0) {
            each.value(value, count);
          }
          return true;
        });
  }

  /// What is done with a term, which the enumeration stands at.
  @FunctionalInterface
  interface EachTerm {
    /// @return whether to go on
    boolean term(BytesRef value, TermsEnum terms) throws IOException;
  }

  /// All values that begin like this, text first, then numbers, in the order of each.
  void forEachTerm(LeafReaderContext leaf, BytesRef beginning, EachTerm each) throws IOException {
    TermsEnum terms = Snapshot.terms(leaf, Fields.LEAF);
    if (terms == null) {
      return;
    }
    BytesRef text = Terms.concat(BytesRef.deepCopyOf(textPrefix).bytes, beginning);
    boolean goesOn = true;
    if (terms.seekCeil(text) != TermsEnum.SeekStatus.END) {
      BytesRef term = terms.term();
      while (goesOn && term != null && StringHelper.startsWith(term, text)) {
        BytesRef value = after(term, textPrefix.length);
        goesOn = value.length == 0 || each.term(value, terms);
        term = goesOn ? terms.next() : null;
      }
    }
    if (goesOn && terms.seekCeil(numberPrefix) != TermsEnum.SeekStatus.END) {
      BytesRef term = terms.term();
      while (goesOn && term != null && StringHelper.startsWith(term, numberPrefix)) {
        BytesRef value = after(term, numberPrefix.length + Terms.NUMBER_ORDER_CHARS);
        goesOn = !StringHelper.startsWith(value, beginning) || each.term(value, terms);
        term = goesOn ? terms.next() : null;
      }
    }
  }

  private static BytesRef after(BytesRef term, int length) {
    return new BytesRef(term.bytes, term.offset + length, term.length - length);
  }

  /// How many of `docs` have the term which `terms` stands at.
  static int count(TermsEnum terms, Docs docs) throws IOException {
    if (docs.count() == 0) {
      return 0;
    }
    PostingsEnum postings = terms.postings(null, PostingsEnum.NONE);
    int count = 0;
    if (docs.count() < terms.docFreq() / FEW) {
      for (int doc = docs.next(0); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.next(doc + 1)) {
        int there = postings.docID() < doc ? postings.advance(doc) : postings.docID();
        count += there == doc ? 1 : 0;
      }
      return count;
    }
    int last = docs.last();
    for (int doc = postings.advance(docs.first()); doc <= last; doc = postings.nextDoc()) {
      count += docs.contains(doc) ? 1 : 0;
    }
    return count;
  }

  /// The documents of the segment that have a value at the path.
  Docs existing(Segment segment) throws IOException {
    IndexSearcher searcher = new IndexSearcher(segment.part().reader());
    return Docs.matching(
        searcher.createWeight(
            searcher.rewrite(new ExistsQuery(PathChoice.At.exactly(path))),
            ScoreMode.COMPLETE_NO_SCORES,
            1),
        segment.leaf(),
        budget);
  }

  /// Of the segment's documents those that have the value.
  Docs with(Segment segment, BytesRef value) throws IOException {
    Docs docs = segment.docs();
    Docs text = with(segment, Terms.concat(BytesRef.deepCopyOf(textPrefix).bytes, value), docs);
    if (NONE.contains(value)) {
      text = text.and(existing(segment), segment, budget);
    }
    Optional<NumberText> number = NumberText.of(value.utf8ToString());
    return number.isEmpty()
        ? text
        : text.or(with(segment, Terms.leaf(path, number.get()), docs), segment, budget);
  }

  private Docs with(Segment segment, BytesRef term, Docs docs) throws IOException {
    TermsEnum terms = Snapshot.terms(segment.leaf(), Fields.LEAF);
    if (terms == null || docs.count() == 0 || !terms.seekExact(term)) {
      return Docs.range(0, 0);
    }
    Docs.Builder found = new Docs.Builder(segment.leaf().reader().maxDoc(), budget);
    PostingsEnum postings = terms.postings(null, PostingsEnum.NONE);
    int last = docs.last();
    for (int doc = postings.advance(docs.first()); doc <= last; doc = postings.nextDoc()) {
      if (docs.contains(doc)) {
        found.collect(doc);
      }
    }
    return found.build();
  }

  /// Brings the counts of segments together.
  static List<TopValues.Counted> sum(List<Map<BytesRef, Long>> parts) {
    Map<BytesRef, Long> all = new HashMap<>();
    for (Map<BytesRef, Long> part : parts) {
      part.forEach((value, count) -> all.merge(value, count, Long::sum));
    }
    List<TopValues.Counted> counted = new ArrayList<>();
    all.forEach((value, count) -> counted.add(new TopValues.Counted(value, count)));
    return counted;
  }
}
