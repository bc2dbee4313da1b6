package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.List;
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

/// Events that have something at a path, or also below it: those of every [Shape] that has.
final class ExistsQuery extends Query {
  /// So many are read side by side, lazily; the documents of more are gathered first.
  private static final int LAZY_MAX = 64;

  private final String foldedPath;
  private final boolean belowToo;

  private ExistsQuery(String path, boolean belowToo) {
    this.foldedPath = FoldedBytes.fold(path);
    this.belowToo = belowToo;
  }

  /// A container exists when something below it does.
  static ExistsQuery atOrBelow(String path) {
    return new ExistsQuery(path, true);
  }

  /// Events with a value at the path itself.
  static ExistsQuery at(String path) {
    return new ExistsQuery(path, false);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        List<BytesRef> shapes = Shapes.of(leaf).with(foldedPath, belowToo, leaf);
        if (shapes.isEmpty()) {
          return null;
        }
        Query any = new ConstantScoreQuery(anyOf(shapes));
        return searcher
            .rewrite(any)
            .createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, boost)
            .scorerSupplier(leaf);
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return true;
      }
    };
  }

  private static Query anyOf(List<BytesRef> shapes) {
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
    return foldedPath + (belowToo ? ":*" : ":*!");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExistsQuery that
        && belowToo == that.belowToo
        && foldedPath.equals(that.foldedPath);
  }

  @Override
  public int hashCode() {
    return ExistsQuery.class.hashCode() + 31 * foldedPath.hashCode() + Boolean.hashCode(belowToo);
  }
}
