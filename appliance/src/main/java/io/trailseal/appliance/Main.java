package io.trailseal.appliance;

import io.trailseal.appliance.cli.Cli;
import io.trailseal.appliance.cli.CommandContext;
import io.trailseal.appliance.cli.ExitCode;
import io.trailseal.appliance.cli.Terminal;
import io.trailseal.appliance.lifecycle.Cancellation;
import io.trailseal.appliance.lifecycle.JdkLogging;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Where everything starts.
public final class Main {
  /// How long a command may take to stop after Ctrl-C: the index finishes the batch it is at. Not
  /// waiting longer loses nothing, every room is built to survive it.
  private static final long STOP_SECONDS_MAX = 45;

  /// A person who pressed Ctrl-C should not wonder for longer.
  private static final long REMARK_SECONDS = 1;

  private Main() {}

  public static void main(String[] arguments) {
    JdkLogging.intoOurs();
    Cancellation cancellation = new Cancellation();
    CountDownLatch finished = new CountDownLatch(1);
    // On Ctrl-C (or a stop by the system) the JVM runs this and then exits with 130 (143) by
    // itself.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(cancellation, finished), "trailseal-stop"));
    ExitCode code =
        Cli.run(
            CommandContext.ofProcess(
                List.of(arguments),
                Terminal.ofProcess(System.getenv()),
                Path.of("").toAbsolutePath(),
                System.getenv(),
                InstantSource.system(),
                cancellation));
    finished.countDown();
    System.exit(code.code());
  }

  private static void stop(Cancellation cancellation, CountDownLatch finished) {
    cancellation.cancel("interrupted");
    try {
      if (!finished.await(REMARK_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("trailseal: stopping; finishing what is being written …");
      }
      if (!finished.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        System.err.println(
            "trailseal: stopped in the middle; the store recovers at the next start");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
