package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Events with words one after another in the value of a column. Words of columns have no positions
/// in the index: of the events that have all the words, each one's values are looked at, and what
/// was found out about a value is remembered, since few values are many events'.
final class ColumnPhraseQuery extends Query {
  /// Reading an ordinal or two of each column and looking up a bit.
  private static final float MATCH_COST = 60;

  /// A column with at most so many values is looked through before the first event.
  private static final int LOOKED_THROUGH_MAX = 1_000;

  private final Query words;
  private final WordSequence sequence;
  private final String printed;

  /// @param words what an event has that has the words anywhere
  /// @param printed tells this sequence from any other
  ColumnPhraseQuery(Query words, WordSequence sequence, String printed) {
    this.words = words;
    this.sequence = sequence;
    this.printed = printed;
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    Query rewritten = words.rewrite(searcher);
    return rewritten.equals(words) ? this : new ColumnPhraseQuery(rewritten, sequence, printed);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    Weight anywhere = words.createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, boost);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        ScorerSupplier candidates = anywhere.scorerSupplier(leaf);
        if (candidates == null) {
          return null;
        }
        return new ScorerSupplier() {
          @Override
          public Scorer get(long leadCost) throws IOException {
            DocIdSetIterator iterator = candidates.get(leadCost).iterator();
            return new ConstantScoreScorer(
                score(), scoreMode, matching(iterator, columns(leaf.reader())));
          }

          @Override
          public long cost() {
            return candidates.cost();
          }
        };
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return true;
      }
    };
  }

  /// @param columns put into another order
  private static TwoPhaseIterator matching(DocIdSetIterator candidates, List<Values> columns) {
    return new TwoPhaseIterator(candidates) {
      @Override
      public boolean matches() throws IOException {
        int doc = approximation.docID();
        for (int i = 0; i < columns.size(); i++) {
          if (columns.get(i).has(doc)) {
            // Most events that have a phrase have it in the same column.
            if (i > 0) {
              Collections.swap(columns, 0, i);
            }
            return true;
          }
        }
        return false;
      }

      @Override
      public float matchCost() {
        return MATCH_COST;
      }
    };
  }

  /// Those that may have it, the ones whose values are known already first. For one thread.
  private List<Values> columns(LeafReader reader) throws IOException {
    WordSequence own = sequence.copy();
    List<Values> columns = new ArrayList<>();
    for (FirstClass field : FirstClass.ALL) {
      if (reader.getFieldInfos().fieldInfo(field.column()) != null) {
        Values values = new Values(reader, field, own);
        if (values.mayHave()) {
          columns.add(values);
        }
      }
    }
    columns.sort(Comparator.comparingInt(Values::count));
    return columns;
  }

  /// The values of one column in one segment.
  private static final class Values {
    private final SortedSetDocValues ordinals;
    private final WordSequence sequence;
    private final FixedBitSet known;
    private final FixedBitSet matching;

    Values(LeafReader reader, FirstClass field, WordSequence sequence) throws IOException {
      this.sequence = sequence;
      if (field.many()) {
        ordinals = DocValues.getSortedSet(reader, field.column());
      } else {
        SortedDocValues single = DocValues.getSorted(reader, field.column());
        ordinals = DocValues.singleton(single);
      }
      int count = Math.toIntExact(ordinals.getValueCount());
      known = new FixedBitSet(count);
      matching = new FixedBitSet(count);
    }

    int count() {
      return known.length();
    }

    boolean mayHave() throws IOException {
      int count = known.length();
      if (count > LOOKED_THROUGH_MAX) {
        return true;
      }
      boolean any = false;
      for (int ordinal = 0; ordinal < count; ordinal++) {
        any |= matches(ordinal);
      }
      return any;
    }

    boolean has(int doc) throws IOException {
      if (!ordinals.advanceExact(doc)) {
        return false;
      }
      int count = ordinals.docValueCount();
      for (int i = 0; i < count; i++) {
        if (matches((int) ordinals.nextOrd())) {
          return true;
        }
      }
      return false;
    }

    private boolean matches(int ordinal) throws IOException {
      if (!known.getAndSet(ordinal) && sequence.isIn(ordinals.lookupOrd(ordinal))) {
        matching.set(ordinal);
      }
      return matching.get(ordinal);
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "column:" + printed;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnPhraseQuery that && printed.equals(that.printed);
  }

  @Override
  public int hashCode() {
    return ColumnPhraseQuery.class.hashCode() + printed.hashCode();
  }
}
