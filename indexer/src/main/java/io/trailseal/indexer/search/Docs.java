package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.DocIdStream;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/// Some documents of one segment, in ascending order: a range, a list where they are few, else a
/// bit for each.
///
/// Threads: immutable once built.
final class Docs {
  /// A list takes 32 bits for each document in it, a set of bits one for each there is.
  private static final int BITS_IN_LIST = Integer.SIZE;

  private final int from;
  private final int to;
  private final int count;
  private final int @Nullable [] list;
  private final @Nullable FixedBitSet bits;

  private Docs(int from, int to, int count, int @Nullable [] list, @Nullable FixedBitSet bits) {
    this.from = from;
    this.to = to;
    this.count = count;
    this.list = list;
    this.bits = bits;
  }

  static Docs range(int from, int to) {
    return new Docs(from, to, Math.max(0, to - from), null, null);
  }

  /// All that `weight` matches in this segment.
  static Docs matching(Weight weight, LeafReaderContext leaf, Budget budget) throws IOException {
    int known = weight.count(leaf);
    int maxDoc = leaf.reader().maxDoc();
    if (known == 0 || known == maxDoc) {
      return range(0, known);
    }
    Builder builder = new Builder(maxDoc, budget);
    Scan.over(weight, leaf, 0, maxDoc, builder, budget);
    return builder.build();
  }

  int count() {
    return count;
  }

  /// Gives back the memory that was noted; to be called once of those that share it.
  void release(Budget budget) {
    if (bits != null) {
      budget.release(bits.length() / Byte.SIZE);
    }
  }

  /// Those in [start, end). Shares what this holds.
  Docs between(int start, int end) {
    int found = countBetween(start, end);
    if (found == 0) {
      return range(0, 0);
    }
    int first = next(start);
    int last = previous(end);
    return found == last - first + 1
        ? range(first, last + 1)
        : new Docs(first, last + 1, found, list, bits);
  }

  /// How many are in both.
  int countCommon(Docs other) {
    if (isRange()) {
      return other.countBetween(from, to);
    }
    if (other.isRange()) {
      return countBetween(other.from, other.to);
    }
    Docs few = count <= other.count ? this : other;
    Docs many = few == this ? other : this;
    int common = 0;
    for (int doc = few.next(0); doc != DocIdSetIterator.NO_MORE_DOCS; doc = few.next(doc + 1)) {
      if (many.contains(doc)) {
        common++;
      }
    }
    return common;
  }

  /// Whether they are all from the first to the last of them.
  boolean isRange() {
    return list == null && bits == null;
  }

  boolean isAllOf(LeafReaderContext leaf) {
    return count == leaf.reader().maxDoc();
  }

  /// The first of them; only where there are any.
  int first() {
    return from;
  }

  int last() {
    return to - 1;
  }

  /// Those at or after `start`, at most `countMax`.
  int[] firstFrom(int start, int countMax) {
    int[] found = new int[Math.min(countMax, count)];
    int n = 0;
    for (int doc = next(start); doc != DocIdSetIterator.NO_MORE_DOCS && n < found.length; ) {
      found[n++] = doc;
      doc = next(doc + 1);
    }
    return n == found.length ? found : Arrays.copyOf(found, n);
  }

  /// The first at or after `start`.
  int next(int start) {
    int at = Math.max(start, from);
    if (at >= to) {
      return DocIdSetIterator.NO_MORE_DOCS;
    }
    if (bits != null) {
      return bits.nextSetBit(at, to);
    }
    if (list != null) {
      return list[place(list, at)];
    }
    return at;
  }

  /// The last before `end`; -1 where there is none.
  int previous(int end) {
    int at = Math.min(end, to) - 1;
    if (at < from || count == 0) {
      return -1;
    }
    if (bits != null) {
      return bits.prevSetBit(at);
    }
    if (list != null) {
      int place = Arrays.binarySearch(list, at);
      return list[place >= 0 ? place : -place - 2];
    }
    return at;
  }

  /// How many lie in [start, end).
  int countBetween(int start, int end) {
    int low = Math.max(start, from);
    int high = Math.min(end, to);
    if (low >= high) {
      return 0;
    }
    if (bits != null) {
      return bits.cardinality(low, high);
    }
    if (list != null) {
      return place(list, high) - place(list, low);
    }
    return high - low;
  }

