package io.trailseal.appliance.cli;

import io.trailseal.verifier.S3Name;
import java.io.Closeable;
import java.time.Duration;
import java.util.Locale;

/// How far something is: a bar that moves on a terminal, a plain line every few seconds elsewhere.
///
/// Threads: any one at a time.
final class ProgressLine implements Closeable {
  private static final long TERMINAL_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final int BAR_WIDTH = 24;

  /// Before this much is done the time left is a guess not worth showing.
  private static final double GUESS_FROM = 0.02;

  private final Terminal terminal;
  private final long startNanos = System.nanoTime();
  private long shownNanos;
  private boolean drawn;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
    // The first plain line comes after one interval; what is quicker needs none.
    this.shownNanos = terminal.errIsTerminal() ? startNanos - TERMINAL_NANOS : startNanos;
  }

  /// @param done from 0 to 1, negative where nobody knows
  synchronized void show(double done, String text) {
    long now = System.nanoTime();
    if (now - shownNanos < (terminal.errIsTerminal() ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    shownNanos = now;
    String line = S3Name.printable(line(done, text, now - startNanos));
    if (terminal.errIsTerminal()) {
      int room = terminal.columns() - 1;
      String cut = line.length() <= room ? line : line.substring(0, room);
      // Carriage return, the line, and erase what an older, longer line left.
      terminal.err().print("\r" + cut + "\u001b[K");
      terminal.err().flush();
      drawn = true;
    } else {
      terminal.remark(line);
    }
  }

  private String line(double done, String text, long nanos) {
    if (done < 0) {
      return "%s, %s".formatted(text, Figures.duration(Duration.ofNanos(nanos)));
    }
    double part = Math.min(1, done);
    String left =
        part < GUESS_FROM
            ? ""
            : "%s left  ".formatted(Figures.duration(Duration.ofNanos(left(part, nanos))));
    // What matters most comes first: a narrow terminal cuts the end off.
    if (!terminal.errIsTerminal()) {
      return String.format(Locale.ROOT, "%3.0f%%  %s%s", part * 100, left, text);
    }
    int full = (int) Math.round(part * BAR_WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f%%  %s%s",
        "#".repeat(full),
        " ".repeat(BAR_WIDTH - full),
        part * 100,
        left,
        text);
  }

  private static long left(double part, long nanos) {
    return (long) (nanos * (1 - part) / part);
  }

  /// Takes the bar away; plain lines stay.
  @Override
  public void close() {
    hide();
  }

  /// Takes the bar away, before results are written.
  synchronized void hide() {
    if (drawn) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
      drawn = false;
    }
  }
}
