package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.Weight;

/// Finds the hits of one page and counts all, month by month.
///
/// Threads: one question at a time; `executor` takes part where all that matches is gone through.
final class Pages {
  private final Snapshot snapshot;
  private final Budget budget;
  private final Executor executor;

  Pages(Snapshot snapshot, Budget budget, Executor executor) {
    this.snapshot = snapshot;
    this.budget = budget;
    this.executor = executor;
  }

  /// What a page is to hold.
  record Wanted(int limit, Order order, Optional<Cursor> after, TotalWanted total) {}

  /// @param hits at most as many as wanted
  /// @param more whether there are hits after these
  record Page(List<Pointer> hits, boolean more, Total total) {
    static Page of(List<Pointer> hits, int limit, Total total) {
      boolean more = hits.size() > limit;
      return new Page(List.copyOf(more ? hits.subList(0, limit) : hits), more, total);
    }
  }

  /// The question as it is put to one month.
  record Asked(Snapshot.Part part, IndexSearcher searcher, Query query) {
    Weight weight() throws IOException {
      return searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    }
  }

  /// The months that can hold what is asked for, newest first.
  List<Asked> ask(Query asks, Window window) {
    Query query = snapshot.visible(asks);
    List<Asked> asked = new ArrayList<>();
    for (Snapshot.Part part : snapshot.parts()) {
      if (window.touches(part.partition())) {
        Query here =
            window.covers(part.partition())
                ? query
                : both(query, Ranges.time(window.from(), window.to() - 1));
        IndexSearcher searcher = new IndexSearcher(part.reader(), executor);
        searcher.setTimeout(budget);
        asked.add(new Asked(part, searcher, here));
      }
    }
    return asked;
  }

  Page find(List<Asked> months, Wanted wanted) throws IOException, UnanswerableException {
    if (!wanted.order().isByTime()) {
      return byField(months, wanted);
    }
    TimePage page = new TimePage(wanted, budget);
    List<Weighed> weighed = new ArrayList<>();
    for (Asked month : wanted.order().inOrder(months)) {
      weighed.add(new Weighed(month.part(), month.weight()));
    }
    Map<LeafReaderContext, TimePage.Gathered> gathered =
        wanted.total().isExact() ? gather(weighed, page) : Map.of();
    for (Weighed month : weighed) {
      page.beginMonth(month.part().partition());
      for (LeafReaderContext leaf : month.part().reader().leaves()) {
        TimePage.Gathered here = gathered.get(leaf);
        if (here == null) {
          page.add(month.weight(), leaf);
        } else {
          page.add(here, leaf);
        }
      }
      page.endMonth();
    }
    return page.page();
  }

  private record Weighed(Snapshot.Part part, Weight weight) {}

  /// Those segments that have to be gone through whole, because it is not known without how many
  /// events match: several at a time.
  private Map<LeafReaderContext, TimePage.Gathered> gather(List<Weighed> months, TimePage page)
      throws IOException {
    List<LeafReaderContext> leaves = new ArrayList<>();
    List<Callable<TimePage.Gathered>> calls = new ArrayList<>();
    for (Weighed month : months) {
      for (LeafReaderContext leaf : month.part().reader().leaves()) {
        if (month.weight().count(leaf) < 0) {
          leaves.add(leaf);
          calls.add(() -> page.gather(month.weight(), leaf, month.part().partition()));
        }
      }
    }
    List<TimePage.Gathered> found = new TaskExecutor(executor).invokeAll(calls);
    Map<LeafReaderContext, TimePage.Gathered> gathered = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      gathered.put(leaves.get(i), found.get(i));
    }
    return gathered;
  }

  /// Every month may hold the first; going through all that matches, counting costs nothing.
  private Page byField(List<Asked> months, Wanted wanted)
      throws IOException, UnanswerableException {
    Order order = wanted.order();
    FieldDoc start = wanted.after().isPresent() ? order.start(wanted.after().get()) : null;
    List<TopFieldDocs> found = new ArrayList<>();
    long total = 0;
    for (Asked month : months) {
      int numHits = Math.clamp(month.part().reader().maxDoc(), 1, wanted.limit() + 1);
      TopFieldDocs here =
          month
              .searcher()
              .search(
                  month.query(),
                  new TopFieldCollectorManager(order.sort(), numHits, start, Integer.MAX_VALUE));
      if (month.searcher().timedOut()) {
        throw budget.spentTime();
      }
      total += here.totalHits.value();
      for (ScoreDoc hit : here.scoreDocs) {
        hit.shardIndex = found.size();
      }
      found.add(here);
    }
    TopDocs merged =
        TopDocs.merge(order.sort(), wanted.limit() + 1, found.toArray(TopFieldDocs[]::new));
    List<Pointer> hits = new ArrayList<>();
    for (ScoreDoc hit : merged.scoreDocs) {
      hits.add(
          Pointer.of(months.get(hit.shardIndex).part(), hit.doc, order.cursor((FieldDoc) hit)));
    }
    return Page.of(hits, wanted.limit(), new Total(total, true));
  }

  /// The ids of all that match, newest first, at most `countMax`.
  List<EventId> ids(Query query, int countMax) throws IOException, UnanswerableException {
    Wanted wanted =
        new Wanted(
            countMax,
            new Order(SortOrder.NEWEST_FIRST),
            Optional.empty(),
            new TotalWanted(countMax));
    return find(ask(query, Window.EVERYTHING), wanted).hits().stream()
        .map(hit -> LuceneSearch.eventId(hit.id()))
        .toList();
  }

  private static Query both(Query query, Query filter) {
    if (query instanceof EventsQuery) {
      return filter;
    }
    return new BooleanQuery.Builder().add(query, Occur.FILTER).add(filter, Occur.FILTER).build();
  }
}
