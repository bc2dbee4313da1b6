package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Interval;
import io.trailseal.indexer.search.TopValues.Counted;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.util.BytesRef;

/// Counts over what matches, which was found once: column by column, several segments at a time.
/// For one question.
final class Aggregator {
  /// Buckets whose events are gathered in one go through a column, for what is counted in each: an
  /// eighth of a byte for each event and bucket.
  private static final int BUCKETS_AT_ONCE = 8;

  private static final int DOCS_BETWEEN_CHECKS = 1 << 17;

  private final Budget budget;
  private final TaskExecutor tasks;
  private final int threads;
  private final ValueHashes hashes;
  private final Examples examples;

  /// @param threads that `tasks` can use at a time
  Aggregator(
      Budget budget, TaskExecutor tasks, int threads, ValueHashes hashes, Examples examples) {
    this.hashes = hashes;
    this.budget = budget;
    this.tasks = tasks;
    this.threads = threads;
    this.examples = examples;
  }

  /// Reads events to be shown.
  interface Examples {
    List<Aggregated.Example> read(List<Pointer> pointers) throws IOException;
  }

  List<Aggregated> over(List<Segment> segments, List<Aggregation> asked) throws IOException {
    List<Aggregated> counted = new ArrayList<>();
    for (Aggregation one : asked) {
      budget.check();
      counted.add(
          switch (one) {
            case Aggregation.Terms terms -> terms(segments, terms);
            case Aggregation.Histogram histogram -> histogram(segments, histogram);
            case Aggregation.Cardinality cardinality -> cardinality(segments, cardinality);
            case Aggregation.Seen seen -> seen(segments, seen);
            case Aggregation.Newest newest -> newest(segments, newest);
          });
    }
    return counted;
  }

  private interface OfSegment<T> {
    T of(Segment segment) throws IOException;
  }

  /// The largest segments first, so that no thread is left alone with one at the end.
  private <T> List<T> each(List<Segment> segments, OfSegment<T> work) throws IOException {
    List<Callable<T>> calls =
        segments.stream()
            .filter(segment -> segment.docs().count() > 0)
            .sorted(Comparator.comparingInt((Segment segment) -> -segment.docs().count()))
            .map(segment -> (Callable<T>) () -> work.of(segment))
            .toList();
    return tasks.invokeAll(calls);
  }

  // ------------------------------------------------------------ values

