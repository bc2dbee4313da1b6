package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.PointValues.IntersectVisitor;
import org.apache.lucene.index.PointValues.Relation;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;

/// What the index knows of an event beside the event's own document: that the same came in another
/// object as well, or that another event carries its id and says something else.
final class CopyDocument {
  /// A hit names no more places than this; who delivers one event thousands of times is known by
  /// then.
  private static final int PLACES_MAX = 100;

  private static final long SAME = 0;
  private static final long CONFLICT = 1;

  private CopyDocument() {}

  /// The same as the event `of` stands at `place` too.
  static List<IndexableField> copy(long of, Pointer place) {
    return document(of, place, SAME);
  }

  /// The event at `place` has the id of the event `of`, and is not the same.
  static List<IndexableField> conflict(long of, Pointer place) {
    List<IndexableField> document = new ArrayList<>(document(of, place, CONFLICT));
    document.add(new LongPoint(Fields.CONFLICT, of));
    return document;
  }

  /// How many events of the segment were found to carry an id that another one has.
  static long conflicts(LeafReaderContext leaf) throws IOException {
    PointValues conflicts = leaf.reader().getPointValues(Fields.CONFLICT);
    return conflicts == null ? 0 : conflicts.size();
  }

  /// What the segment says about such events.
  static List<Conflicts.Pair> conflicting(LeafReaderContext leaf) throws IOException {
    PointValues conflicts = leaf.reader().getPointValues(Fields.CONFLICT);
    if (conflicts == null) {
      return List.of();
    }
    TreeMap<Integer, Long> ofByDocument = new TreeMap<>();
    conflicts.intersect(
        new IntersectVisitor() {
          @Override
          public void visit(int doc) {
            throw new IllegalStateException("each value was asked for");
          }

          @Override
          public void visit(int doc, byte[] value) {
            ofByDocument.put(doc, LongPoint.decodeDimension(value, 0));
          }

          @Override
          public Relation compare(byte[] low, byte[] high) {
            return Relation.CELL_CROSSES_QUERY;
          }
        });
    NumericDocValues others = TimeOrder.numbers(leaf, Fields.COPY_ID);
    List<Conflicts.Pair> pairs = new ArrayList<>();
    for (Map.Entry<Integer, Long> one : ofByDocument.entrySet()) {
      long other = TimeOrder.value(others, leaf, Fields.COPY_ID, one.getKey());
      pairs.add(new Conflicts.Pair(one.getValue(), other));
    }
    return pairs;
  }

  private static List<IndexableField> document(long of, Pointer place, long kind) {
    return List.of(
        new LongPoint(Fields.COPY_OF, of),
        new NumericDocValuesField(Fields.COPY_ID, place.id()),
        new NumericDocValuesField(Fields.COPY_OFFSET, place.offset()),
        new NumericDocValuesField(Fields.COPY_LENGTH, place.length()),
        new NumericDocValuesField(Fields.COPY_KIND, kind));
  }

  /// Whether the document whose kind was come to says that an event stands in another object too.
  static boolean isCopy(NumericDocValues kinds) throws IOException {
    return kinds.longValue() == SAME;
  }

  /// What is known of one event.
  ///
  /// @param copies where the same event stands as well, in order of the ledger
  /// @param conflicting other events with its id
  record Known(List<Pointer> copies, List<Long> conflicting) {
    static final Known NONE = new Known(List.of(), List.of());
  }

  static Known of(Snapshot.Part part, Pointer event) throws IOException {
    boolean none = true;
    for (LeafReaderContext leaf : part.reader().leaves()) {
      none &= leaf.reader().getPointValues(Fields.COPY_OF) == null;
    }
    if (none) {
      return Known.NONE;
    }
    List<Pointer> copies = new ArrayList<>();
    List<Long> conflicting = new ArrayList<>();
    IndexSearcher searcher = new IndexSearcher(part.reader());
    searcher.setQueryCache(null);
    Query query = searcher.rewrite(LongPoint.newExactQuery(Fields.COPY_OF, event.id()));
    Weight weight = searcher.createWeight(query, ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : part.reader().leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      DocIdSetIterator docs = scorer.iterator();
      for (int doc = docs.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS && copies.size() + conflicting.size() < PLACES_MAX;
          doc = docs.nextDoc()) {
        long id = TimeOrder.value(leaf, Fields.COPY_ID, doc);
        if (TimeOrder.value(leaf, Fields.COPY_KIND, doc) == CONFLICT) {
          conflicting.add(id);
        } else {
          copies.add(
              new Pointer(
                  event.time(),
                  id,
                  TimeOrder.value(leaf, Fields.COPY_OFFSET, doc),
                  TimeOrder.value(leaf, Fields.COPY_LENGTH, doc)));
        }
      }
    }
    copies.sort((one, other) -> Long.compare(one.id(), other.id()));
    conflicting.sort(null);
    return new Known(List.copyOf(copies), List.copyOf(conflicting));
  }
}
