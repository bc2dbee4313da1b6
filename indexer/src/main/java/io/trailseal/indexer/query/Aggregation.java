package io.trailseal.indexer.query;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is counted over the events that match, free of any engine. Immutable. [AggregationParser]
/// says how it is written.
public sealed interface Aggregation {
  /// Values that a list of them can have.
  int TERMS_MAX = 1_000;

  /// Buckets in each of which something else is counted, or newest events given.
  int BUCKETS_WITH_MORE_MAX = 100;

  /// Events of one bucket.
  int NEWEST_MAX = 10;

  int TERMS_STANDARD = 10;
  int NEWEST_STANDARD = 3;

  /// As text that [AggregationParser] reads back to the same.
  String print();

  /// The most frequent values of a field.
  ///
  /// @param size values at most
  /// @param inEach what is counted in the events of each; none of these has anything in it
  record Terms(String path, int size, List<Aggregation> inEach) implements Aggregation {
    public Terms {
      inEach = flat(inEach);
      if (size < 1 || size > (inEach.isEmpty() ? TERMS_MAX : BUCKETS_WITH_MORE_MAX)) {
        throw new IllegalArgumentException("terms has an impossible size: " + size);
      }
    }

    @Override
    public String print() {
      return "terms(%s,%d%s)".formatted(escaped(path), size, within(inEach));
    }
  }

  /// How many events there are in each stretch of time.
  ///
  /// @param interval empty where whoever answers is to choose
  record Histogram(Optional<Interval> interval, List<Aggregation> inEach) implements Aggregation {
    public Histogram {
      inEach = flat(inEach);
    }

    @Override
    public String print() {
      return "histogram(eventTime,%s%s)"
          .formatted(interval.map(Interval::word).orElse("auto"), within(inEach));
    }
  }

  /// How many different values a field has.
  record Cardinality(String path) implements Aggregation {
    @Override
    public String print() {
      return "cardinality(%s)".formatted(escaped(path));
    }
  }

  /// When the first and the last of the events happened.
  record Seen() implements Aggregation {
    @Override
    public String print() {
      return "seen()";
    }
  }

  /// The newest of the events; only within buckets, since a search gives its own hits.
  record Newest(int size) implements Aggregation {
    public Newest {
      if (size < 1 || size > NEWEST_MAX) {
        throw new IllegalArgumentException("newest has an impossible size: " + size);
      }
    }

    @Override
    public String print() {
      return "newest(%d)".formatted(size);
    }
  }

  private static List<Aggregation> flat(List<Aggregation> inEach) {
    for (Aggregation inner : inEach) {
      boolean deep =
          switch (inner) {
            case Terms terms -> !terms.inEach.isEmpty();
            case Histogram histogram -> !histogram.inEach.isEmpty();
            case Cardinality _, Seen _, Newest _ -> false;
          };
      if (deep) {
        throw new IllegalArgumentException("aggregations nest one level deep");
      }
    }
    return List.copyOf(inEach);
  }

  private static String within(List<Aggregation> inEach) {
    return inEach.stream().map(inner -> "," + inner.print()).collect(Collectors.joining());
  }

  private static String escaped(String path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if ("\\,()".indexOf(c) >= 0 || Character.isWhitespace(c)) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