  private Aggregated.Terms terms(List<Segment> segments, Aggregation.Terms asked)
      throws IOException {
    Optional<FirstClass> field = FirstClass.at(asked.path());
    List<Counted> top;
    long values;
    long withValue;
    if (field.isPresent()) {
      List<ColumnCounts> parts =
          each(segments, segment -> ColumnCounts.of(segment, field.get(), budget));
      top = new TopValues(budget, tasks, threads).top(parts, asked.size());
      values = parts.stream().mapToLong(ColumnCounts::values).sum();
      withValue = parts.stream().mapToLong(ColumnCounts::docsWithValue).sum();
      parts.forEach(part -> part.release(budget));
    } else {
      LeafValues leaf = new LeafValues(asked.path(), budget);
      AtomicInteger most = new AtomicInteger(LeafValues.VALUES_MAX);
      List<Counted> all = LeafValues.sum(each(segments, segment -> leaf.counts(segment, most)));
      top = TopValues.first(all, asked.size());
      values = all.stream().mapToLong(Counted::count).sum();
      withValue = withValue(segments, leaf);
    }
    List<List<Aggregated>> inEach = inEach(segments, asked, field, top);
    List<Aggregated.Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < top.size(); i++) {
      Counted one = top.get(i);
      values -= one.count();
      buckets.add(new Aggregated.Bucket(one.value().utf8ToString(), one.count(), inEach.get(i)));
    }
    long missing = Segment.count(segments) - withValue;
    return new Aggregated.Terms(asked, buckets, values, missing, field.isEmpty());
  }

  private long withValue(List<Segment> segments, LeafValues leaf) throws IOException {
    return each(
            segments,
            segment -> {
              Docs existing = leaf.existing(segment);
              return existing.countCommon(segment.docs());
            })
        .stream()
        .mapToLong(Integer::longValue)
        .sum();
  }

  private List<List<Aggregated>> inEach(
      List<Segment> segments,
      Aggregation.Terms asked,
      Optional<FirstClass> field,
      List<Counted> top)
      throws IOException {
    List<List<Aggregated>> inEach = new ArrayList<>();
    if (asked.inEach().isEmpty()) {
      top.forEach(_ -> inEach.add(List.of()));
      return inEach;
    }
    for (int from = 0; from < top.size(); from += BUCKETS_AT_ONCE) {
      List<BytesRef> values =
          top.subList(from, Math.min(top.size(), from + BUCKETS_AT_ONCE)).stream()
              .map(Counted::value)
              .toList();
      List<List<Segment>> bySegment =
          each(
              segments,
              segment ->
                  field.isPresent()
                      ? split(segment, field.get(), values)
                      : split(segment, new LeafValues(asked.path(), budget), values));
      for (int i = 0; i < values.size(); i++) {
        int bucket = i;
        List<Segment> here = bySegment.stream().map(buckets -> buckets.get(bucket)).toList();
        inEach.add(over(here, asked.inEach()));
      }
      bySegment.forEach(buckets -> buckets.forEach(one -> one.docs().release(budget)));
    }
    return inEach;
  }

  private static List<Segment> split(Segment segment, LeafValues leaf, List<BytesRef> values)
      throws IOException {
    List<Segment> buckets = new ArrayList<>();
    for (BytesRef value : values) {
      buckets.add(segment.with(leaf.with(segment, value)));
    }
    return buckets;
  }

  /// The documents with each of these values.
  private List<Segment> split(Segment segment, FirstClass field, List<BytesRef> values)
      throws IOException {
    SortedSetDocValues column = ColumnCounts.column(segment, field);
    int maxDoc = segment.leaf().reader().maxDoc();
    Map<Integer, Docs.Builder> byOrd = new HashMap<>();
    List<Docs.Builder> builders = new ArrayList<>();
    for (BytesRef value : values) {
      Docs.Builder builder = new Docs.Builder(maxDoc, budget);
      builders.add(builder);
      long ord = column.lookupTerm(value);
      if (ord >= 0) {
        byOrd.put((int) ord, builder);
      }
    }
    int[] ords = byOrd.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    Docs.Builder[] ofOrd = new Docs.Builder[ords.length];
    for (int i = 0; i < ords.length; i++) {
      ofOrd[i] = Objects.requireNonNull(byOrd.get(ords[i]));
    }
    if (ords.length == 0) {
      return builders.stream().map(builder -> segment.with(builder.build())).toList();
    }
    SortedDocValues single = DocValues.unwrapSingleton(column);
    Docs docs = segment.docs();
    int seen = 0;
    if (single != null && docs.isRange() && docs.count() > 0) {
      int last = docs.last();
      for (int doc = single.advance(docs.first()); doc <= last; doc = single.nextDoc()) {
        if (++seen % DOCS_BETWEEN_CHECKS == 0) {
          budget.check();
        }
        add(doc, single.ordValue(), ords, ofOrd);
      }
      return builders.stream().map(builder -> segment.with(builder.build())).toList();
    }
    for (int doc = docs.next(0); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.next(doc + 1)) {
      if (++seen % DOCS_BETWEEN_CHECKS == 0) {
        budget.check();
      }
      if (single != null) {
        if (single.advanceExact(doc)) {
          add(doc, single.ordValue(), ords, ofOrd);
        }
      } else if (column.advanceExact(doc)) {
        for (int i = column.docValueCount(); i > 0; i--) {
          add(doc, (int) column.nextOrd(), ords, ofOrd);
        }
      }
    }
    return builders.stream().map(builder -> segment.with(builder.build())).toList();
  }

  private static void add(int doc, int ord, int[] ords, Docs.Builder[] ofOrd) {
    for (int i = 0; i < ords.length; i++) {
      if (ords[i] == ord) {
        ofOrd[i].collect(doc);
      }
    }
  }

  private Aggregated.Cardinality cardinality(List<Segment> segments, Aggregation.Cardinality asked)
      throws IOException {
    Optional<FirstClass> field = FirstClass.at(asked.path());
    long all = Segment.count(segments);
    if (field.isEmpty()) {
      LeafValues leaf = new LeafValues(asked.path(), budget);
      Distinct distinct = new Distinct(true);
      each(
              segments,
              segment -> {
                Distinct here = new Distinct(true);
                leaf.forEach(segment, (value, _) -> here.add(value));
                return here;
              })
          .forEach(distinct::addAll);
      return new Aggregated.Cardinality(
          asked, distinct.count(), distinct.isExact(), all - withValue(segments, leaf));
    }
    List<ColumnCounts> parts =
        each(segments, segment -> ColumnCounts.of(segment, field.get(), budget));
    long missing = all - parts.stream().mapToLong(ColumnCounts::docsWithValue).sum();
    List<ColumnCounts> some = parts.stream().filter(part -> part.distinct() > 0).toList();
    if (some.size() <= 1) {
      parts.forEach(part -> part.release(budget));
      long count = some.isEmpty() ? 0 : some.getFirst().distinct();
      return new Aggregated.Cardinality(asked, count, true, missing);
    }
    boolean few =
        some.stream().mapToInt(ColumnCounts::distinct).max().orElse(0) <= Distinct.EXACT_MAX;
    Distinct distinct = new Distinct(few);
    List<Callable<Distinct>> calls =
        some.stream().map(part -> (Callable<Distinct>) () -> distinct(part, few)).toList();
    tasks.invokeAll(calls).forEach(distinct::addAll);
    parts.forEach(part -> part.release(budget));
    return new Aggregated.Cardinality(asked, distinct.count(), distinct.isExact(), missing);
  }

  private Distinct distinct(ColumnCounts part, boolean few) throws IOException {
    Distinct distinct = new Distinct(few);
    if (!few && part.distinct() >= part.valueCount() / 2 && hashes.fits(part)) {
      long[] all = hashes.of(part, budget);
      part.forEach(0, Integer.MAX_VALUE, (ord, _) -> distinct.add(all[ord]));
      return distinct;
    }
    TopValues.Values values = new TopValues.Values(part, 0, Integer.MAX_VALUE);
    int seen = 0;
    while (values.advance()) {
      distinct.add(values.value());
      if (++seen % (1 << 14) == 0) {
        budget.check();
      }
    }
    return distinct;
  }

  // ------------------------------------------------------------ time

  private Aggregated.Histogram histogram(List<Segment> segments, Aggregation.Histogram asked)
      throws IOException {
    Optional<TimeBuckets.Span> span = TimeBuckets.span(segments);
    long missing = TimeBuckets.undated(segments);
    if (span.isEmpty()) {
      Interval any = asked.interval().orElse(Interval.DAY);
      return new Aggregated.Histogram(asked, any, List.of(), missing);
    }
    Interval interval = asked.interval().orElseGet(span.get()::interval);
    long[] starts = TimeBuckets.starts(span.get(), interval);
    List<TimeBuckets.Divided> divided =
        each(TimeBuckets.dated(segments), segment -> TimeBuckets.Divided.of(segment, starts));
    List<TimeBuckets.Bucket> found = TimeBuckets.buckets(divided, starts);
    if (!asked.inEach().isEmpty() && found.size() > Aggregation.BUCKETS_WITH_MORE_MAX) {
      throw new Budget.SpentException(
          "more can be counted in each of %d buckets, and a histogram by %s has %,d; narrow the time"
                  .formatted(Aggregation.BUCKETS_WITH_MORE_MAX, interval.word(), found.size())
              + " or choose a longer interval");
    }
    List<Aggregated.TimeBucket> buckets = new ArrayList<>();
    for (TimeBuckets.Bucket bucket : found) {
      buckets.add(
          new Aggregated.TimeBucket(
              bucket.start(),
              Segment.count(bucket.segments()),
              over(bucket.segments(), asked.inEach())));
    }
    return new Aggregated.Histogram(asked, interval, buckets, missing);
  }

  private static Aggregated.Seen seen(List<Segment> segments, Aggregation.Seen asked)
      throws IOException {
    Optional<TimeBuckets.Span> span = TimeBuckets.span(segments);
    return new Aggregated.Seen(
        asked,
        span.map(found -> Instant.ofEpochMilli(found.first())),
        span.map(found -> Instant.ofEpochMilli(found.last())));
  }

  private Aggregated.Newest newest(List<Segment> segments, Aggregation.Newest asked)
      throws IOException {
    List<Pointer> newest = new ArrayList<>();
    for (Segment segment : segments) {
      Pointer.Reader reader = new Pointer.Reader(segment.leaf());
      for (int doc : segment.docs().firstFrom(0, asked.size())) {
        newest.add(reader.read(doc));
      }
    }
    newest.sort(TimePage.NEWEST_FIRST);
    return new Aggregated.Newest(
        asked, examples.read(newest.subList(0, Math.min(newest.size(), asked.size()))));
  }
}
