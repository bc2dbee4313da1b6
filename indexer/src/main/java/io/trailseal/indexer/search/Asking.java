package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.search.Weight;

/// Finds what questions ask for, hits and counts together.
///
/// Where something is counted by value or time, what matches is found once for each segment, and
/// hits, total and counts are all read from that.
///
/// Threads: any.
final class Asking {
  private static final int HELPERS_MAX = 7;

  /// Each of these may take [Budget#BYTES_MAX], and uses all processors anyway.
  private static final int COUNTING_MAX = 2;

  private static final int WAIT_MILLIS = 50;

  /// Paths that differ in every event and are kept where they cannot be counted by value.
  private static final List<String> EACH_DIFFERENT = List.of(Fields.EVENT_ID, Fields.REQUEST_ID);

  private static final int SHOWN_CHARS_MAX = 80;

  /// Take part in the questions that go through very many events; whoever asks does so as well.
  private final ExecutorService helpers;

  private final int threads;
  private final Semaphore counting = new Semaphore(COUNTING_MAX, true);

  private final ValueHashes hashes = new ValueHashes(ValueHashes.BYTES_MAX);

  Asking() {
    threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, HELPERS_MAX + 1);
    helpers =
        Executors.newFixedThreadPool(
            threads - 1, Thread.ofPlatform().daemon().name("search-", 0).factory());
  }

  void close() {
    helpers.shutdown();
  }

  record Found(Pages.Page page, List<Aggregated> aggregated) {}

  Pages pages(Snapshot snapshot, Budget budget) {
    return new Pages(snapshot, budget, helpers);
  }

  /// @param query what is asked, as Lucene has it
  Found find(
      Snapshot snapshot,
      Budget budget,
      Query query,
      SearchRequest request,
      Optional<Cursor> after,
      Aggregator.Examples examples)
      throws IOException, UnanswerableException {
    budget.check();
    refuseUncountable(request.aggregations());
    Pages pages = pages(snapshot, budget);
    List<Pages.Asked> months = pages.ask(query, Window.of(request.from(), request.to()));
    Order order = new Order(request.sort());
    Pages.Wanted wanted = new Pages.Wanted(request.limit(), order, after, request.total());
    if (request.aggregations().isEmpty()) {
      return new Found(pages.find(months, wanted), List.of());
    }
    takeTurn(budget);
    try {
      TaskExecutor tasks = new TaskExecutor(helpers);
      List<Segment> segments = matching(order.inOrder(months), tasks, budget);
      Pages.Page page =
          order.isByTime()
              ? TimePage.of(segments, wanted, budget)
              : pages.find(limitedTo(months, segments), wanted);
      Aggregator aggregator = new Aggregator(budget, tasks, threads, hashes, examples);
      return new Found(page, aggregator.over(segments, request.aggregations()));
    } finally {
      counting.release();
    }
  }

  private void takeTurn(Budget budget) throws IOException {
    try {
      while (!counting.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        budget.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the search was interrupted", e);
    }
  }

  private static List<Segment> matching(List<Pages.Asked> months, TaskExecutor tasks, Budget budget)
      throws IOException {
    List<Callable<Segment>> calls = new ArrayList<>();
    for (Pages.Asked month : months) {
      Weight weight = month.weight();
      for (LeafReaderContext leaf : month.part().reader().leaves()) {
        calls.add(() -> new Segment(month.part(), leaf, Docs.matching(weight, leaf, budget)));
      }
    }
    return tasks.invokeAll(calls);
  }

  private static List<Pages.Asked> limitedTo(List<Pages.Asked> months, List<Segment> segments) {
    Map<LeafReaderContext, Docs> found = new HashMap<>();
    segments.forEach(segment -> found.put(segment.leaf(), segment.docs()));
    Query query = new FoundQuery(found);
    return months.stream()
        .map(month -> new Pages.Asked(month.part(), month.searcher(), query))
        .toList();
  }

  private static void refuseUncountable(List<Aggregation> aggregations)
      throws UnanswerableException {
    for (Aggregation one : aggregations) {
      switch (one) {
        case Aggregation.Terms terms -> {
          refuseUncountable(terms.path());
          refuseUncountable(terms.inEach());
        }
        case Aggregation.Histogram histogram -> refuseUncountable(histogram.inEach());
        case Aggregation.Cardinality cardinality -> refuseUncountable(cardinality.path());
        case Aggregation.Seen _, Aggregation.Newest _ -> {
          // Nothing to count by.
        }
      }
    }
  }

  private static void refuseUncountable(String path) throws UnanswerableException {
    String folded = FoldedBytes.fold(path);
    String shown = S3Name.excerpt(path, SHOWN_CHARS_MAX);
    if (EACH_DIFFERENT.contains(folded)) {
      throw new UnanswerableException(
          "%s differs in every event; the total says how many there are".formatted(shown));
    }
    String instead =
        switch (folded) {
          case Fields.EVENT_TIME -> "histogram(eventTime,auto) or seen()";
          case "who" -> "one of its fields, for example userIdentity.arn";
          case "size" -> "sort=size:desc for the largest";
          case "proof" -> "proof:altered and so on in the query";
          case "conflicting" -> "conflicting:true in the query";
          default -> "";
        };
    if (!instead.isEmpty()) {
      throw new UnanswerableException(
          "the values of %s are not counted; use %s".formatted(shown, instead));
    }
  }
}
