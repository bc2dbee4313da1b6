package io.trailseal.verifier.proof;

import io.trailseal.verifier.proof.ProofResult.Outcome;
import io.trailseal.verifier.proof.ProofResult.Step;
import java.util.ArrayList;
import java.util.List;

/// Collects the steps of one check. Error Prone's annotation for format strings would be a
/// dependency of the verifier, so the tests go through every sentence instead.
@SuppressWarnings("AnnotateFormatMethod")
final class Steps {
  private final List<Step> steps = new ArrayList<>();

  void held(String sentence, Object... values) {
    add(Outcome.HELD, sentence, values);
  }

  void failed(String sentence, Object... values) {
    add(Outcome.FAILED, sentence, values);
  }

  void open(String sentence, Object... values) {
    add(Outcome.OPEN, sentence, values);
  }

  private void add(Outcome outcome, String sentence, Object... values) {
    steps.add(new Step(outcome, sentence.formatted(values)));
  }

  /// One failed step outweighs all open ones; one open step outweighs all that held.
  ProofResult result() {
    if (has(Outcome.FAILED)) {
      return new ProofResult.NotProven(steps);
    }
    return has(Outcome.OPEN) ? new ProofResult.CouldNotTell(steps) : new ProofResult.Proven(steps);
  }

  private boolean has(Outcome outcome) {
    return steps.stream().anyMatch(step -> step.outcome() == outcome);
  }
}
