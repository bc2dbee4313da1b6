package io.trailseal.indexer.search;

import java.util.List;
import org.apache.lucene.index.LeafReaderContext;

/// What matches in one segment of a month.
record Segment(Snapshot.Part part, LeafReaderContext leaf, Docs docs) {
  static long count(List<Segment> segments) {
    return segments.stream().mapToLong(segment -> segment.docs().count()).sum();
  }

  Segment with(Docs others) {
    return new Segment(part, leaf, others);
  }
}
