package io.trailseal.indexer.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Weight;

/// Goes through what matches in a range of one segment's documents, within the budget.
final class Scan {
  /// Documents between two looks at the budget, to begin with. How long a document takes differs by
  /// a factor of a million.
  private static final int STEP_MIN = 512;

  private static final int STEP_MAX = 1 << 20;
  private static final long STEP_NANOS = 4_000_000;

  private Scan() {}

  /// @param collector may end the scan with a [CollectionTerminatedException]
  static void over(
      Weight weight,
      LeafReaderContext leaf,
      int from,
      int to,
      LeafCollector collector,
      Budget budget)
      throws IOException {
    budget.check();
    BulkScorer scorer = from < to ? weight.bulkScorer(leaf) : null;
    if (scorer == null) {
      return;
    }
    int step = STEP_MIN;
    int at = from;
    try {
      while (at < to) {
        long before = System.nanoTime();
        int end = (int) Math.min(to, (long) at + step);
        at = Math.max(end, scorer.score(collector, leaf.reader().getLiveDocs(), at, end));
        budget.check();
        boolean fast = System.nanoTime() - before < STEP_NANOS;
        step = fast ? Math.min(STEP_MAX, 2 * step) : Math.max(STEP_MIN, step / 2);
      }
    } catch (CollectionTerminatedException _) {
      return; // The collector has what it wants.
    }
  }
}
