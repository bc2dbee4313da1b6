package io.trailseal.indexer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UpkeepTest {
  private static final Instant PARKED = Instant.parse("2026-03-02T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void aParkedObjectIsDueAfterLongerAndLongerAndThenOnceADay() {
    List<Long> hours = new ArrayList<>();
    for (int hour = 0; hour < 24 * 5; hour++) {
      Instant at = PARKED.plus(HOUR.multipliedBy(hour));
      if (ParkedRetries.isDue(PARKED, at, at.plus(HOUR), HOUR)) {
        hours.add(hour + 1L);
      }
    }
    assertThat(hours).containsExactly(1L, 3L, 7L, 15L, 31L, 55L, 79L, 103L);
  }

  @Test
  void itIsDueOnceADayAfterYearsAndWhateverTheSweepsHappenToBe() {
    Instant late = PARKED.plus(Duration.ofDays(3_000));
    int due = 0;
    for (int minute = 0; minute < 24 * 60; minute += 7) {
      Instant at = late.plus(Duration.ofMinutes(minute));
      Instant to = late.plus(Duration.ofMinutes(Math.min(24 * 60, minute + 7)));
      due += ParkedRetries.isDue(PARKED, at, to, HOUR) ? 1 : 0;
    }
    assertThat(due).isEqualTo(1);
    assertThat(ParkedRetries.isDue(PARKED, PARKED.minus(HOUR), PARKED, HOUR)).isFalse();
  }
}
