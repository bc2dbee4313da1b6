package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.ListingReport.Refusal;
import io.trailseal.verifier.Verdict.Obstacle;
import java.util.Optional;

/// Lists, and lists again from the beginning where that could not be done to its end.
///
/// Where nothing was listed yet, and there is no such bucket or it may not be listed, that is
/// believed sooner: it does not pass by waiting.
///
/// Threads: any.
final class Relisting {
  /// More than one, because a bucket just made or allowed is not known everywhere at once.
  private static final int REFUSED_TRIES = 2;

  private final int tries;
  private final Backoff backoff;
  private final Trouble trouble;
  private volatile boolean hasWorked;
  private volatile Optional<Refusal> refusal = Optional.empty();

  /// @param tries how often in all
  /// @param trouble is told while it does not work
  Relisting(int tries, Backoff backoff, Trouble trouble) {
    this.tries = tries;
    this.backoff = backoff;
    this.trouble = trouble;
  }

  /// One try, from the beginning.
  @FunctionalInterface
  interface Attempt {
    void list() throws SourceException, InterruptedException;
  }

  /// @throws SourceException if no try was successful
  void run(Attempt attempt) throws SourceException, InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        attempt.list();
        hasWorked = true;
        trouble.over();
        return;
      } catch (SourceException e) {
        trouble.is(e.detail());
        refusal = refusalIn(e);
        if (failures >= tries || (failures >= REFUSED_TRIES && refusal().isPresent())) {
          throw e;
        }
        Thread.sleep(backoff.after(failures));
      }
    }
  }

  /// Why the bucket cannot be listed at all, where that is what was said last.
  Optional<Refusal> refusal() {
    return hasWorked ? Optional.empty() : refusal;
  }

  private static Optional<Refusal> refusalIn(SourceException e) {
    if (e.isAbsent()) {
      return Optional.of(Refusal.NO_BUCKET);
    }
    return e.obstacle() == Obstacle.ACCESS_DENIED ? Optional.of(Refusal.DENIED) : Optional.empty();
  }
}
