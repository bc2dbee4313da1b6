package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.SparseFixedBitSet;

/// The values of one column in one segment, and which of them are known to match a pattern.
final class ColumnLooks {
  private final SortedSetDocValues ordinals;
  private final ValuePattern pattern;
  private final long valueCount;
  private final SparseFixedBitSet known;
  private final SparseFixedBitSet matching;

  private ColumnLooks(SortedSetDocValues ordinals, ValuePattern pattern) {
    this.ordinals = ordinals;
    this.pattern = pattern;
    int count = Math.toIntExact(ordinals.getValueCount());
    valueCount = count;
    // A length of 0 is none to Lucene, and a column without values has no ordinals to look up.
    known = new SparseFixedBitSet(Math.max(1, count));
    matching = new SparseFixedBitSet(Math.max(1, count));
  }

  /// Of the fields that the segment has.
  static List<ColumnLooks> of(List<FirstClass> fields, ValuePattern pattern, LeafReader reader)
      throws IOException {
    List<ColumnLooks> columns = new ArrayList<>();
    for (FirstClass field : fields) {
      if (reader.getFieldInfos().fieldInfo(field.column()) != null) {
        SortedSetDocValues ordinals =
            field.many()
                ? DocValues.getSortedSet(reader, field.column())
                : DocValues.singleton(DocValues.getSorted(reader, field.column()));
        columns.add(new ColumnLooks(ordinals, pattern));
      }
    }
    return columns;
  }

  long valueCount() {
    return valueCount;
  }

  /// @param lookups counts the values looked at for the first time
  boolean has(int doc, AtomicInteger lookups) throws IOException {
    if (!ordinals.advanceExact(doc)) {
      return false;
    }
    int count = ordinals.docValueCount();
    for (int i = 0; i < count; i++) {
      int ordinal = (int) ordinals.nextOrd();
      if (!known.get(ordinal)) {
        known.set(ordinal);
        lookups.incrementAndGet();
        if (pattern.matches(ordinals.lookupOrd(ordinal))) {
          matching.set(ordinal);
        }
      }
      if (matching.get(ordinal)) {
        return true;
      }
    }
    return false;
  }
}
