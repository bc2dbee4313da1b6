package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.verifier.S3Name;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times counted from now, as Kibana writes them: `now`, `now-7d`, `now+1h`, `now/d` (the whole of
/// today), `now-1M/M` (the whole of last month). Units are `s`, `m`, `h` or `H`, `d`, `w` (from
/// Monday), `M`, `y`; days are UTC's. Only eventTime is compared with them.
///
/// A query keeps them as they were written and is asked with what they came to at one moment, so
/// that `now` is the same for the whole of a question. Later pages are asked with the moment of the
/// first one, which their cursor brings along.
final class RelativeTimes {
  private static final Pattern NOW =
      Pattern.compile("(?i:now)((?:[+-]\\d{1,6}[smhHdwMy]|/[smhHdwMy]){0,10})");
  private static final Pattern STEP = Pattern.compile("([+-]\\d{1,6}|/)([smhHdwMy])");

  /// Parts a cursor from the moment it brings along.
  private static final char MOMENT = '.';

  private static final int MOMENT_CHARS_MAX = 12;

  // What is written as digits is read as milliseconds between these.
  private static final long MILLIS_MIN = 100_000_000_000L;
  private static final long MILLIS_MAX = 99_999_999_999_999L;

  private final LocalDateTime now;

  private RelativeTimes(long now) {
    this.now = LocalDateTime.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
  }

  /// The question as it is asked at one moment.
  ///
  /// @param moment in ms, where the question depends on it
  record Asked(SearchRequest request, Optional<Long> moment) {
    /// What is asked at that moment.
    Query query() throws UnanswerableException {
      return moment.isPresent() ? at(request.query(), moment.get()) : request.query();
    }

    /// The cursor of a page of this question.
    String cursor(String cursor) {
      return moment.map(at -> cursor + MOMENT + Long.toString(at, 36)).orElse(cursor);
    }
  }

  /// `request` with the moment its cursor brings along taken off it; without one, asked at `now`.
  static Asked asked(SearchRequest request, long now) throws UnanswerableException {
    if (!isIn(request.query())) {
      return new Asked(request, Optional.empty());
    }
    if (request.cursor().isEmpty()) {
      return new Asked(request, Optional.of(now));
    }
    String cursor = request.cursor().get();
    int at = cursor.lastIndexOf(MOMENT);
    if (at < 0 || cursor.length() - at - 1 > MOMENT_CHARS_MAX) {
      throw Cursor.notOurs();
    }
    try {
      long moment = Long.parseLong(cursor.substring(at + 1), 36);
      return new Asked(
          request.after(Optional.of(cursor.substring(0, at))),
          Optional.of(Math.clamp(moment, MILLIS_MIN, MILLIS_MAX)));
    } catch (NumberFormatException _) {
      throw Cursor.notOurs();
    }
  }

  /// The query with every time that is counted from now written out.
  static Query at(Query query, long now) throws UnanswerableException {
    return isIn(query) ? new RelativeTimes(now).resolve(query) : query;
  }

  static boolean isIn(Query query) {
    return switch (query) {
      case Query.And(var parts) -> parts.stream().anyMatch(RelativeTimes::isIn);
      case Query.Or(var parts) -> parts.stream().anyMatch(RelativeTimes::isIn);
      case Query.Not(var part) -> isIn(part);
      case Query.Field(var path, var test) ->
          Translator.isPath(path, Fields.EVENT_TIME) && isIn(test);
      case Query.All _,
          Query.Text _,
          Query.TextLike _,
          Query.TextMatches _,
          Query.Who _,
          Query.Size _,
          Query.Proof _,
          Query.Conflicting _ ->
          false;
    };
  }

  private static boolean isIn(Test test) {
    return switch (test) {
      case Test.Is(var value) -> isRelative(value);
      case Test.Between(var low, _, var high, _) -> isRelative(low) || isRelative(high);
      case Test.Like _, Test.Matches _, Test.Exists _, Test.InBlock _ -> false;
    };
  }

  static boolean isRelative(String text) {
    return text.regionMatches(true, 0, "now", 0, 3);
  }

  private Query resolve(Query query) throws UnanswerableException {
    return switch (query) {
      case Query.And(var parts) -> new Query.And(resolve(parts));
      case Query.Or(var parts) -> new Query.Or(resolve(parts));
      case Query.Not(var part) -> new Query.Not(resolve(part));
      case Query.Field(var path, var test) when isIn(query) -> new Query.Field(path, resolve(test));
      default -> query;
    };
  }

  private List<Query> resolve(List<Query> parts) throws UnanswerableException {
    List<Query> resolved = new ArrayList<>();
    for (Query part : parts) {
      resolved.add(resolve(part));
    }
    return resolved;
  }

  /// What is rounded means the whole unit, as a day does that is written out.
  private Test resolve(Test test) throws UnanswerableException {
    return switch (test) {
      case Test.Is(var value) -> {
        TimeText.Span span = span(value);
        yield new Test.Between(millis(span.start()), true, millis(span.end()), false);
      }
      case Test.Between(var low, var lowIncluded, var high, var highIncluded) -> {
        String from = low;
        boolean fromIncluded = lowIncluded;
        if (isRelative(low)) {
          from = millis(lowIncluded ? span(low).start() : span(low).end());
          fromIncluded = true;
        }
        String to = high;
        boolean toIncluded = highIncluded;
        if (isRelative(high)) {
          to = millis(highIncluded ? span(high).end() : span(high).start());
          toIncluded = false;
        }
        yield new Test.Between(from, fromIncluded, to, toIncluded);
      }
      default -> test;
    };
  }

  private static String millis(long time) {
    return String.valueOf(Math.clamp(time, MILLIS_MIN, MILLIS_MAX));
  }

  private TimeText.Span span(String text) throws UnanswerableException {
    Matcher matcher = NOW.matcher(text);
    if (matcher.matches()) {
      try {
        return span(STEP.matcher(matcher.group(1)));
      } catch (DateTimeException _) {
        // Further away than there are years: said below.
      }
    }
    throw new UnanswerableException(
        ("'%s' is no time counted from now; write now, now-7d, now-1h/h with the units s, m, h, d,"
                + " w, M, y, or a date like 2026-03-02")
            .formatted(S3Name.excerpt(text, 60)));
  }

  private TimeText.Span span(Matcher steps) {
    LocalDateTime time = now;
    char whole = ' ';
    while (steps.find()) {
      char unit = steps.group(2).charAt(0);
      if (steps.group(1).equals("/")) {
        time = floor(time, unit);
        whole = unit;
      } else {
        time = plus(time, Long.parseLong(steps.group(1)), unit);
        whole = ' ';
      }
    }
    long start = epochMillis(time);
    return new TimeText.Span(start, whole == ' ' ? start + 1 : epochMillis(plus(time, 1, whole)));
  }

  private static long epochMillis(LocalDateTime time) {
    return time.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static LocalDateTime plus(LocalDateTime time, long count, char unit) {
    return switch (unit) {
      case 's' -> time.plusSeconds(count);
      case 'm' -> time.plusMinutes(count);
      case 'h', 'H' -> time.plusHours(count);
      case 'd' -> time.plusDays(count);
      case 'w' -> time.plusWeeks(count);
      case 'M' -> time.plusMonths(count);
      default -> time.plusYears(count);
    };
  }

  private static LocalDateTime floor(LocalDateTime time, char unit) {
    LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (unit) {
      case 's' -> time.truncatedTo(ChronoUnit.SECONDS);
      case 'm' -> time.truncatedTo(ChronoUnit.MINUTES);
      case 'h', 'H' -> time.truncatedTo(ChronoUnit.HOURS);
      case 'd' -> day;
      case 'w' -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case 'M' -> day.withDayOfMonth(1);
      default -> day.withDayOfYear(1);
    };
  }
}
