package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Interval;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Events by time. Segments are sorted by it, so that a stretch of time is a run of documents,
/// whose ends are found by halving.
final class TimeBuckets {
  /// Where the interval is chosen.
  static final int BUCKETS_WANTED_MAX = 100;

  /// Where it is given.
  static final int BUCKETS_MAX = 2_000;

  private TimeBuckets() {}

  /// From the first event to the last; ms since 1970.
  record Span(long first, long last) {
    Interval interval() {
      for (Interval interval : Interval.values()) {
        if (interval.count(first, last, BUCKETS_WANTED_MAX) <= BUCKETS_WANTED_MAX) {
          return interval;
        }
      }
      return Interval.YEAR;
    }
  }

  /// Empty where no event has a time that makes sense.
  static Optional<Span> span(List<Segment> segments) throws IOException {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Segment segment : dated(segments)) {
      Docs docs = segment.docs();
      last = Math.max(last, TimeOrder.value(segment.leaf(), Fields.TIME, docs.first()));
      first = Math.min(first, TimeOrder.value(segment.leaf(), Fields.TIME, docs.last()));
    }
    return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(new Span(first, last));
  }

  static List<Segment> dated(List<Segment> segments) {
    return segments.stream()
        .filter(segment -> segment.part().partition().isDated() && segment.docs().count() > 0)
        .toList();
  }

  static long undated(List<Segment> segments) {
    return segments.stream()
        .filter(segment -> !segment.part().partition().isDated())
        .mapToLong(segment -> segment.docs().count())
        .sum();
  }

  /// A stretch of time and what matches in it.
  record Bucket(Instant start, List<Segment> segments) {}

  static List<Bucket> buckets(List<Segment> segments, Span span, Interval interval, Budget budget)
      throws IOException {
    int count = interval.count(span.first(), span.last(), BUCKETS_MAX);
    if (count > BUCKETS_MAX) {
      throw new Budget.SpentException(
          "a histogram by %s from %s to %s has more than %,d buckets; narrow the time, or let the"
                  .formatted(
                      interval.word(),
                      Instant.ofEpochMilli(span.first()),
                      Instant.ofEpochMilli(span.last()),
                      BUCKETS_MAX)
              + " interval be chosen: histogram(eventTime,auto)");
    }
    List<Segment> dated = dated(segments);
    // Where the bucket before began; what is newer comes first in a segment.
    int[] ends = new int[dated.size()];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = EventsQuery.count(dated.get(i).leaf().reader());
    }
    List<Bucket> buckets = new ArrayList<>();
    long start = interval.floor(span.first());
    for (int n = 0; n < count; n++) {
      long next = interval.next(start);
      budget.check();
      List<Segment> here = new ArrayList<>();
      for (int i = 0; i < ends.length; i++) {
        Segment segment = dated.get(i);
        if (ends[i] > segment.docs().first()) {
          int from = TimeOrder.firstAtOrBefore(segment.leaf(), next - 1, ends[i]);
          Docs docs = segment.docs().between(from, ends[i]);
          ends[i] = from;
          if (docs.count() > 0) {
            here.add(segment.with(docs));
          }
        }
      }
      buckets.add(new Bucket(Instant.ofEpochMilli(start), here));
      start = next;
    }
    return buckets;
  }
}
