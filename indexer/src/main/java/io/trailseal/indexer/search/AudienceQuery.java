package io.trailseal.indexer.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/// The events that one audience sees. For audiences that do not see all of them.
final class AudienceQuery extends Query {
  private final Audience audience;

  AudienceQuery(Audience audience) {
    this.audience = audience;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        Docs docs = VisibleEvents.of(leaf, audience).docs();
        return docs.count() == 0
            ? null
            : ConstantScoreScorerSupplier.fromIterator(
                docs.iterator(), score(), scoreMode, leaf.reader().maxDoc());
      }

      @Override
      public int count(LeafReaderContext leaf) throws IOException {
        return VisibleEvents.of(leaf, audience).docs().count();
      }

      // It is kept where it comes from.
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
    return "seen by " + audience;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AudienceQuery that && audience.equals(that.audience);
  }

  @Override
  public int hashCode() {
    return AudienceQuery.class.hashCode() + 31 * audience.hashCode();
  }
}
