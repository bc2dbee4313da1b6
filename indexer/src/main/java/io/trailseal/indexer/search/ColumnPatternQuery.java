package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query.Test;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.AutomatonQuery;
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
import org.apache.lucene.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Events with a value in one of several columns that a pattern matches.
///
/// There are two ways. The *walk* goes through the dictionary of terms, 25 ns a term, and gathers
/// the events of those that match: a leading wildcard reads 400,000 ARNs in 10 ms, and then all
/// their events. *Looking* goes from event to event and remembers for each value whether it
/// matches, 8 ns an event and 1 µs a new value: the newest fifty are found at once where the
/// pattern is not rare. So it begins by looking, and where that leads to nothing, walks; where all
/// events that match are wanted, and nothing else says which can be, it walks at once.
final class ColumnPatternQuery extends Query {
  /// New values looked at for one question, all segments together.
  private static final int LOOKUPS_MAX = 1_000;

  /// Events looked at before anything is concluded from them.
  private static final int EVENTS_MIN = 16_384;

  /// What walking past a term costs, in events looked at.
  private static final int EVENTS_PER_TERM = 3;

  /// Where fewer than one of so many events match, the pattern is rare.
  private static final int RARE = 256;

  /// Where more than one of so many events were looked at, all that match are wanted.
  private static final int EXHAUSTIVE = 16;

  /// Values of a column that are gone through to count; some 100 µs.
  private static final int COUNTED_VALUES_MAX = 4_096;

  private static final float MATCH_COST = 20;

  private final List<FirstClass> fields;
  private final Test test;
  private final ValuePattern pattern;
  private final boolean wantsAll;
  private final Walk walk;
  private final AtomicInteger lookups = new AtomicInteger();

  /// The same question put to the terms.
  @FunctionalInterface
  interface Walk {
    AutomatonQuery query();
  }

  /// @param wantsAll whether everything that matches will be gone through
  ColumnPatternQuery(
      List<FirstClass> fields, Test test, ValuePattern pattern, boolean wantsAll, Walk walk) {
    this.fields = List.copyOf(fields);
    this.test = test;
    this.pattern = pattern;
    this.wantsAll = wantsAll;
    this.walk = walk;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
    return new PatternWeight(this, searcher, scoreMode, boost);
  }

  /// Threads: any.
  static final class PatternWeight extends ConstantScoreWeight {
    private final ColumnPatternQuery query;
    private final IndexSearcher searcher;
    private final ScoreMode scoreMode;
    private final float boost;
    private @Nullable AutomatonQuery terms;
    private @Nullable Weight walking;

    private PatternWeight(
        ColumnPatternQuery query, IndexSearcher searcher, ScoreMode scoreMode, float boost) {
      super(query, boost);
      this.query = query;
      this.searcher = searcher;
      this.scoreMode = scoreMode;
      this.boost = boost;
    }

    /// How many events of the segment match, as the terms alone tell: where each event has one
    /// value, and all values are few enough to go through them. Otherwise -1.
    int countByTerms(LeafReaderContext leaf) throws IOException {
      FirstClass field = query.fields.getFirst();
      if (query.fields.size() > 1
          || field.many()
          || leaf.reader().hasDeletions()
          || query.pattern.mayMatchOutsideOf(field, leaf)) {
        return -1;
      }
      long values = 0;
      for (ColumnLooks column : ColumnLooks.of(query.fields, query.pattern, leaf.reader())) {
        values += column.valueCount();
      }
      org.apache.lucene.index.Terms all = leaf.reader().terms(Fields.LEAF);
      if (values > COUNTED_VALUES_MAX || all == null) {
        return -1;
      }
      int count = 0;
      TermsEnum matching = terms().getCompiled().getTermsEnum(all);
      while (matching.next() != null) {
        count += matching.docFreq();
      }
      return count;
    }

    /// The same for whoever wants only the first that match.
    Weight ofFirst() {
      return new ColumnPatternQuery(query.fields, query.test, query.pattern, false, query.walk)
          .createWeight(searcher, scoreMode, boost);
    }

