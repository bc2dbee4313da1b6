package io.trailseal.indexer.search;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;

/// One index of the row: a month of event times, or the events without one.
///
/// @param number months since year 0, or -1 for the events without a time
record Partition(int number) implements Comparable<Partition> {
  static final Partition UNDATED = new Partition(-1);
  private static final String UNDATED_NAME = "undated";

  /// AWS began in 2006; what claims to be older has a broken clock.
  private static final long SENSIBLE_FROM = millis(YearMonth.of(2006, 1));

  private static final long SENSIBLE_TO = millis(YearMonth.of(2101, 1));
  private static final long DAY_MILLIS = 86_400_000;

  /// The time itself if an event can have happened then, else [Fields#NO_TIME].
  static long sensible(long time) {
    return time >= SENSIBLE_FROM && time < SENSIBLE_TO ? time : Fields.NO_TIME;
  }

  /// The number of this month.
  static int of(YearMonth month) {
    return month.getYear() * 12 + month.getMonthValue() - 1;
  }

  static Partition of(long time) {
    if (time == Fields.NO_TIME) {
      return UNDATED;
    }
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(time, DAY_MILLIS));
    return new Partition(day.getYear() * 12 + day.getMonthValue() - 1);
  }

  /// Reads a folder's name; empty where it is none of ours.
  static Optional<Partition> named(String folder) {
    if (folder.equals(UNDATED_NAME)) {
      return Optional.of(UNDATED);
    }
    try {
      YearMonth month = YearMonth.parse(folder);
      return Optional.of(new Partition(of(month)))
          .filter(partition -> partition.name().equals(folder));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  String name() {
    return isDated() ? month().toString() : UNDATED_NAME;
  }

  boolean isDated() {
    return number >= 0;
  }

  /// The first millisecond of the month.
  long start() {
    return millis(month());
  }

  /// One past its last.
  long end() {
    return millis(month().plusMonths(1));
  }

  YearMonth month() {
    return YearMonth.of(number / 12, number % 12 + 1);
  }

  private static long millis(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /// Newest first, those without a time last: the order of answers.
  @Override
  public int compareTo(Partition other) {
    return Integer.compare(other.number, number);
  }
}
