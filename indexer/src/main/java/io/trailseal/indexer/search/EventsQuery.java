package io.trailseal.indexer.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/// Every event. Not every document: a [CopyDocument] is none. Those are sorted to the end of their
/// segment and have none of an event's fields, so that only what matches without a field need ask
/// for this.
final class EventsQuery extends Query {
  static final EventsQuery INSTANCE = new EventsQuery();

  private EventsQuery() {}

  /// How many of a segment's documents are events; they come first.
  static int count(LeafReader segment) throws IOException {
    PointValues copies = segment.getPointValues(Fields.COPY_OF);
    return segment.maxDoc() - (copies == null ? 0 : copies.getDocCount());
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      if (count(leaf.reader()) < leaf.reader().maxDoc()) {
        return this;
      }
    }
    return MatchAllDocsQuery.INSTANCE;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        int events = EventsQuery.count(leaf.reader());
        return events == 0
            ? null
            : ConstantScoreScorerSupplier.fromIterator(
                DocIdSetIterator.range(0, events), score(), scoreMode, leaf.reader().maxDoc());
      }

      @Override
      public int count(LeafReaderContext leaf) throws IOException {
        return EventsQuery.count(leaf.reader());
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return true;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "every event";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventsQuery;
  }

  @Override
  public int hashCode() {
    return EventsQuery.class.hashCode();
  }
}
