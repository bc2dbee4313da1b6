package io.trailseal.appliance.cli;

import io.trailseal.verifier.S3Name;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Where a command's words go, and what is known about who reads them.
///
/// @param out results: what a script would read
/// @param err everything else: progress, trouble, remarks
/// @param outIsTerminal whether results go to a person's screen
/// @param errIsTerminal whether the rest does
/// @param person who can be asked something; empty where the input is no terminal
/// @param columns width of that screen, in characters
public record Terminal(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Optional<Person> person,
    int columns) {
  /// Answers questions.
  @FunctionalInterface
  public interface Person {
    /// Shows the question and waits for an answer.
    ///
    /// @return one line without its end; empty where nothing was typed
    String ask(String question) throws Exception;

    /// The same, where what is typed should not be seen.
    default String askSecretly(String question) throws Exception {
      return ask(question);
    }
  }

  /// Paper and pipes.
  public static final int COLUMNS_DEFAULT = 100;

  private static final int COLUMNS_MIN = 40;
  private static final int COLUMNS_MAX = 400;
  private static final int BUFFER_BYTES = 32 * 1024;

  /// Far more than any answer has.
  private static final int ANSWER_BYTES_MAX = 4 * 1024;

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
        Optional.empty(),
        columns);
  }

  /// The same with somebody to ask.
  public Terminal asking(Person who) {
    return new Terminal(out, err, outIsTerminal, errIsTerminal, Optional.of(who), columns);
  }

  /// This process's own. The launcher says in `TRAILSEAL_TERMINAL` what only a shell can find out
  /// cheaply: `in out err 120` for a person at a screen of 120 columns.
  public static Terminal ofProcess(Map<String, String> environment) {
    boolean in = false;
    boolean out = false;
    boolean err = false;
    int columns = COLUMNS_DEFAULT;
    for (String word : environment.getOrDefault("TRAILSEAL_TERMINAL", "").split(" ", -1)) {
      switch (word) {
        case "in" -> in = true;
        case "out" -> out = true;
        case "err" -> err = true;
        default -> {
          if (word.matches("[1-9]\\d{0,4}")) {
            columns = Integer.parseInt(word);
          }
        }
      }
    }
    Terminal terminal =
        over(
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            out,
            err,
            columns);
    // Where a question cannot be seen nobody answers it.
    return in && err ? terminal.asking(new AtTheTerminal(terminal)) : terminal;
  }

  /// Whoever started this process.
  private record AtTheTerminal(Terminal terminal) implements Person {
    @Override
    public String ask(String question) throws IOException {
      return answered(terminal, question);
    }

    // It may by its declaration, and that is what NullAway goes by.
    @SuppressWarnings("SystemConsoleNull")
    @Override
    public String askSecretly(String question) throws IOException {
      Console console = System.console();
      if (console == null || !console.isTerminal()) {
        throw new IOException(
            "a password can be asked for only where nothing is redirected; use --password-stdin");
      }
      char[] typed = console.readPassword("%s", question);
      return typed == null ? "" : new String(typed);
    }
  }

  private static String answered(Terminal terminal, String question) throws IOException {
    terminal.err().print(question);
    terminal.err().flush();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = new FileInputStream(FileDescriptor.in);
    int next = in.read();
    while (next >= 0 && next != '\n' && line.size() < ANSWER_BYTES_MAX) {
      line.write(next);
      next = in.read();
    }
    if (next < 0) {
      terminal.err().print('\n'); // Ctrl-D leaves the cursor behind the question.
    }
    return line.toString(StandardCharsets.UTF_8).strip();
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
