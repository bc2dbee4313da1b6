package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Interval;
import io.trailseal.indexer.search.OracleEvent.Leaf;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Counts events by value and by time, slowly. What comes out is written as text, so that two
/// answers are the same where their texts are.
final class OracleCounts {
  private static final int BUCKETS_WANTED_MAX = 100;

  private OracleCounts() {}

  // ------------------------------------------------------------ the oracle's

  static String count(Aggregation asked, List<OracleEvent> events) {
    return switch (asked) {
      case Aggregation.Terms terms -> terms(terms, events);
      case Aggregation.Histogram histogram -> histogram(histogram, events);
      case Aggregation.Cardinality(var path) -> {
        TreeSet<String> values = new TreeSet<>();
        events.forEach(event -> values.addAll(values(event, path)));
        yield "%d values, %d without".formatted(values.size(), without(events, path));
      }
      case Aggregation.Seen _ -> {
        List<Long> times = events.stream().flatMap(event -> event.time.stream()).sorted().toList();
        yield times.isEmpty()
            ? "never"
            : Instant.ofEpochMilli(times.getFirst())
                + " to "
                + Instant.ofEpochMilli(times.getLast());
      }
      case Aggregation.Newest(var size) ->
          events.stream()
              .sorted(Oracle.NEWEST_FIRST)
              .limit(size)
              .map(e -> e.id)
              .toList()
              .toString();
    };
  }

  private static String all(List<Aggregation> asked, List<OracleEvent> events) {
    return asked.stream().map(one -> count(one, events)).toList().toString();
  }

  /// Without a column, what is null or empty is taken for its text where it stands in an array
  /// beside a value.
  private static List<String> values(OracleEvent event, String path) {
    if (SortOrder.fields().stream().anyMatch(path::equalsIgnoreCase)) {
      return event.column(path);
    }
    List<Leaf> leaves =
        event.at(OracleText.foldPath(path)).stream().filter(leaf -> !leaf.keptOtherwise()).toList();
    boolean beside = leaves.stream().anyMatch(Leaf::exists);
    return leaves.stream()
        .filter(leaf -> leaf.exists() || (beside && !leaf.isText()))
        .map(Leaf::value)
        .distinct()
        .toList();
  }

  private static long without(List<OracleEvent> events, String path) {
    return events.stream().filter(event -> values(event, path).isEmpty()).count();
  }

