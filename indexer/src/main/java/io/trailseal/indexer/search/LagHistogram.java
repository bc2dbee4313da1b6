package io.trailseal.indexer.search;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/// Durations counted in buckets that are the same in every process, so that histograms can be added
/// up.
///
/// @param counts how many durations are at most the bound at the same place, and longer than the
///   one before; the last counts those longer than every bound
/// @param sumSeconds of all durations
public record LagHistogram(List<Long> counts, double sumSeconds) {
  /// Upper bounds of the buckets, in seconds, inclusive. From half a second, below which S3's own
  /// times say nothing, to the week after which nothing counts as new.
  public static final List<Double> BOUNDS_SECONDS =
      List.of(
          0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_800.0,
          3_600.0, 7_200.0, 21_600.0, 86_400.0, 604_800.0);

  public LagHistogram {
    counts = List.copyOf(counts);
    if (counts.size() != BOUNDS_SECONDS.size() + 1) {
      throw new IllegalArgumentException(
          "a histogram has %d buckets, this one has %d"
              .formatted(BOUNDS_SECONDS.size() + 1, counts.size()));
    }
  }

  /// One in which nothing was counted.
  public static LagHistogram empty() {
    return new LagHistogram(
        LongStream.range(0, BOUNDS_SECONDS.size() + 1).map(_ -> 0).boxed().toList(), 0);
  }

  /// How many durations were counted.
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /// The duration, in seconds, that this share of all durations does not exceed, estimated within
  /// its bucket by a straight line; of those longer than every bound, the last bound.
  ///
  /// @param share 0.5 for the median
  /// @return empty where nothing was counted
  public OptionalDouble quantileSeconds(double share) {
    long all = count();
    if (all == 0) {
      return OptionalDouble.empty();
    }
    double rank = Math.clamp(share, 0.0, 1.0) * all;
    long before = 0;
    for (int i = 0; i < BOUNDS_SECONDS.size(); i++) {
      long here = counts.get(i);
      if (here > 0 && before + here >= rank) {
        double from = i == 0 ? 0 : BOUNDS_SECONDS.get(i - 1);
        double within = (rank - before) / here;
        return OptionalDouble.of(from + (BOUNDS_SECONDS.get(i) - from) * within);
      }
      before += here;
    }
    return OptionalDouble.of(BOUNDS_SECONDS.getLast());
  }
}
