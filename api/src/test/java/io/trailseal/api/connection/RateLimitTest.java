package io.trailseal.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final RateLimit rate = new RateLimit(4, now::get);

  @Test
  void tenSecondsWorthAtOnceThenSoManyASecond() {
    for (int i = 0; i < 40; i++) {
      assertThat(rate.take("alice")).isEqualTo(Duration.ZERO);
    }
    assertThat(rate.take("alice")).isEqualTo(Duration.ofMillis(250));
    assertThat(rate.take("bob")).isEqualTo(Duration.ZERO);
    // Being refused costs nothing.
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(249));
    assertThat(rate.take("alice")).isEqualTo(Duration.ofMillis(1));
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(rate.take("alice")).isEqualTo(Duration.ZERO);
    assertThat(rate.take("alice")).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void whoRestsMayAskAsManyAtOnceAgainAndNotMore() {
    rate.take("alice");
    now.addAndGet(TimeUnit.DAYS.toNanos(1));
    for (int i = 0; i < 40; i++) {
      assertThat(rate.take("alice")).isEqualTo(Duration.ZERO);
    }
    assertThat(rate.take("alice")).isNotEqualTo(Duration.ZERO);
  }

  @Test
  void callersWithoutEndAreForgottenInTheirFavour() {
    for (int i = 0; i < 30_000; i++) {
      assertThat(rate.take("caller " + i)).isEqualTo(Duration.ZERO);
    }
  }
}
