package io.trailseal.indexer.query;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/// Lengths of time that a histogram is divided into, from the shortest. All begin at full ones of
/// their kind in UTC, so that two histograms have the same buckets.
public enum Interval {
  SECOND("1s", 1_000),
  SECONDS_10("10s", 10_000),
  MINUTE("1m", 60_000),
  MINUTES_5("5m", 300_000),
  MINUTES_15("15m", 900_000),
  HOUR("1h", 3_600_000),
  HOURS_6("6h", 21_600_000),
  DAY("1d", 86_400_000),
  MONTH("1M", 0),
  YEAR("1y", 0);

  private final String word;

  /// 0 where it is not always the same.
  private final long millis;

  Interval(String word, long millis) {
    this.word = word;
    this.millis = millis;
  }

  /// Case counts: `1m` is a minute and `1M` a month.
  static Optional<Interval> of(String word) {
    return Arrays.stream(values()).filter(interval -> interval.word.equals(word)).findFirst();
  }

  /// As one writes it: `15m`.
  public String word() {
    return word;
  }

  /// The beginning of the interval that this time lies in; both in ms since 1970.
  public long floor(long time) {
    if (millis > 0) {
      return Math.floorDiv(time, millis) * millis;
    }
    ZonedDateTime day =
        Instant.ofEpochMilli(time).atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
    return (this == YEAR ? day.withDayOfYear(1) : day.withDayOfMonth(1)).toInstant().toEpochMilli();
  }

  /// The beginning of the interval after the one that begins at `start`.
  public long next(long start) {
    if (millis > 0) {
      return start + millis;
    }
    ZonedDateTime day = Instant.ofEpochMilli(start).atZone(ZoneOffset.UTC);
    return (this == YEAR ? day.plusYears(1) : day.plusMonths(1)).toInstant().toEpochMilli();
  }

  /// How many there are from the one that `first` lies in to the one of `last`; at most one more
  /// than `countMax`.
  public int count(long first, long last, int countMax) {
    if (millis > 0) {
      long count = (floor(last) - floor(first)) / millis + 1;
      return (int) Math.min(count, countMax + 1L);
    }
    int count = 1;
    for (long at = next(floor(first)); at <= last && count <= countMax; at = next(at)) {
      count++;
    }
    return count;
  }
}
