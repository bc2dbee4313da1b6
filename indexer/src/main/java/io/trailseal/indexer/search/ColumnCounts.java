package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.ArrayUtil;

/// How often each value of a column occurs in some documents of one segment. Values are their
/// numbers in the segment's dictionary, which is sorted.
///
/// Threads: immutable once built.
final class ColumnCounts {
  private static final int DOCS_BETWEEN_CHECKS = 1 << 17;

  private final Segment segment;
  private final FirstClass field;

  /// Of each number its count; empty where the numbers that occur are listed.
  private final int[] counts;

  private final int[] ords;
  private final int[] ordCounts;
  private final int distinct;
  private final int valueCount;
  private final long values;
  private final int docsWithValue;

  private ColumnCounts(
      Segment segment,
      FirstClass field,
      int[] counts,
      int[] ords,
      int[] ordCounts,
      int distinct,
      int valueCount,
      long values,
      int docsWithValue) {
    this.segment = segment;
    this.field = field;
    this.counts = counts;
    this.ords = ords;
    this.ordCounts = ordCounts;
    this.distinct = distinct;
    this.valueCount = valueCount;
    this.values = values;
    this.docsWithValue = docsWithValue;
  }

  static ColumnCounts of(Segment segment, FirstClass field, Budget budget) throws IOException {
    SortedSetDocValues column = column(segment, field);
    int valueCount = (int) Math.min(Integer.MAX_VALUE, column.getValueCount());
    boolean dense = segment.docs().count() >= valueCount / 4;
    Counter counter = new Counter(valueCount, dense, budget);
    SortedDocValues single = DocValues.unwrapSingleton(column);
    if (single != null) {
      count(single, segment.docs(), counter);
    } else {
      count(column, segment.docs(), counter);
    }
    return counter.build(segment, field);
  }

  /// Gives back the memory that was noted.
  void release(Budget budget) {
    budget.release((long) Integer.BYTES * (counts.length + ords.length + ordCounts.length));
  }

  static SortedSetDocValues column(Segment segment, FirstClass field) throws IOException {
    return DocValues.getSortedSet(segment.leaf().reader(), field.column());
  }