  private static int place(int[] list, int doc) {
    int place = Arrays.binarySearch(list, doc);
    return place >= 0 ? place : -place - 1;
  }

  /// Those that are in both.
  Docs and(Docs other, Segment segment, Budget budget) {
    if (other.isRange()) {
      return between(other.from, other.to);
    }
    if (isRange()) {
      return other.between(from, to);
    }
    Builder both = new Builder(segment.leaf().reader().maxDoc(), budget);
    for (int doc = next(0); doc != DocIdSetIterator.NO_MORE_DOCS; doc = next(doc + 1)) {
      if (other.contains(doc)) {
        both.collect(doc);
      }
    }
    return both.build();
  }

  /// Those that are in either.
  Docs or(Docs other, Segment segment, Budget budget) {
    if (other.count == 0 || count == 0) {
      return count == 0 ? other : this;
    }
    Builder either = new Builder(segment.leaf().reader().maxDoc(), budget);
    int here = next(0);
    int there = other.next(0);
    while (here != there || here != DocIdSetIterator.NO_MORE_DOCS) {
      int doc = Math.min(here, there);
      either.collect(doc);
      here = here == doc ? next(doc + 1) : here;
      there = there == doc ? other.next(doc + 1) : there;
    }
    return either.build();
  }

  boolean contains(int doc) {
    if (doc < from || doc >= to) {
      return false;
    }
    if (bits != null) {
      return bits.get(doc);
    }
    return list == null || Arrays.binarySearch(list, doc) >= 0;
  }

  DocIdSetIterator iterator() {
    if (isRange()) {
      return count == 0 ? DocIdSetIterator.empty() : DocIdSetIterator.range(from, to);
    }
    return new Each(this);
  }

  /// Gathers documents that come in ascending order.
  static final class Builder implements LeafCollector {
    private final int maxDoc;
    private final Budget budget;
    private int[] list = new int[64];
    private int listed;
    private @Nullable FixedBitSet bits;

    Builder(int maxDoc, Budget budget) {
      this.maxDoc = maxDoc;
      this.budget = budget;
    }

    @Override
    public void setScorer(Scorable scorer) {
      // Matching is all that counts.
    }

    @Override
    public void collect(int doc) {
      if (bits != null) {
        bits.set(doc);
      } else if (listed < maxDoc / BITS_IN_LIST) {
        if (listed == list.length) {
          list = ArrayUtil.grow(list, listed + 1);
        }
        list[listed++] = doc;
      } else {
        manyBits().set(doc);
      }
    }

    @Override
    public void collectRange(int min, int max) {
      if (max - min < Long.SIZE) {
        for (int doc = min; doc < max; doc++) {
          collect(doc);
        }
      } else {
        manyBits().set(min, max);
      }
    }

    @Override
    public void collect(DocIdStream stream) throws IOException {
      stream.forEach(this::collect);
    }

    private FixedBitSet manyBits() {
      FixedBitSet all = bits;
      if (all == null) {
        budget.reserve(maxDoc / Byte.SIZE);
        all = new FixedBitSet(maxDoc);
        for (int i = 0; i < listed; i++) {
          all.set(list[i]);
        }
        bits = all;
        list = new int[0];
      }
      return all;
    }

    Docs build() {
      FixedBitSet all = bits;
      if (all == null) {
        if (listed == 0) {
          return range(0, 0);
        }
        int end = list[listed - 1] + 1;
        return end - list[0] == listed
            ? range(list[0], end)
            : new Docs(list[0], end, listed, Arrays.copyOf(list, listed), null);
      }
      int count = all.cardinality();
      int first = all.nextSetBit(0);
      int end = all.prevSetBit(maxDoc - 1) + 1;
      if (end - first == count) {
        budget.release(maxDoc / Byte.SIZE);
        return range(first, end);
      }
      return new Docs(first, end, count, null, all);
    }
  }

  private static final class Each extends DocIdSetIterator {
    private final Docs docs;
    private int at = -1;

    Each(Docs docs) {
      this.docs = docs;
    }

    @Override
    public int docID() {
      return at;
    }

    @Override
    public int nextDoc() {
      return advance(at + 1);
    }

    @Override
    public int advance(int target) {
      at = docs.next(target);
      return at;
    }

    @Override
    public long cost() {
      return docs.count;
    }
  }
}
