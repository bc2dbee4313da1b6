package io.trailseal.indexer.ingest;

/// Waiting for our own threads.
public final class Threads {
  private Threads() {}

  /// Returns when `thread` has ended, however often we are interrupted meanwhile; the interrupt is
  /// kept for whoever asks next.
  public static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
