package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Events that have something at a path that is meant: those of every [Shape] with such a path.
final class ExistsQuery extends Query {
  /// So many are read side by side, lazily; the documents of more are gathered first.
  private static final int LAZY_MAX = 64;

  private final PathChoice paths;

  ExistsQuery(PathChoice paths) {
    this.paths = paths;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        Collection<BytesRef> shapes = Shapes.of(leaf).with(paths, leaf);
        return shapes.isEmpty() ? null : any(shapes).scorerSupplier(leaf);
      }

      // So that words which no path has leave the counts of others as quick as they are.
      @Override
      public int count(LeafReaderContext leaf) throws IOException {
        return Shapes.of(leaf).with(paths, leaf).isEmpty() ? 0 : -1;
      }

      private Weight any(Collection<BytesRef> shapes) throws IOException {
        Query any = new ConstantScoreQuery(anyOf(shapes));
        return searcher.rewrite(any).createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, boost);
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return true;
      }
    };
  }

  private static Query anyOf(Collection<BytesRef> shapes) {
    if (shapes.size() > LAZY_MAX) {
      return new TermInSetQuery(Fields.SHAPE, shapes);
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    shapes.forEach(shape -> any.add(new TermQuery(new Term(Fields.SHAPE, shape)), Occur.SHOULD));
    return any.build();
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return paths.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExistsQuery that && paths.equals(that.paths);
  }

  @Override
  public int hashCode() {
    return ExistsQuery.class.hashCode() + 31 * paths.hashCode();
  }
}
