package io.trailseal.api.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.ProblemException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeRangeTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-02, 2026-03-02T00:00:00Z",
    "2026-03-02T14:05, 2026-03-02T14:05:00Z",
    "2026-03-02T14:05:09, 2026-03-02T14:05:09Z",
    "2026-03-02 14:05:09, 2026-03-02T14:05:09Z",
    "2026-03-02T14:05:09Z, 2026-03-02T14:05:09Z",
    "2026-03-02T14:05:09.250Z, 2026-03-02T14:05:09.250Z",
    "2026-03-02T14:05:09+02:00, 2026-03-02T12:05:09Z",
    "2026-03-02T14:05:09-05:00, 2026-03-02T19:05:09Z",
  })
  void aStartIsUtcUnlessItSaysOtherwise(String typed, Instant understood) {
    assertThat(TimeRange.of(typed, "").from()).contains(understood);
    assertThat(TimeRange.of(typed, "").to()).isEmpty();
  }

  @Test
  void oneDayIsTheSameDateTwice() {
    TimeRange day = TimeRange.of("2026-03-02", "2026-03-02");
    assertThat(day.from()).contains(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(day.to()).contains(Instant.parse("2026-03-03T00:00:00Z"));
  }

  @Test
  void aTimeAsTheEndIsThatTime() {
    assertThat(TimeRange.of("", "2026-03-02T14:05Z").to())
        .contains(Instant.parse("2026-03-02T14:05:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-13-01",
        "2026-02-30",
        "02.03.2026",
        "T",
        "2026-03-02T",
        "2026-03-02T25:00",
        "99999-01-01",
        "+1000000000-01-01",
        "<script>"
      })
  void whatIsNoTimeIsRefusedByName(String typed) {
    assertThatThrownBy(() -> TimeRange.of("", typed))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.TIME_RANGE_INVALID);
              assertThat(e.problem().detail()).startsWith("to must be a time").contains(typed);
            });
  }

  @Test
  void anEndBeforeTheStartIsRefusedWithBothTimes() {
    assertThatThrownBy(() -> TimeRange.of("2026-03-02T10:00Z", "2026-03-02T09:00Z"))
        .isInstanceOf(ProblemException.class)
        .hasMessage("from must be before to, was 2026-03-02T10:00:00Z and 2026-03-02T09:00:00Z");
  }
}
