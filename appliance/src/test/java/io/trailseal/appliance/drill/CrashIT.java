package io.trailseal.appliance.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thirty kills of the packaged product; `appliance/bench/crashes` does a thousand.
final class CrashIT {
  private static final int KILLS = 30;

  @TempDir Path folder;

  @Test
  void nothingIsLostAndNothingDoubledWhateverTheMomentOfDeath() throws Exception {
    long seed = System.nanoTime();
    System.out.println("crash campaign: seed " + seed);
    Crashes.Outcome outcome = Crashes.run(folder, KILLS, seed);
    assertThat(outcome.differences()).as("seed %d", seed).isEmpty();
    assertThat(outcome.objects()).isGreaterThanOrEqualTo(KILLS);
    // A campaign that never met it at work would prove nothing.
    assertThat(outcome.whileStarting()).as("seed %d", seed).isBetween(1, KILLS - 1);
  }
}
