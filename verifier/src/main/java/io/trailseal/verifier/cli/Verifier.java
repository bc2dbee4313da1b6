package io.trailseal.verifier.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where the standalone verifier starts.
public final class Verifier {
  /// How long a walk may take to stop after Ctrl-C. Not waiting longer loses nothing but the
  /// report.
  private static final long STOP_SECONDS_MAX = 5;

  private Verifier() {}

  public static void main(String[] arguments) {
    Thread worker = Thread.currentThread();
    CountDownLatch finished = new CountDownLatch(1);
    // On Ctrl-C the JVM runs this and then exits with 130 by itself.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker, finished), "stop"));
    VerifierTool tool =
        new VerifierTool(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 32 * 1024),
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
            isTerminal(2),
            isTerminal(1) ? columns() : 0,
            Path.of("").toAbsolutePath(),
            InstantSource.system());
    int code = tool.run(List.of(arguments));
    finished.countDown();
    System.exit(code);
  }

  private static void stop(Thread worker, CountDownLatch finished) {
    if (finished.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      if (!finished.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        System.err.println("trailseal-verifier: stopped in the middle; there is no report");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether a file descriptor of this process is a person's screen. The JDK knows only about all
  /// of them together.
  // NullAway's model of the JDK is right that it may be null: an operator can ask for that.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      // No Linux: then all of them have to be, for a progress line to be shown.
      @Nullable Console console = System.console();
      return console != null && console.isTerminal();
    }
  }

  private static int columns() {
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : 0;
  }
}
