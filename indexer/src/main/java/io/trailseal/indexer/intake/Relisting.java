package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.SourceException;

/// Lists, and lists again from the beginning where that could not be done to its end.
///
/// @param tries how often in all
/// @param trouble is told while it does not work
record Relisting(int tries, Backoff backoff, Trouble trouble) {

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
        trouble.over();
        return;
      } catch (SourceException e) {
        trouble.is(e.detail());
        if (failures >= tries) {
          throw e;
        }
        Thread.sleep(backoff.after(failures));
      }
    }
  }
}
