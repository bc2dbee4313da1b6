package io.trailseal.indexer.search;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads times as records and people write them.
///
/// | Written | Means |
/// |---|---|
/// | `2026-03-02T10:00:00Z`, with a space for T, a fraction, an offset, or none (UTC) | that second |
/// | `20260302T100000Z` | the same, in ISO's basic form |
/// | `2026-03-02T10:00Z`, `2026-03-02`, `2026-03`, `2026` | the whole minute, day, month, year |
/// | 9 to 11 digits, 12 to 14 digits | seconds, milliseconds since 1970 |
final class TimeText {
  private static final Pattern EXTENDED =
      Pattern.compile(
          "(\\d{4})(?:-(\\d\\d)(?:-(\\d\\d)(?:[Tt ](\\d\\d):(\\d\\d)"
              + "(?::(\\d\\d)(?:[.,](\\d{1,9}))?)? ?([Zz]|[+-]\\d\\d:?\\d\\d)?)?)?)?");
  private static final Pattern BASIC =
      Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z");
  private static final Pattern EPOCH = Pattern.compile("(\\d{9,14})(?:\\.(\\d{1,9}))?");
  private static final String USUAL_FORM = "0000-00-00T00:00:00Z";
  private static final int LENGTH_MAX = 48;
  private static final int SECONDS_DIGITS_MAX = 11;

  private TimeText() {}

  /// @param start the first millisecond meant
  /// @param end one past the last
  record Span(long start, long end) {}

  /// The time of a record in milliseconds, or [Fields#NO_TIME] where the text is none.
  static long millis(String text) {
    if (text.length() == 20 && text.charAt(10) == 'T' && text.charAt(19) == 'Z') {
      long fast = millisOfUsualForm(text);
      if (fast != Fields.NO_TIME) {
        return fast;
      }
    }
    return parse(text).map(Span::start).orElse(Fields.NO_TIME);
  }

  /// Whether a time is written as CloudTrail does, `2026-03-02T10:00:00Z`, so that the milliseconds
  /// say all that the text does.
  static boolean isUsualForm(String time) {
    if (time.length() != USUAL_FORM.length()) {
      return false;
    }
    for (int i = 0; i < time.length(); i++) {
      char c = time.charAt(i);
      char usual = USUAL_FORM.charAt(i);
      if (usual == '0' ? c < '0' || c > '9' : c != usual) {
        return false;
      }
    }
    return true;
  }

  static Optional<Span> parse(String text) {
    if (text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      Matcher extended = EXTENDED.matcher(text);
      if (extended.matches()) {
        return Optional.of(extended(extended));
      }
      Matcher basic = BASIC.matcher(text);
      if (basic.matches()) {
        LocalDateTime time =
            LocalDateTime.of(
                number(basic, 1),
                number(basic, 2),
                number(basic, 3),
                number(basic, 4),
                number(basic, 5),
                number(basic, 6));
        return Optional.of(second(time, ZoneOffset.UTC));
      }
      Matcher epoch = EPOCH.matcher(text);
      if (epoch.matches()) {
        long value = Long.parseLong(epoch.group(1));
        return Optional.of(
            epoch.group(1).length() <= SECONDS_DIGITS_MAX
                ? new Span(value * 1000, value * 1000 + 1000)
                : new Span(value, value + 1));
      }
      return Optional.empty();
    } catch (DateTimeException _) {
      // It has the shape of a time and is none, like the 30th of February.
      return Optional.empty();
    }
  }

  private static Span extended(Matcher m) {
    if (m.group(2) == null) {
      int year = number(m, 1);
      return days(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1));
    }
    if (m.group(3) == null) {
      YearMonth month = YearMonth.of(number(m, 1), number(m, 2));
      return days(month.atDay(1), month.plusMonths(1).atDay(1));
    }
    LocalDate day = LocalDate.of(number(m, 1), number(m, 2), number(m, 3));
    if (m.group(4) == null) {
      return days(day, day.plusDays(1));
    }
    ZoneOffset offset =
        m.group(8) == null ? ZoneOffset.UTC : ZoneOffset.of(m.group(8).replace('z', 'Z'));
    if (m.group(6) == null) {
      long start = millis(day.atTime(number(m, 4), number(m, 5)), offset);
      return new Span(start, start + 60_000);
    }
    LocalDateTime time = day.atTime(number(m, 4), number(m, 5), number(m, 6));
    if (m.group(7) == null) {
      return second(time, offset);
    }
    long start = millis(time, offset) + Integer.parseInt((m.group(7) + "00").substring(0, 3));
    return new Span(start, start + 1);
  }

  private static Span days(LocalDate from, LocalDate to) {
    return new Span(
        from.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli(),
        to.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli());
  }

  private static Span second(LocalDateTime time, ZoneOffset offset) {
    long start = millis(time, offset);
    return new Span(start, start + 1000);
  }

  private static long millis(LocalDateTime time, ZoneOffset offset) {
    return time.toInstant(offset).toEpochMilli();
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /// `2026-03-02T10:00:00Z` without a detour: every sound record has this form.
  private static long millisOfUsualForm(String text) {
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    boolean sound =
        year >= 0
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= 28 // later days of a month are left to the calendar
            && hour >= 0
            && hour <= 23
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 59
            && text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':';
    return sound
        ? ((LocalDate.of(year, month, day).toEpochDay() * 24 + hour) * 60 + minute) * 60_000L
            + second * 1000L
        : Fields.NO_TIME;
  }

  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
