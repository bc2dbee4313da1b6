package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets one proof be made at a time.
final class Provers {
  /// A proof and its text are in memory whole: 350 MB where all of it is as large as it may be. One
  /// that is not hostile takes a few hundred kilobytes and milliseconds.
  private static final int PROVERS_MAX = 1;

  /// After this long behind another nobody is waiting any more.
  private static final long QUEUE_SECONDS_MAX = 10;

  private final Semaphore turns = new Semaphore(PROVERS_MAX, true);

  <T> T oneByOne(Answers.Work<T> work) throws IOException {
    try {
      if (!turns.tryAcquire(QUEUE_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw tooMany().exception();
      }
    } catch (InterruptedException _) {
      // The server is closing, or the caller has gone: either way nobody reads an answer.
      Thread.currentThread().interrupt();
      throw tooMany().exception();
    }
    try {
      return work.result();
    } finally {
      turns.release();
    }
  }

  private static Problem tooMany() {
    return Problem.of(
        ErrorCode.TOO_MANY_QUESTIONS,
        "%d proof is made at a time and this one waited %d seconds"
            .formatted(PROVERS_MAX, QUEUE_SECONDS_MAX));
  }
}
