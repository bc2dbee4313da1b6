package io.trailseal.indexer.ledger;

import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import java.util.Map;

/// A verdict as a small number in a column. The numbers are in databases: never reused.
final class VerdictCode {
  static final int INTACT = 0;
  static final int UNLISTED = 3;
  static final int INJECTED = 6;
  static final int NO_DIGEST_YET = 10;
  static final int BEFORE_FIRST_DIGEST = 17;

  private static final Map<Integer, String> WORDS =
      Map.of(
          INTACT,
          "intact",
          1,
          "altered",
          2,
          "missing",
          UNLISTED,
          "unlisted",
          4,
          "out of place",
          5,
          "link broken",
          INJECTED,
          "injected",
          7,
          "overdue",
          8,
          "gap");

  private VerdictCode() {}

  static int of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Intact _ -> INTACT;
      case Verdict.Altered _ -> 1;
      case Verdict.Missing _ -> 2;
      case Verdict.Unlisted _ -> UNLISTED;
      case Verdict.OutOfPlace _ -> 4;
      case Verdict.LinkBroken _ -> 5;
      case Verdict.Injected _ -> INJECTED;
      case Verdict.Overdue _ -> 7;
      case Verdict.Gap _ -> 8;
      case Verdict.Undecided(_, var obstacle, _) -> of(obstacle);
    };
  }

  private static int of(Obstacle obstacle) {
    return switch (obstacle) {
      case NO_DIGEST_YET -> NO_DIGEST_YET;
      case SIGNING_KEY_UNKNOWN -> 11;
      case SIGNATURE_ABSENT -> 12;
      case OBJECT_OVER_LIMIT -> 14;
      case OBJECT_NOT_READABLE -> 15;
      case SIGNING_KEY_NOT_IN_FORCE -> 16;
      case BEFORE_FIRST_DIGEST -> BEFORE_FIRST_DIGEST;
      case ARCHIVED -> 18;
      case ACCESS_DENIED -> 19;
      case THROTTLED -> 20;
      case UNREACHABLE -> 21;
    };
  }

  static String word(int code) {
    return WORDS.getOrDefault(code, "could not tell");
  }
}