  private static String terms(Aggregation.Terms asked, List<OracleEvent> events) {
    Map<String, List<OracleEvent>> byValue = new TreeMap<>(OracleText::compare);
    for (OracleEvent event : events) {
      for (String value : values(event, asked.path())) {
        byValue.computeIfAbsent(value, _ -> new ArrayList<>()).add(event);
      }
    }
    // Sorting is stable, so that what is equally frequent stays in the order of the values.
    List<Map.Entry<String, List<OracleEvent>>> frequent =
        byValue.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                    (Map.Entry<String, List<OracleEvent>> entry) -> -entry.getValue().size()))
            .toList();
    StringBuilder text = new StringBuilder();
    frequent.stream()
        .limit(asked.size())
        .forEach(
            entry ->
                text.append(
                    "%s: %d %s%n"
                        .formatted(
                            entry.getKey(),
                            entry.getValue().size(),
                            all(asked.inEach(), entry.getValue()))));
    long other = frequent.stream().skip(asked.size()).mapToLong(e -> e.getValue().size()).sum();
    return text + "other %d, without %d".formatted(other, without(events, asked.path()));
  }

  private static String histogram(Aggregation.Histogram asked, List<OracleEvent> events) {
    List<OracleEvent> dated = events.stream().filter(event -> event.time.isPresent()).toList();
    int undated = events.size() - dated.size();
    if (dated.isEmpty()) {
      return "without %d".formatted(undated);
    }
    long first = dated.stream().mapToLong(event -> event.time.orElseThrow()).min().orElseThrow();
    long last = dated.stream().mapToLong(event -> event.time.orElseThrow()).max().orElseThrow();
    Interval interval = Interval.YEAR;
    for (Interval each : List.of(Interval.values()).reversed()) {
      if (asked.interval().isEmpty() && starts(each, first, last).size() <= BUCKETS_WANTED_MAX) {
        interval = each;
      }
    }
    interval = asked.interval().orElse(interval);
    StringBuilder text = new StringBuilder(interval.word()).append('\n');
    for (Instant start : starts(interval, first, last)) {
      Instant next = next(interval, start);
      List<OracleEvent> within =
          dated.stream()
              .filter(
                  event ->
                      event.time.orElseThrow() >= start.toEpochMilli()
                          && event.time.orElseThrow() < next.toEpochMilli())
              .toList();
      text.append("%s: %d %s%n".formatted(start, within.size(), all(asked.inEach(), within)));
    }
    return text + "without %d".formatted(undated);
  }

  /// All the stretches from the one of `first` to that of `last`, or a few too many.
  private static List<Instant> starts(Interval interval, long first, long last) {
    List<Instant> starts = new ArrayList<>();
    Instant start = start(interval, Instant.ofEpochMilli(first));
    while (start.toEpochMilli() <= last && starts.size() <= 10_001) {
      starts.add(start);
      start = next(interval, start);
    }
    return starts;
  }

  private static Instant start(Interval interval, Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    return switch (interval) {
      case YEAR -> day.withDayOfYear(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      case MONTH -> day.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      default -> {
        long seconds = seconds(interval);
        yield Instant.ofEpochSecond(time.getEpochSecond() / seconds * seconds);
      }
    };
  }

  private static Instant next(Interval interval, Instant start) {
    LocalDate day = LocalDate.ofInstant(start, ZoneOffset.UTC);
    return switch (interval) {
      case YEAR -> day.plusYears(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      case MONTH -> day.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      default -> start.plusSeconds(seconds(interval));
    };
  }

  private static long seconds(Interval interval) {
    String word = interval.word();
    long unit =
        switch (word.charAt(word.length() - 1)) {
          case 's' -> 1;
          case 'm' -> 60;
          case 'h' -> 3_600;
          default -> 86_400;
        };
    return unit * Long.parseLong(word.substring(0, word.length() - 1));
  }

  // ------------------------------------------------------------ the engine's

  static String text(Aggregated counted) {
    return switch (counted) {
      case Aggregated.Terms terms -> {
        StringBuilder text = new StringBuilder();
        terms
            .buckets()
            .forEach(
                bucket ->
                    text.append(
                        "%s: %d %s%n"
                            .formatted(bucket.value(), bucket.count(), all(bucket.inEach()))));
        yield text + "other %d, without %d".formatted(terms.other(), terms.missing());
      }
      case Aggregated.Histogram histogram -> {
        if (histogram.buckets().isEmpty()) {
          yield "without %d".formatted(histogram.missing());
        }
        StringBuilder text = new StringBuilder(histogram.interval().word()).append('\n');
        histogram
            .buckets()
            .forEach(
                bucket ->
                    text.append(
                        "%s: %d %s%n"
                            .formatted(bucket.start(), bucket.count(), all(bucket.inEach()))));
        yield text + "without %d".formatted(histogram.missing());
      }
      case Aggregated.Cardinality cardinality ->
          (cardinality.isExact() ? "" : "about ")
              + "%d values, %d without".formatted(cardinality.count(), cardinality.missing());
      case Aggregated.Seen seen ->
          seen.first().isEmpty()
              ? "never"
              : seen.first().orElseThrow() + " to " + seen.last().orElseThrow();
      case Aggregated.Newest newest ->
          newest.events().stream().map(Aggregated.Example::id).toList().toString();
    };
  }

  private static String all(List<Aggregated> counted) {
    return counted.stream().map(OracleCounts::text).toList().toString();
  }
}
