package io.trailseal.appliance.cli;

import io.trailseal.verifier.S3Name;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where a command's words go, and what is known about who reads them.
///
/// @param out results: what a script would read
/// @param err everything else: progress, trouble, remarks
/// @param outIsTerminal whether results go to a person's screen
/// @param errIsTerminal whether the rest does
/// @param columns width of that screen, in characters
public record Terminal(
    PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal, int columns) {
  /// Paper and pipes.
  public static final int COLUMNS_DEFAULT = 100;

  private static final int COLUMNS_MIN = 40;
  private static final int COLUMNS_MAX = 400;
  private static final int BUFFER_BYTES = 32 * 1024;

  public Terminal {
    columns = Math.clamp(columns, COLUMNS_MIN, COLUMNS_MAX);
  }

  /// Output over two streams, UTF-8 whatever the machine's language is: it is the encoding of what
  /// we quote.
  public static Terminal over(
      OutputStream out,
      OutputStream err,
      boolean outIsTerminal,
      boolean errIsTerminal,
      int columns) {
    return new Terminal(
        new PrintStream(new BufferedOutputStream(out, BUFFER_BYTES), false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        outIsTerminal,
        errIsTerminal,
        columns);
  }

  /// This process's own. The launcher says in `TRAILSEAL_TERMINAL` what only a shell can find out
  /// cheaply: `out err 120` for a screen of 120 columns behind both.
  public static Terminal ofProcess(Map<String, String> environment) {
    boolean out = false;
    boolean err = false;
    int columns = COLUMNS_DEFAULT;
    for (String word : environment.getOrDefault("TRAILSEAL_TERMINAL", "").split(" ", -1)) {
      switch (word) {
        case "out" -> out = true;
        case "err" -> err = true;
        default -> {
          if (word.matches("[1-9]\\d{0,4}")) {
            columns = Integer.parseInt(word);
          }
        }
      }
    }
    return over(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        out,
        err,
        columns);
  }

  /// One line of results. `text` may quote evidence.
  void line(String text) {
    out.print(S3Name.printable(text));
    out.print('\n');
  }

  /// One line beside the results. `text` may quote evidence.
  void remark(String text) {
    out.flush();
    err.print(S3Name.printable(text) + '\n');
  }
}
