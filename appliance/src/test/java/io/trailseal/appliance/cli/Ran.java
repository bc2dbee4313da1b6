package io.trailseal.appliance.cli;

import io.trailseal.appliance.lifecycle.Cancellation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One command that was run in this process.
///
/// @param bytes what it wrote to its output
record Ran(ExitCode exit, ByteArrayOutputStream bytes, String err) {
  static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  /// Runs `trailseal --home HOME ARGUMENTS`, in the folder above the home, with output to a file.
  static Ran in(Path home, String... arguments) {
    return in(home, Terminal.COLUMNS_DEFAULT, false, arguments);
  }

  /// The same at a terminal, by a person who gives `answer` to every question. What was asked is in
  /// [#err()].
  static Ran answering(Path home, String answer, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal = Terminal.over(out, err, true, true, Terminal.COLUMNS_DEFAULT);
    return in(
        home,
        out,
        err,
        terminal.asking(
            question -> {
              terminal.remark(question);
              return answer;
            }),
        arguments);
  }

  /// The same on a screen.
  static Ran onTerminal(Path home, int columns, String... arguments) {
    return in(home, columns, true, arguments);
  }

  private static Ran in(Path home, int columns, boolean isTerminal, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    return in(home, out, err, Terminal.over(out, err, isTerminal, isTerminal, columns), arguments);
  }

  private static Ran in(
      Path home,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err,
      Terminal terminal,
      String... arguments) {
    List<String> all = new ArrayList<>(List.of("--home", home.toString()));
    all.addAll(List.of(arguments));
    Path parent = home.toAbsolutePath().getParent();
    ExitCode exit =
        Cli.run(
            CommandContext.ofProcess(
                all, terminal, parent == null ? home : parent, Map.of(), NOON, new Cancellation()));
    return new Ran(exit, out, err.toString(StandardCharsets.UTF_8));
  }

  String out() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// What a person would see, for failure messages.
  String all() {
    return "exit %s%n--- out%n%s%n--- err%n%s".formatted(exit, out(), err);
  }
}
