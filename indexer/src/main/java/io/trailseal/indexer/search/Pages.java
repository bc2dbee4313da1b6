package io.trailseal.indexer.search;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopFieldCollectorManager;

/// Finds the hits of one page, month by month from the newest, and counts all.
final class Pages {
  /// A question that takes longer than this reads much of the index for each hit.
  private static final long SECONDS_MAX = 20;

  private final Snapshot snapshot;
  private final long startNanos = System.nanoTime();

  Pages(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// Where one event stands.
  record Pointer(long time, long id, long offset, long length) {}

  /// @param hits at most as many as wanted
  /// @param more whether there are hits after these
  record Page(List<Pointer> hits, boolean more, long total) {}

  /// Times to search, in ms: all of them, or `from` inclusive to `to` exclusive.
  record Window(boolean everything, long from, long to) {
    static Window of(Optional<Instant> from, Optional<Instant> to) {
      return new Window(
          from.isEmpty() && to.isEmpty(),
          from.map(Window::ceilMillis).orElse(Long.MIN_VALUE),
          to.map(Window::ceilMillis).orElse(Long.MAX_VALUE));
    }

    /// Events have whole milliseconds: at or after 0.5 ms means at or after 1 ms.
    private static long ceilMillis(Instant time) {
      try {
        long floor = time.toEpochMilli();
        return Instant.ofEpochMilli(floor).equals(time) ? floor : floor + 1;
      } catch (ArithmeticException _) {
        return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
    }

    boolean touches(Partition partition) {
      return everything
          || (partition.isDated() && partition.start() < to && partition.end() > from);
    }

    boolean covers(Partition partition) {
      return everything || (partition.start() >= from && partition.end() <= to);
    }
  }

  Page find(Query query, Window window, int limit, Optional<Cursor> after)
      throws IOException, UnanswerableException {
    List<Pointer> hits = new ArrayList<>();
    long total = 0;
    for (Snapshot.Part part : snapshot.parts()) {
      if (!window.touches(part.partition())) {
        continue;
      }
      Query here =
          window.covers(part.partition())
              ? query
              : both(query, Ranges.time(window.from(), window.to() - 1));
      IndexSearcher searcher = searcher(part);
      int count = searcher.count(here);
      refuseIfTimedOut(searcher);
      total += count;
      int wanted = limit + 1 - hits.size();
      if (count > 0 && wanted > 0) {
        addHits(part, searcher, here, wanted, after, hits);
        refuseIfTimedOut(searcher);
      }
    }
    boolean more = hits.size() > limit;
    return new Page(more ? hits.subList(0, limit) : hits, more, total);
  }

  private static void addHits(
      Snapshot.Part part,
      IndexSearcher searcher,
      Query query,
      int wanted,
      Optional<Cursor> after,
      List<Pointer> hits)
      throws IOException {
    FieldDoc start = null;
    Query rest = query;
    if (after.isPresent()) {
      Cursor cursor = after.get();
      int order = part.partition().compareTo(Partition.of(cursor.time()));
      if (order < 0) {
        return; // this month is newer than where the page before ended
      }
      if (order == 0) {
        // The document number puts the event itself, which ties, before the start.
        start =
            new FieldDoc(Integer.MAX_VALUE, Float.NaN, new Object[] {cursor.time(), cursor.id()});
        if (cursor.time() != Fields.NO_TIME) {
          rest = both(query, Ranges.time(Long.MIN_VALUE, cursor.time()));
        }
      }
    }
    int numHits = Math.min(wanted, Math.max(1, part.reader().maxDoc()));
    // Counting no further than the hits wanted lets the sorted segments stop early.
    TopFieldCollectorManager collectors =
        new TopFieldCollectorManager(Fields.ORDER, numHits, start, numHits);
    for (ScoreDoc hit : searcher.search(rest, collectors).scoreDocs) {
      hits.add(pointer(part, hit.doc));
    }
  }

  /// The ids of all that match, newest first, at most `countMax`.
  List<EventId> ids(Query query, int countMax) throws IOException, UnanswerableException {
    Page page =
        find(query, Window.of(Optional.empty(), Optional.empty()), countMax, Optional.empty());
    return page.hits().stream().map(hit -> LuceneSearch.eventId(hit.id())).toList();
  }

  private static Pointer pointer(Snapshot.Part part, int doc) throws IOException {
    List<LeafReaderContext> leaves = part.reader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    int inLeaf = doc - leaf.docBase;
    return new Pointer(
        value(leaf, Fields.TIME, inLeaf),
        value(leaf, Fields.ID, inLeaf),
        value(leaf, Fields.OFFSET, inLeaf),
        value(leaf, Fields.LENGTH, inLeaf));
  }

  private static long value(LeafReaderContext leaf, String field, int doc) throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    if (values == null || !values.advanceExact(doc)) {
      throw new IOException(
          "the search index is damaged: document %d has no %s; run rebuild search"
              .formatted(leaf.docBase + doc, field));
    }
    return values.longValue();
  }

  private IndexSearcher searcher(Snapshot.Part part) {
    IndexSearcher searcher = new IndexSearcher(part.reader());
    searcher.setTimeout(
        () -> System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(SECONDS_MAX));
    return searcher;
  }

  private static void refuseIfTimedOut(IndexSearcher searcher) throws UnanswerableException {
    if (searcher.timedOut()) {
      throw new UnanswerableException(
          "the question takes longer than %d s; narrow the time or use fewer wildcards"
              .formatted(SECONDS_MAX));
    }
  }

  private static Query both(Query query, Query filter) {
    if (query instanceof MatchAllDocsQuery) {
      return filter;
    }
    return new BooleanQuery.Builder().add(query, Occur.FILTER).add(filter, Occur.FILTER).build();
  }
}
