package io.trailseal.verifier.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.check.Report.Outcome;
import io.trailseal.verifier.mutation.MutationRun.Mutation;
import io.trailseal.verifier.mutation.MutationRun.Result;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever byte of the archive is changed, it is found, or the change provably changes nothing.
/// Each build tries some; `verifier/bench/mutations` tries all.
final class MutationTest {
  /// `-Dmutations.values=255`: so many other values of every byte, instead of some bytes.
  private static final int VALUES = Integer.getInteger("mutations.values", 0);

  /// `-Dmutations.seed=7`
  private static final long SEED = Long.getLong("mutations.seed", 20261121);

  private static final int AT_EACH_BUILD = 4_000;

  private static final long REPORTED_EVERY = 100_000;

  @Test
  void theSpecimenIsProvenWhole() throws InterruptedException {
    assertThat(Specimen.digests()).hasSize(4);
    assertThat(Specimen.logs()).hasSizeBetween(4, 8);
    assertThat(new Specimen().examine().orElseThrow().outcome()).isEqualTo(Outcome.PROVEN);
  }

  @Test
  void everyChangedByteIsFoundOrChangesNothing() throws InterruptedException {
    List<Spot> spots = Spot.all();
    int count = VALUES == 0 ? AT_EACH_BUILD : spots.size() * VALUES;
    long from = System.nanoTime();
    Result result =
        new MutationRun(
                done -> {
                  if (done % REPORTED_EVERY == 0) {
                    System.out.printf(
                        "mutations: %,d of %,d in %s%n",
                        done,
                        count,
                        Duration.ofSeconds((System.nanoTime() - from) / 1_000_000_000));
                  }
                })
            .run(count, i -> mutation(spots, i));
    if (VALUES > 0) {
      System.out.printf(
          "mutations: %,d of %,d bytes, seed %d: %s in %s%n",
          result.mutations(),
          spots.size(),
          SEED,
          result.counts(),
          Duration.ofSeconds((System.nanoTime() - from) / 1_000_000_000));
    }
    assertThat(result.failures()).as("seed %d", SEED).isEmpty();
    assertThat(result.mutations()).isEqualTo(count);
    assertThat(result.counts()).containsKeys("altered", "refused", "changes nothing");
  }

  /// Some bytes, or every byte with all its values or with some. What is left to chance follows
  /// from the seed and the number.
  private static Mutation mutation(List<Spot> spots, int number) {
    Random random = new Random(SEED * 1_000_003 + number);
    Spot spot = spots.get(VALUES == 0 ? random.nextInt(spots.size()) : number / VALUES);
    int by = VALUES == Spot.OTHER_VALUES ? number % VALUES : random.nextInt(Spot.OTHER_VALUES);
    return new Mutation(spot, 1 + by);
  }
}
