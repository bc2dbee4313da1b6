package io.trailseal.indexer.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/// Places in a segment, found by halving: its events are in the order of time descending, then id.
final class TimeOrder {
  private TimeOrder() {}

  /// The first document whose time is at or before `time`; one past the last event where there is
  /// none.
  static int firstAtOrBefore(LeafReaderContext leaf, long time) throws IOException {
    return firstAt(leaf, time, Long.MIN_VALUE, EventsQuery.count(leaf.reader()));
  }

  /// The same among the documents before `end`; `end` where there is none.
  static int firstAtOrBefore(LeafReaderContext leaf, long time, int end) throws IOException {
    return firstAt(leaf, time, Long.MIN_VALUE, end);
  }

  /// The first document that comes after this time and id.
  static int firstAfter(LeafReaderContext leaf, long time, long id) throws IOException {
    return firstAt(leaf, time, id + 1, EventsQuery.count(leaf.reader()));
  }

  private static int firstAt(LeafReaderContext leaf, long time, long id, int end)
      throws IOException {
    int low = 0;
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long there = value(leaf, Fields.TIME, middle);
      boolean before = there > time || (there == time && value(leaf, Fields.ID, middle) < id);
      if (before) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  static long value(LeafReaderContext leaf, String field, int doc) throws IOException {
    return value(numbers(leaf, field), leaf, field, doc);
  }

  static NumericDocValues numbers(LeafReaderContext leaf, String field) throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    if (values == null) {
      throw damaged(leaf, field, 0);
    }
    return values;
  }

  static long value(NumericDocValues values, LeafReaderContext leaf, String field, int doc)
      throws IOException {
    if (!values.advanceExact(doc)) {
      throw damaged(leaf, field, doc);
    }
    return values.longValue();
  }

  private static IOException damaged(LeafReaderContext leaf, String field, int doc) {
    return new IOException(
        "the search index is damaged: document %d has no %s; run rebuild search"
            .formatted(leaf.docBase + doc, field));
  }
}
