package io.trailseal.appliance.cli;

import io.trailseal.appliance.Main;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Trailseal in a process of its own, as a user starts it.
final class Child implements Closeable {
  private static final long WAIT_SECONDS_MAX = 240;

  private final Process process;
  private final Path out;
  private final Path err;

  private Child(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// Starts `trailseal ARGUMENTS` in `folder`, with output to files in it.
  static Child start(Path folder, String... arguments) throws IOException {
    return start(folder, Map.of(), arguments);
  }

  /// The same with these variables in its environment.
  static Child start(Path folder, Map<String, String> variables, String... arguments)
      throws IOException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TRAILSEAL_"));
    builder.environment().putAll(variables);
    return new Child(builder.start(), out, err);
  }

  String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  /// Waits until its output has `text` in it.
  void awaitOut(String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
    while (!out().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("never said '%s'; out: %s%nerr: %s".formatted(text, out(), err()));
      }
      Thread.sleep(20);
    }
  }

  /// Presses Ctrl-C and waits for the end.
  ///
  /// @return whether it exited as one does after Ctrl-C
  boolean stopsOnInterrupt() throws IOException, InterruptedException {
    // A test run that was put into the background hands down SIGINT as ignored, and a JVM leaves it
    // at that; then only SIGTERM can be tried, which goes the same way.
    boolean ignored = ignoresInterrupts();
    new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", Long.toString(process.pid()))
        .start()
        .waitFor();
    return exit() == (ignored ? 143 : 130);
  }

  private boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    exit();
  }

  int exit() throws InterruptedException {
    if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("still runs");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
