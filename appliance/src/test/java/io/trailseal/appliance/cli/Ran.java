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

  /// The same on a screen.
  static Ran onTerminal(Path home, int columns, String... arguments) {
    return in(home, columns, true, arguments);
  }

  private static Ran in(Path home, int columns, boolean isTerminal, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--home", home.toString()));
    all.addAll(List.of(arguments));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path parent = home.toAbsolutePath().getParent();
    ExitCode exit =
        Cli.run(
            CommandContext.ofProcess(
                all,
                Terminal.over(out, err, isTerminal, isTerminal, columns),
                parent == null ? home : parent,
                Map.of(),
                NOON,
                new Cancellation()));
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
