package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.FixedBitSet;

/// All documents of a month that match, segment by segment, a bit for each document.
final class Matches {
  private Matches() {}

  /// @param found those that match, at least one
  record OfSegment(LeafReaderContext leaf, FixedBitSet found) {}

  /// Segments in which nothing matches are left out. Where the searcher's time runs out, some of
  /// what matches is missing, and the searcher says so.
  static List<OfSegment> in(IndexSearcher searcher, Query query) throws IOException {
    return searcher.search(
        query,
        new CollectorManager<Segments, List<OfSegment>>() {
          @Override
          public Segments newCollector() {
            return new Segments();
          }

          @Override
          public List<OfSegment> reduce(Collection<Segments> collectors) {
            List<OfSegment> all = new ArrayList<>();
            collectors.forEach(collector -> all.addAll(collector.segments));
            return all;
          }
        });
  }

  private static final class Segments implements Collector {
    final List<OfSegment> segments = new ArrayList<>();

    @Override
    public LeafCollector getLeafCollector(LeafReaderContext leaf) {
      FixedBitSet found = new FixedBitSet(leaf.reader().maxDoc());
      return new LeafCollector() {
        private boolean any;

        @Override
        public void setScorer(Scorable scorer) {
          // Nothing is scored.
        }

        @Override
        public void collect(int doc) {
          if (!any) {
            any = true;
            segments.add(new OfSegment(leaf, found));
          }
          found.set(doc);
        }
      };
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }
}
