package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;

/// Where one event stands.
///
/// @param place the same as a place in the answer
/// @param offset bytes, in the object's inflated content
record Pointer(Cursor place, long offset, long length) {
  Pointer(long time, long id, long offset, long length) {
    this(new Cursor(Optional.empty(), time, id), offset, length);
  }

  long time() {
    return place.time();
  }

  long id() {
    return place.id();
  }

  /// Of a document of the month.
  static Pointer of(Snapshot.Part part, int doc, Cursor place) throws IOException {
    List<LeafReaderContext> leaves = part.reader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    int inLeaf = doc - leaf.docBase;
    return new Pointer(
        place,
        TimeOrder.value(leaf, Fields.OFFSET, inLeaf),
        TimeOrder.value(leaf, Fields.LENGTH, inLeaf));
  }

  /// Reads one after another, in ascending order, of one segment.
  static final class Reader {
    private final LeafReaderContext leaf;
    private final NumericDocValues times;
    private final NumericDocValues ids;
    private final NumericDocValues offsets;
    private final NumericDocValues lengths;

    Reader(LeafReaderContext leaf) throws IOException {
      this.leaf = leaf;
      times = TimeOrder.numbers(leaf, Fields.TIME);
      ids = TimeOrder.numbers(leaf, Fields.ID);
      offsets = TimeOrder.numbers(leaf, Fields.OFFSET);
      lengths = TimeOrder.numbers(leaf, Fields.LENGTH);
    }

    Pointer read(int doc) throws IOException {
      return new Pointer(
          TimeOrder.value(times, leaf, Fields.TIME, doc),
          TimeOrder.value(ids, leaf, Fields.ID, doc),
          TimeOrder.value(offsets, leaf, Fields.OFFSET, doc),
          TimeOrder.value(lengths, leaf, Fields.LENGTH, doc));
    }
  }
}
