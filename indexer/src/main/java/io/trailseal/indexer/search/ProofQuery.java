package io.trailseal.indexer.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/// Events whose object has one verdict. The index knows no verdicts, which change without it: each
/// event's object is looked up as the event is come to.
final class ProofQuery extends Query {
  /// A lookup in memory beside the reading of one number.
  private static final float MATCH_COST = 4;

  private final byte code;
  private final VerdictMap verdicts;

  ProofQuery(String word, VerdictMap verdicts) {
    this.code = VerdictMap.code(word);
    this.verdicts = verdicts;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
        NumericDocValues ids = context.reader().getNumericDocValues(Fields.ID);
        if (ids == null) {
          return null;
        }
        TwoPhaseIterator matching =
            new TwoPhaseIterator(ids) {
              @Override
              public boolean matches() throws IOException {
                return verdicts.has(Fields.object(ids.longValue()), code);
              }

              @Override
              public float matchCost() {
                return MATCH_COST;
              }
            };
        return ConstantScoreScorerSupplier.fromIterator(
            TwoPhaseIterator.asDocIdSetIterator(matching),
            score(),
            scoreMode,
            context.reader().maxDoc());
      }

      // The answer for a segment changes while the segment does not.
      @Override
      public boolean isCacheable(LeafReaderContext context) {
        return false;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "proof:" + code;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProofQuery that && code == that.code && verdicts.equals(that.verdicts);
  }

  @Override
  public int hashCode() {
    return 31 * verdicts.hashCode() + code;
  }
}
