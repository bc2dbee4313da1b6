package io.trailseal.verifier.proof;

import java.util.List;

/// What came of checking a proof. Whoever asks has to handle all three: "could not tell" is neither
/// good nor bad news, and never silence.
public sealed interface ProofResult {

  /// Everything that was checked, in the order of the argument.
  List<Step> steps();

  /// `proven`, `not proven` or `could not tell`: the same in every answer.
  default String word() {
    return switch (this) {
      case Proven _ -> "proven";
      case NotProven _ -> "not proven";
      case CouldNotTell _ -> "could not tell";
    };
  }

  /// One sentence for a person who was not there.
  default String sentence() {
    return switch (this) {
      case Proven _ ->
          "CloudTrail wrote this record, and nobody changed it since: every step below holds";
      case NotProven _ ->
          "this document does not show that CloudTrail wrote this record as it stands here: at least one step below does not hold";
      case CouldNotTell _ ->
          "nothing here contradicts the record, and something that its proof needs is missing: see the open steps below";
    };
  }

  /// Every step held, by keys that the caller trusts.
  record Proven(List<Step> steps) implements ProofResult {
    public Proven {
      steps = List.copyOf(steps);
    }
  }

  /// At least one step did not hold.
  record NotProven(List<Step> steps) implements ProofResult {
    public NotProven {
      steps = List.copyOf(steps);
    }
  }

  /// None failed, and at least one is open.
  record CouldNotTell(List<Step> steps) implements ProofResult {
    public CouldNotTell {
      steps = List.copyOf(steps);
    }
  }

  /// @param sentence what was checked and found, without jargon where that is possible; names are
  ///   printable
  record Step(Outcome outcome, String sentence) {}

  /// What came of one step.
  enum Outcome {
    HELD("holds"),
    FAILED("does not hold"),
    OPEN("open");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
