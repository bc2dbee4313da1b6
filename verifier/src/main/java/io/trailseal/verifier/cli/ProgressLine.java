package io.trailseal.verifier.cli;

import io.trailseal.verifier.check.WalkProgress;
import java.io.Closeable;
import java.io.PrintStream;
import java.util.Locale;

/// One line on a terminal that says how far a walk is.
///
/// Threads: any.
final class ProgressLine implements WalkProgress, Closeable {
  private static final long INTERVAL_NANOS = 100_000_000L;

  private final PrintStream err;
  private final long startNanos = System.nanoTime();
  private long shownNanos = startNanos;
  private boolean drawn;

  ProgressLine(PrintStream err) {
    this.err = err;
  }

  @Override
  public synchronized void at(int places, int placesDone, long objects, long bytes) {
    long now = System.nanoTime();
    if (now - shownNanos < INTERVAL_NANOS) {
      return;
    }
    shownNanos = now;
    double seconds = (now - startNanos) / 1e9;
    String where =
        places == 0
            ? "looking for accounts and regions"
            : String.format(Locale.ROOT, "%,d of %,d accounts x regions", placesDone, places);
    // Carriage return, the line, and erase what an older, longer line left.
    err.print(
        String.format(
            Locale.ROOT,
            "\r%s  %,d objects  %,.0f MB  %,.0f objects/s\u001b[K",
            where,
            objects,
            bytes / 1e6,
            objects / seconds));
    err.flush();
    drawn = true;
  }

  @Override
  public void close() {
    hide();
  }

  /// Takes the line away, for good.
  synchronized void hide() {
    if (drawn) {
      err.print("\r\u001b[K");
      err.flush();
      drawn = false;
    }
    // Whoever still reports is not shown any more.
    shownNanos = Long.MAX_VALUE;
  }
}