    @Override
    public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
      for (FirstClass field : query.fields) {
        if (query.pattern.mayMatchOutsideOf(field, leaf)) {
          return walking().scorerSupplier(leaf);
        }
      }
      List<ColumnLooks> columns = ColumnLooks.of(query.fields, query.pattern, leaf.reader());
      if (columns.isEmpty()) {
        return null;
      }
      if (query.lookups.get() > LOOKUPS_MAX) {
        return walking().scorerSupplier(leaf);
      }
      return new ScorerSupplier() {
        @Override
        public Scorer get(long leadCost) throws IOException {
          if (query.wantsAll && leadCost > leaf.reader().maxDoc() / EXHAUSTIVE) {
            ScorerSupplier all = walking().scorerSupplier(leaf);
            return all == null
                ? new ConstantScoreScorer(score(), scoreMode, DocIdSetIterator.empty())
                : all.get(leadCost);
          }
          return new ConstantScoreScorer(
              score(), scoreMode, query.new Looking(leaf, columns, () -> walking()));
        }

        @Override
        public long cost() {
          return leaf.reader().maxDoc();
        }
      };
    }

    private synchronized AutomatonQuery terms() {
      AutomatonQuery made = terms;
      if (made == null) {
        made = query.walk.query();
        terms = made;
      }
      return made;
    }

    private synchronized Weight walking() throws IOException {
      Weight made = walking;
      if (made == null) {
        made =
            searcher.createWeight(searcher.rewrite(terms()), ScoreMode.COMPLETE_NO_SCORES, boost);
        walking = made;
      }
      return made;
    }

    // It would be gone through whole for that; the walk is kept where it comes again.
    @Override
    public boolean isCacheable(LeafReaderContext leaf) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Walking {
    Weight weight() throws IOException;
  }

  /// Looks at events of one segment until walking is better.
  private final class Looking extends TwoPhaseIterator {
    private final LeafReaderContext leaf;
    private final List<ColumnLooks> columns;
    private final Walking walking;
    private final Candidates candidates;
    private final long patience;
    private long looked;
    private long matched;

    Looking(LeafReaderContext leaf, List<ColumnLooks> columns, Walking walking) {
      this(leaf, columns, walking, new Candidates(leaf.reader().maxDoc()));
    }

    private Looking(
        LeafReaderContext leaf, List<ColumnLooks> columns, Walking walking, Candidates candidates) {
      super(candidates);
      this.leaf = leaf;
      this.columns = columns;
      this.walking = walking;
      this.candidates = candidates;
      this.patience =
          EVENTS_MIN + EVENTS_PER_TERM * columns.stream().mapToLong(ColumnLooks::valueCount).sum();
    }

    @Override
    public boolean matches() throws IOException {
      int doc = candidates.docID();
      BitSet found = candidates.found;
      if (found != null) {
        return found.get(doc);
      }
      if (lookups.get() > LOOKUPS_MAX || (looked > patience && (isRare() || isExhaustive()))) {
        return walk().get(doc);
      }
      looked++;
      for (ColumnLooks column : columns) {
        if (column.has(doc, lookups)) {
          matched++;
          return true;
        }
      }
      return false;
    }

    private boolean isRare() {
      return matched * RARE < looked;
    }

    private boolean isExhaustive() {
      return looked * EXHAUSTIVE > leaf.reader().maxDoc();
    }

    private BitSet walk() throws IOException {
      Scorer scorer = walking.weight().scorer(leaf);
      DocIdSetIterator matching = scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
      BitSet found = BitSet.of(matching, leaf.reader().maxDoc());
      candidates.found = found;
      return found;
    }

    @Override
    public float matchCost() {
      return MATCH_COST;
    }
  }

  /// All events of a segment, and once they are known those that match.
  private static final class Candidates extends DocIdSetIterator {
    private final int maxDoc;
    private int doc = -1;
    private @Nullable BitSet found;

    Candidates(int maxDoc) {
      this.maxDoc = maxDoc;
    }

    @Override
    public int docID() {
      return doc;
    }

    @Override
    public int nextDoc() {
      return advance(doc + 1);
    }

    @Override
    public int advance(int target) {
      if (target >= maxDoc) {
        doc = NO_MORE_DOCS;
      } else {
        doc = found == null ? target : found.nextSetBit(target);
      }
      return doc;
    }

    @Override
    public long cost() {
      return maxDoc;
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return fields + ":" + test;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnPatternQuery that
        && fields.equals(that.fields)
        && test.equals(that.test)
        && pattern.isLastPartToo() == that.pattern.isLastPartToo();
  }

  @Override
  public int hashCode() {
    return 31 * fields.hashCode() + test.hashCode();
  }
}
