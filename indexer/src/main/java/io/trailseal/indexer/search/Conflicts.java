package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;

/// Which events of a month carry the id of another one and say something else.
final class Conflicts {
  private static final long[] NONE = {};

  private Conflicts() {}

  /// Two events, once for each of them.
  ///
  /// @param of the id of the one that this is about
  record Pair(long of, long other) {}

  /// The ids of those events, ascending, each as often as it conflicts. Where the audience does not
  /// see both of a pair, there is none.
  static long[] of(IndexReader month, Audience audience) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (LeafReaderContext leaf : month.leaves()) {
      pairs.addAll(CopyDocument.conflicting(leaf));
    }
    if (pairs.isEmpty()) {
      return NONE;
    }
    long[] all = pairs.stream().mapToLong(Pair::of).sorted().toArray();
    if (audience.isEverybody()) {
      return all;
    }
    long[] visible = visible(all, month, audience);
    return pairs.stream()
        .filter(pair -> contains(visible, pair.of()) && contains(visible, pair.other()))
        .mapToLong(Pair::of)
        .sorted()
        .toArray();
  }

  static boolean contains(long[] sorted, long id) {
    return Arrays.binarySearch(sorted, id) >= 0;
  }

  private static long[] visible(long[] wanted, IndexReader month, Audience audience)
      throws IOException {
    LongStream.Builder found = LongStream.builder();
    for (LeafReaderContext leaf : month.leaves()) {
      Docs docs = VisibleEvents.of(leaf, audience).docs();
      NumericDocValues ids = leaf.reader().getNumericDocValues(Fields.ID);
      for (int doc = docs.next(0);
          ids != null && doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = docs.next(doc + 1)) {
        long id = TimeOrder.value(ids, leaf, Fields.ID, doc);
        if (contains(wanted, id)) {
          found.add(id);
        }
      }
    }
    return found.build().sorted().toArray();
  }
}
