package io.trailseal.appliance.drill;

import static java.util.Objects.requireNonNull;

import io.trailseal.indexer.aws.drill.Deliverer;
import io.trailseal.loopback.Cargo;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `trailseal serve` as packaged, in a process of its own, with the options of the launcher.
final class Appliance implements Closeable {
  static final Path DISTRIBUTION =
      Path.of(
          requireNonNull(
              System.getProperty("trailseal.root"),
              "-Dtrailseal.root must be the folder of the checkout"),
          "appliance",
          "target",
          "trailseal");
  private static final long WAIT_SECONDS_MAX = 240;
  private static final String READY = "trailseal serves";

  private final Process process;
  private final Path said;

  private Appliance(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /// Makes a home whose settings are these sources, and nothing else that is not needed.
  static void settle(Path home, URI buckets, URI queue) throws IOException {
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("settings.properties"),
        """
        http.port=0
        verify.every=off
        intake.disk-free-min=64M
        intake.reconcile-every=off
        intake.drill.bucket=%s
        intake.drill.region=%s
        intake.drill.endpoint-url=%s
        intake.drill.queue-url=%s
        """
            .formatted(Cargo.BUCKET, Deliverer.REGION, buckets, queue));
  }

  /// Starts `serve` on `home`; it is not ready yet.
  static Appliance start(Path home) throws IOException {
    return start(home, "serve");
  }

  /// Starts a command on `home`.
  static Appliance start(Path home, String... arguments) throws IOException {
    Path said = home.resolveSibling(home.getFileName() + ".said");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-Xlog:aot=off",
                "-Xlog:cds=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    Path cache = DISTRIBUTION.resolve("trailseal.aot");
    if (Files.exists(cache)) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.addAll(
        List.of(
            "-jar", DISTRIBUTION.resolve("trailseal.jar").toString(), "--home", home.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TRAILSEAL_") || name.startsWith("AWS_"));
    environment.put("AWS_ACCESS_KEY_ID", Deliverer.ACCESS_KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", Deliverer.SECRET_ACCESS_KEY);
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_CONFIG_FILE", "/dev/null");
    environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    return new Appliance(builder.start(), said);
  }

  /// All it has said.
  String said() throws IOException {
    return Files.readString(said);
  }

  boolean isReady() throws IOException {
    return Files.readString(said).contains(READY);
  }

  /// Waits until it serves.
  ///
  /// @return how long it took from here on, in nanoseconds
  long awaitReady() throws IOException, InterruptedException {
    return awaitSaid(READY);
  }

  /// Waits until it says this.
  ///
  /// @return how long it took from here on, in nanoseconds
  long awaitSaid(String text) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!said().contains(text)) {
      if (!process.isAlive()
          || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX)) {
        throw new AssertionError("it never said '%s': %s".formatted(text, said()));
      }
      Thread.sleep(5);
    }
    return System.nanoTime() - start;
  }

  long pid() {
    return process.pid();
  }

  /// `kill -9`, and its end.
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /// The processes it has started.
  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  /// Asks it to end, and waits until it has.
  void stop() throws InterruptedException, IOException {
    process.destroy();
    if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end: " + Files.readString(said));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
