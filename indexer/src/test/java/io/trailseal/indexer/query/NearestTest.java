package io.trailseal.indexer.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  private static final List<String> KNOWN =
      List.of("eventName", "eventSource", "eventTime", "userIdentity.arn", "awsRegion");

  @Test
  void aSlipOfTheFingersFindsWhatWasMeant() {
    assertThat(Nearest.to("evntName", KNOWN)).contains("eventName");
    assertThat(Nearest.to("eventNmae", KNOWN)).contains("eventName");
    assertThat(Nearest.to("EVENTNAMES", KNOWN)).contains("eventName");
    assertThat(Nearest.to("userIdentiy.arn", KNOWN)).contains("userIdentity.arn");
  }

  @Test
  void whatIsNothingLikeItIsNotOffered() {
    assertThat(Nearest.to("zebra", KNOWN)).isEmpty();
    assertThat(Nearest.to("x", List.of("yz"))).isEmpty();
    assertThat(Nearest.to("a".repeat(100_000), KNOWN)).isEmpty();
  }
}
