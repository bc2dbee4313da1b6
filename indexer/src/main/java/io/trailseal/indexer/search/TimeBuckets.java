package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Interval;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.NumericDocValues;

/// Events by time. Segments are sorted by it, so that a stretch of time is a run of documents,
/// whose ends are found by halving.
final class TimeBuckets {
  /// Where the interval is chosen.
  static final int BUCKETS_WANTED_MAX = 100;

  /// Where it is given.
  static final int BUCKETS_MAX = 10_000;

  /// Finding a bound by halving costs as much as reading so many times one after another.
  private static final int READ_ON_MAX = 1_000;

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

  /// The first moments of all buckets in ms, and of the one after the last.
  static long[] starts(Span span, Interval interval) {
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
    long[] starts = new long[count + 1];
    starts[0] = interval.floor(span.first());
    for (int i = 1; i <= count; i++) {
      starts[i] = interval.next(starts[i - 1]);
    }
    return starts;
  }

  /// One segment, divided.
  static final class Divided {
    private final Segment segment;

    /// Of each start the first document before it in time, which comes later in the segment.
    private final int[] bounds;

    private Divided(Segment segment, int[] bounds) {
      this.segment = segment;
      this.bounds = bounds;
    }

    static Divided of(Segment segment, long[] starts) throws IOException {
      Docs docs = segment.docs();
      int[] bounds = new int[starts.length];
      int end = docs.last() + 1;
      if (end - docs.first() < (long) READ_ON_MAX * starts.length) {
        NumericDocValues times = TimeOrder.numbers(segment.leaf(), Fields.TIME);
        int i = starts.length - 1;
        for (int doc = docs.first(); doc < end && i >= 0; doc++) {
          long time = TimeOrder.value(times, segment.leaf(), Fields.TIME, doc);
          while (i >= 0 && time < starts[i]) {
            bounds[i--] = doc;
          }
        }
        Arrays.fill(bounds, 0, i + 1, end);
      } else {
        for (int i = 0; i < starts.length; i++) {
          end = TimeOrder.firstAtOrBefore(segment.leaf(), starts[i] - 1, end);
          bounds[i] = end;
        }
      }
      return new Divided(segment, bounds);
    }
  }

  static List<Bucket> buckets(List<Divided> segments, long[] starts) {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < starts.length - 1; i++) {
      List<Segment> here = new ArrayList<>();
      for (Divided divided : segments) {
        int from = divided.bounds[i + 1];
        int to = divided.bounds[i];
        Docs docs = from < to ? divided.segment.docs().between(from, to) : Docs.range(0, 0);
        if (docs.count() > 0) {
          here.add(divided.segment.with(docs));
        }
      }
      buckets.add(new Bucket(Instant.ofEpochMilli(starts[i]), here));
    }
    return buckets;
  }
}