  private static void count(SortedDocValues column, Docs docs, Counter counter) throws IOException {
    if (docs.count() == 0) {
      return;
    }
    int last = docs.last();
    if (docs.isRange() || column.cost() <= docs.count()) {
      boolean all = docs.isRange();
      int doc = column.advance(docs.first());
      for (; doc <= last; doc = column.nextDoc()) {
        if (all || docs.contains(doc)) {
          counter.doc();
          counter.value(column.ordValue());
        }
      }
      return;
    }
    for (int doc = docs.first(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.next(doc + 1)) {
      if (column.advanceExact(doc)) {
        counter.doc();
        counter.value(column.ordValue());
      }
    }
  }

  private static void count(SortedSetDocValues column, Docs docs, Counter counter)
      throws IOException {
    if (docs.count() == 0) {
      return;
    }
    int last = docs.last();
    for (int doc = column.advance(docs.first()); doc <= last; doc = column.nextDoc()) {
      if (docs.contains(doc)) {
        counter.doc();
        for (int i = column.docValueCount(); i > 0; i--) {
          counter.value((int) column.nextOrd());
        }
      }
    }
  }

  private static final class Counter {
    private final Budget budget;
    private final int[] counts;
    private final boolean dense;
    private final int valueCount;
    private int[] seen = new int[16];
    private int docs;
    private int values;

    /// @param dense whether there is a counter for each value, or those that occur are listed
    Counter(int valueCount, boolean dense, Budget budget) {
      this.budget = budget;
      this.dense = dense;
      this.valueCount = valueCount;
      budget.reserve(dense ? (long) Integer.BYTES * valueCount : 0);
      counts = new int[dense ? valueCount : 0];
    }

    void doc() {
      if (++docs % DOCS_BETWEEN_CHECKS == 0) {
        budget.check();
      }
    }

    void value(int ord) {
      if (dense) {
        counts[ord]++;
      } else {
        if (values == seen.length) {
          seen = ArrayUtil.grow(seen, values + 1);
        }
        seen[values] = ord;
      }
      values++;
    }

    ColumnCounts build(Segment segment, FirstClass field) {
      if (dense) {
        int distinct = 0;
        for (int count : counts) {
          distinct += count > 0 ? 1 : 0;
        }
        return new ColumnCounts(
            segment, field, counts, new int[0], new int[0], distinct, valueCount, values, docs);
      }
      Arrays.sort(seen, 0, values);
      int[] ordCounts = new int[values];
      int distinct = 0;
      for (int i = 0; i < values; i++) {
        if (i > 0 && seen[i] == seen[distinct - 1]) {
          ordCounts[distinct - 1]++;
        } else {
          seen[distinct] = seen[i];
          ordCounts[distinct++] = 1;
        }
      }
      budget.reserve(2L * Integer.BYTES * distinct);
      return new ColumnCounts(
          segment,
          field,
          counts,
          ArrayUtil.copyOfSubArray(seen, 0, distinct),
          ArrayUtil.copyOfSubArray(ordCounts, 0, distinct),
          distinct,
          valueCount,
          values,
          docs);
    }
  }

  /// What is done with each value that occurs.
  @FunctionalInterface
  interface Each {
    void value(int ord, int count) throws IOException;
  }

  /// In the order of their values, those from one number up to another.
  void forEach(int fromOrd, int toOrd, Each each) throws IOException {
    if (isListed()) {
      int start = Arrays.binarySearch(ords, fromOrd);
      for (int i = start >= 0 ? start : -start - 1; i < ords.length && ords[i] < toOrd; i++) {
        each.value(ords[i], ordCounts[i]);
      }
      return;
    }
    for (int ord = fromOrd; ord < Math.min(toOrd, counts.length); ord++) {
      if (counts[ord] > 0) {
        each.value(ord, counts[ord]);
      }
    }
  }

  private boolean isListed() {
    return counts.length == 0;
  }

  /// The first number from `ord` on that occurs; -1 where there is none before `end`.
  int next(int ord, int end) {
    if (isListed()) {
      int found = Arrays.binarySearch(ords, ord);
      int place = found >= 0 ? found : -found - 1;
      return place < ords.length && ords[place] < end ? ords[place] : -1;
    }
    for (int at = ord; at < Math.min(end, counts.length); at++) {
      if (counts[at] > 0) {
        return at;
      }
    }
    return -1;
  }

  int count(int ord) {
    if (!isListed()) {
      return counts[ord];
    }
    int place = Arrays.binarySearch(ords, ord);
    return place >= 0 ? ordCounts[place] : 0;
  }

  /// How many values occur at least `least` times.
  int atLeast(int least) throws IOException {
    int[] found = {0};
    forEach(0, Integer.MAX_VALUE, (_, count) -> found[0] += count >= least ? 1 : 0);
    return found[0];
  }

  /// The numbers of the `size` most frequent values, of equally frequent ones the first.
  List<Integer> top(int size) throws IOException {
    // Count and, so that smaller ones are greater, the number turned round.
    PriorityQueue<Long> best = new PriorityQueue<>();
    long[] least = {Long.MIN_VALUE};
    forEach(
        0,
        Integer.MAX_VALUE,
        (ord, count) -> {
          long key = ((long) count << Integer.SIZE) | (Integer.MAX_VALUE - ord);
          if (key > least[0]) {
            best.add(key);
            if (best.size() > size) {
              best.remove();
              least[0] = best.element();
            }
          }
        });
    List<Integer> ordered = new ArrayList<>();
    while (!best.isEmpty()) {
      ordered.add(Integer.MAX_VALUE - (int) (best.remove() & Integer.MAX_VALUE));
    }
    return ordered.reversed();
  }

  Segment segment() {
    return segment;
  }

  FirstClass field() {
    return field;
  }

  /// How many there are in the segment, whether they occur or not.
  int valueCount() {
    return valueCount;
  }

  SortedSetDocValues dictionary() throws IOException {
    return column(segment, field);
  }

  int distinct() {
    return distinct;
  }

  /// All counts together.
  long values() {
    return values;
  }

  int docsWithValue() {
    return docsWithValue;
  }
}
