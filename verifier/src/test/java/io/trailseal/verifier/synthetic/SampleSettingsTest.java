package io.trailseal.verifier.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SampleSettingsTest {
  @Test
  void everythingWrongIsNamedAtOnce() {
    assertThatThrownBy(
            () ->
                new SampleSettings(
                    0,
                    99,
                    0,
                    -1,
                    Optional.of("acme"),
                    1,
                    Instant.parse("2026-03-02T00:30:00Z"),
                    "No_Bucket",
                    "/up/../"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "accounts must be from 1 to 1000, found 0",
            "regions must be from 1 to 17, found 99",
            "hours must be from 1",
            "events per hour",
            "organization must look like",
            "start must be a whole hour",
            "bucket must have",
            "prefix must be");
  }

  @Test
  void accountsAreTwelveDigitsAndDiffer() {
    SampleSettings settings = Samples.settings(1000, 1, 1, 0);
    assertThat(settings.accountIds())
        .hasSize(1000)
        .doesNotHaveDuplicates()
        .startsWith("111122223333")
        .allMatch(id -> id.matches("[1-9][0-9]{11}"));
  }

  @Test
  void theDefaultsAreTheDemosSample() {
    assertThat(SampleSettings.DEFAULTS.eventsWithoutStory()).isEqualTo(60_048);
    assertThat(SampleSettings.DEFAULTS.regionNames()).containsExactly("us-east-1", "eu-west-1");
  }
}
