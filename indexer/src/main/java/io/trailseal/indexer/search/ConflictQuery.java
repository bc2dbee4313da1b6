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

/// Events that carry the id of another one of their month and account, and say something else. What
/// says so ([CopyDocument#conflict]) may stand in another segment of the month than the event, so
/// the ids are gathered first, and where there are any each event's is looked up as it is come to.
final class ConflictQuery extends Query {
  /// Halving a list beside the reading of one number.
  private static final float MATCH_COST = 10;

  private final Audience audience;

  ConflictQuery(Audience audience) {
    this.audience = audience;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    long[] conflicting = Conflicts.of(searcher.getIndexReader(), audience);
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        NumericDocValues ids = leaf.reader().getNumericDocValues(Fields.ID);
        if (conflicting.length == 0 || ids == null) {
          return null;
        }
        TwoPhaseIterator matching =
            new TwoPhaseIterator(ids) {
              @Override
              public boolean matches() throws IOException {
                return Conflicts.contains(conflicting, ids.longValue());
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
            leaf.reader().maxDoc());
      }

      @Override
      public int count(LeafReaderContext leaf) {
        return conflicting.length == 0 ? 0 : -1;
      }

      // The answer for a segment changes while the segment does not.
      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
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
    return "conflicting";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConflictQuery that && audience.equals(that.audience);
  }

  @Override
  public int hashCode() {
    return ConflictQuery.class.hashCode() + 31 * audience.hashCode();
  }
}
