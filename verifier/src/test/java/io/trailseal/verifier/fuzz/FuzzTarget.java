package io.trailseal.verifier.fuzz;

import java.util.List;
import java.util.Random;

/// One way in for hostile bytes.
interface FuzzTarget {
  /// Also the folder of its regression inputs.
  String name();

  /// How many times as long as others one input takes: so many times fewer are tried at a build.
  default int cost() {
    return 1;
  }

  /// The next input. Everything follows from `random`.
  byte[] input(Random random);

  /// Something that examines one input after the other, on one thread.
  Examiner examiner();

  /// Examines inputs. May keep what it likes from one to the next, as the code under it does.
  @FunctionalInterface
  interface Examiner {
    /// Catches what the code under it declares to throw, and nothing else.
    Answer examine(byte[] input);
  }

  /// What came of one input.
  ///
  /// @param text all that was answered: the same input has the same text
  /// @param shown those parts of it that a person gets to see
  /// @param inflated how many bytes it inflated to, 0 where nothing is inflated
  /// @param steps how often it was told something: at most once for each byte
  record Answer(String text, List<String> shown, long inflated, long steps) {
    static Answer of(String text, List<String> shown) {
      return new Answer(text, shown, 0, 0);
    }

    static Answer refused(String message) {
      return of("refused: " + message, List.of(message));
    }
  }
}
