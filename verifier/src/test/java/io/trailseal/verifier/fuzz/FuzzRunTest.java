package io.trailseal.verifier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.fuzz.FuzzTarget.Answer;
import io.trailseal.verifier.fuzz.FuzzTarget.Examiner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// A run sees what it is there to see.
final class FuzzRunTest {
  private record Readers(Examiner examiner) implements FuzzTarget {
    @Override
    public String name() {
      return "run-test";
    }

    @Override
    public byte[] input(Random random) {
      byte[] input = new byte[64];
      random.nextBytes(input);
      return input;
    }
  }

  private static ThrowingCallable running(Examiner examiner) {
    return () -> new FuzzRun(new Readers(examiner), 7).run(i -> i < 20);
  }

  private static final Answer FINE = Answer.of("", List.of());

  @Test
  void whatAnswersPasses() throws InterruptedException {
    assertThat(new FuzzRun(new Readers(_ -> FINE), 7).run(i -> i < 20)).isEqualTo(20);
  }

  @Test
  void anExceptionIsAFailureThatNamesSeedAndInput() {
    assertThatThrownBy(
            running(
                input -> {
                  throw new IllegalStateException(input.length + " bytes");
                }))
        .hasMessageContaining("seed 7, input 0 (64 bytes): 64 bytes")
        .hasMessageContaining("target/fuzz/run-test-7-0.bin");
  }

  @Test
  void recursionAsDeepAsTheInputIsAFailure() {
    assertThatThrownBy(running(input -> Answer.of("" + deep(input.length * 1_000), List.of())))
        .hasRootCauseInstanceOf(StackOverflowError.class);
  }

  private static int deep(int left) {
    return left == 0 ? 0 : 1 + deep(left - 1);
  }

  @Test
  void memoryBeyondTheInputsShareIsAFailure() {
    assertThatThrownBy(running(_ -> Answer.of("" + new long[1 << 20].length, List.of())))
        .hasMessageContaining("bytes were allocated for 64");
  }

  @Test
  void anAnswerThatDependsOnWhatCameBeforeIsAFailure() {
    List<byte[]> before = new ArrayList<>();
    assertThatThrownBy(
            running(
                input -> {
                  before.add(input);
                  return Answer.of("" + before.size(), List.of());
                }))
        .hasMessageContaining("another answer the second time");
  }

  @Test
  void anInputThatIsWrittenToIsAFailure() {
    assertThatThrownBy(
            running(
                input -> {
                  input[3]++;
                  return FINE;
                }))
        .hasMessageContaining("it changed its input");
  }

  @Test
  void whatATerminalWouldObeyIsAFailure() {
    assertThatThrownBy(running(_ -> Answer.refused("a\u001b[2J")))
        .hasMessageContaining("U+001B is shown to a person");
    assertThatThrownBy(running(_ -> Answer.refused("\u202e")))
        .hasMessageContaining("U+202E is shown to a person");
  }

  @Test
  void moreStepsThanBytesAreAFailure() {
    assertThatThrownBy(running(_ -> new Answer("", List.of(), 64, 65)))
        .hasMessageContaining("65 steps for 64 bytes");
  }
}
