package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What was counted over all events that match, or over those of one bucket.
public sealed interface Aggregated {
  Aggregation asked();

  /// The most frequent values.
  ///
  /// @param buckets the most frequent first, of equally frequent ones by code point
  /// @param other how often all other values occur. An event with several values of the field
  ///   counts for each of them
  /// @param missing events without a value
  /// @param folded whether values are in lower case, as they are of fields without a column
  record Terms(
      Aggregation.Terms asked, List<Bucket> buckets, long other, long missing, boolean folded)
      implements Aggregated {
    public Terms {
      buckets = List.copyOf(buckets);
    }
  }

  /// A value and the events that have it.
  ///
  /// @param value of a very long one its beginning and the SHA-256 of all of it
  record Bucket(String value, long count, List<Aggregated> inEach) {
    public Bucket {
      inEach = List.copyOf(inEach);
    }
  }

  /// Events by time.
  ///
  /// @param interval the one asked for, or chosen
  /// @param buckets from the one with the first event to the one with the last, none left out
  /// @param missing events without a time that makes sense
  record Histogram(
      Aggregation.Histogram asked, Interval interval, List<TimeBucket> buckets, long missing)
      implements Aggregated {
    public Histogram {
      buckets = List.copyOf(buckets);
    }
  }

  /// @param start the first moment of it
  record TimeBucket(Instant start, long count, List<Aggregated> inEach) {
    public TimeBucket {
      inEach = List.copyOf(inEach);
    }
  }

  /// How many different values there are, as written where the field has a column, else case aside.
  ///
  /// @param isExact otherwise an estimate (HyperLogLog) with a standard error of 0.8 %
  /// @param missing events without a value
  record Cardinality(Aggregation.Cardinality asked, long count, boolean isExact, long missing)
      implements Aggregated {}

  /// Both empty where no event has a time that makes sense.
  record Seen(Aggregation.Seen asked, Optional<Instant> first, Optional<Instant> last)
      implements Aggregated {}

  /// Newest first. Fewer than asked for also where the record of one cannot be read.
  record Newest(Aggregation.Newest asked, List<Example> events) implements Aggregated {
    public Newest {
      events = List.copyOf(events);
    }
  }

  record Example(EventId id, EventHit.Summary summary) {}
}
