package io.trailseal.indexer.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/// The matching events of one segment, one after another, in one order or the other.
///
/// On disk they are sorted by time descending, then id, and values are read forwards only. So
/// newest first is reading on; oldest first is reading some thousand documents forwards, giving
/// their events from the end, those of one time forwards, and going back by as many. Events of one
/// time that are more than that are given as they are read.
final class SegmentWalk {
  /// Documents read at a time when walking backwards.
  static final int CHUNK = 4096;

  private final LeafReader reader;
  private final FixedBitSet found;
  private final boolean oldestFirst;

  /// Those of objects that came in later are passed over.
  private final long idMax;

  private long time;
  private long id;
  private int doc = -1;

  /// The values of what is read forwards; new for each stretch.
  private NumericDocValues times;

  private NumericDocValues ids;

  /// Documents from here on have been given; for the oldest-first order.
  private int given;

  /// The documents of a chunk with their values, and the ones of one time that are being given:
  /// from `at` to before `runEnd`, and all before `runStart` are still to come.
  private final int[] docs;

  private final long[] docTimes;
  private final long[] docIds;
  private int runStart;
  private int runEnd;
  private int at;

  /// Where more documents than a chunk have one time: they are read forwards from `doc` to before
  /// this one.
  private int longRunEnd = -1;

  SegmentWalk(Matches.OfSegment segment, boolean oldestFirst, long idMax) throws IOException {
    this.reader = segment.leaf().reader();
    this.found = segment.found();
    this.oldestFirst = oldestFirst;
    this.idMax = idMax;
    this.given = reader.maxDoc();
    int chunk = oldestFirst ? CHUNK : 0;
    this.docs = new int[chunk];
    this.docTimes = new long[chunk];
    this.docIds = new long[chunk];
    this.times = values(Fields.TIME);
    this.ids = values(Fields.ID);
  }

  long time() {
    return time;
  }

  long id() {
    return id;
  }

  /// Where the event's record lies.
  Pointer pointer() throws IOException {
    return new Pointer(
        time, id, value(values(Fields.OFFSET), doc), value(values(Fields.LENGTH), doc));
  }

  /// Goes to the next event; false at the end.
  boolean advance() throws IOException {
    do {
      if (!(oldestFirst ? advanceBackwards() : advanceForwards(found.length()))) {
        return false;
      }
    } while (id > idMax);
    return true;
  }

  private boolean advanceForwards(int end) throws IOException {
    doc = doc + 1 < end ? found.nextSetBit(doc + 1) : DocIdSetIterator.NO_MORE_DOCS;
    if (doc >= end) {
      return false;
    }
    time = value(times, doc);
    id = value(ids, doc);
    return true;
  }

  private boolean advanceBackwards() throws IOException {
    if (longRunEnd >= 0) {
      if (advanceForwards(longRunEnd)) {
        return true;
      }
      longRunEnd = -1;
    }
    if (at == runEnd && runStart == 0 && !readChunk()) {
      return false;
    }
    if (longRunEnd >= 0) {
      return advanceForwards(longRunEnd);
    }
    if (at == runEnd) {
      runEnd = runStart;
      while (runStart > 0 && docTimes[runStart - 1] == docTimes[runEnd - 1]) {
        runStart--;
      }
      at = runStart;
    }
    doc = docs[at];
    time = docTimes[at];
    id = docIds[at];
    at++;
    return true;
  }

  /// Reads the documents before those that were given; false where there are none.
  private boolean readChunk() throws IOException {
    int first = CHUNK;
    int before = before(given);
    while (before >= 0 && first > 0) {
      docs[--first] = before;
      before = before(before);
    }
    int count = CHUNK - first;
    if (count == 0) {
      return false;
    }
    System.arraycopy(docs, first, docs, 0, count);
    times = values(Fields.TIME);
    ids = values(Fields.ID);
    for (int i = 0; i < count; i++) {
      docTimes[i] = value(times, docs[i]);
      docIds[i] = value(ids, docs[i]);
    }
    int whole = 0;
    if (before >= 0 && value(values(Fields.TIME), before) == docTimes[0]) {
      // What has the time of the first goes on before the chunk: it is left for the next.
      while (whole < count && docTimes[whole] == docTimes[0]) {
        whole++;
      }
    }
    if (whole == count) {
      longRunEnd = docs[count - 1] + 1;
      given = firstOf(docTimes[0], docs[0]);
      doc = given - 1;
      times = values(Fields.TIME);
      ids = values(Fields.ID);
      runStart = 0;
      runEnd = 0;
      at = 0;
      return true;
    }
    System.arraycopy(docs, whole, docs, 0, count - whole);
    System.arraycopy(docTimes, whole, docTimes, 0, count - whole);
    System.arraycopy(docIds, whole, docIds, 0, count - whole);
    given = docs[0];
    runStart = count - whole;
    runEnd = runStart;
    at = runEnd;
    return true;
  }

  private int before(int end) {
    return end == 0 ? -1 : found.prevSetBit(end - 1);
  }

  /// The first document of this time, which `last` is known to have.
  private int firstOf(long wanted, int last) throws IOException {
    int low = 0;
    int high = last;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (value(values(Fields.TIME), middle) > wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private NumericDocValues values(String field) throws IOException {
    NumericDocValues values = reader.getNumericDocValues(field);
    if (values == null) {
      throw new IOException(
          "the search index is damaged: a segment has no %s; run rebuild search".formatted(field));
    }
    return values;
  }

  private static long value(NumericDocValues values, int doc) throws IOException {
    if (!values.advanceExact(doc)) {
      throw new IOException(
          "the search index is damaged: document %d lacks a value; run rebuild search"
              .formatted(doc));
    }
    return values.longValue();
  }
}
