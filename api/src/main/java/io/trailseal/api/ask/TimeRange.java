package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// Two ends in time, either of which may be open.
///
/// @param from events at or after this time
/// @param to events before this time
public record TimeRange(Optional<Instant> from, Optional<Instant> to) {

  /// Reads what a person typed: `2026-03-02`, `2026-03-02T14:05`, `2026-03-02T14:05:09Z` or with an
  /// offset; UTC where nothing else is said; nothing for an open end. A date as the end means up to
  /// the end of that day, so that one day is `2026-03-02` twice.
  ///
  /// @throws io.trailseal.api.error.ProblemException if an end is no time, or the ends are the
  ///   wrong way round
  public static TimeRange of(String from, String to) {
    TimeRange range = new TimeRange(end("from", from, false), end("to", to, true));
    if (range.from.isPresent()
        && range.to.isPresent()
        && !range.from.get().isBefore(range.to.get())) {
      throw Problem.of(
              ErrorCode.TIME_RANGE_INVALID,
              "from must be before to, was %s and %s".formatted(range.from.get(), range.to.get()))
          .exception();
    }
    return range;
  }

  private static Optional<Instant> end(String name, String text, boolean wholeDay) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    // People and databases write a space where ISO 8601 has a T.
    String iso = text.replace(' ', 'T');
    try {
      if (iso.indexOf('T') < 0) {
        LocalDate day = LocalDate.parse(iso);
        return Optional.of((wholeDay ? day.plusDays(1) : day).atStartOfDay().toInstant(UTC));
      }
      int time = iso.indexOf('T');
      boolean zoned = iso.endsWith("Z") || iso.indexOf('+', time) > 0 || iso.indexOf('-', time) > 0;
      return Optional.of(
          zoned ? OffsetDateTime.parse(iso).toInstant() : LocalDateTime.parse(iso).toInstant(UTC));
    } catch (DateTimeException _) {
      throw Problem.of(
              ErrorCode.TIME_RANGE_INVALID,
              "%s must be a time such as 2026-03-02 or 2026-03-02T14:05:00Z, was %s"
                  .formatted(name, Parameters.quoted(text)))
          .exception();
    }
  }

  private static final ZoneOffset UTC = ZoneOffset.UTC;
}
