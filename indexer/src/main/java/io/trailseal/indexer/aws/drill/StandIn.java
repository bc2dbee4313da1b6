package io.trailseal.indexer.aws.drill;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Another program that answers as SQS or S3 would, in a process of its own, on a free port of
/// 127.0.0.1. It is empty when it starts, keeps everything in its memory, and ends with us.
///
/// Threads: [#close()] may be called by any thread, and more than once.
public final class StandIn implements Closeable {
  /// A busy machine with one core needs half a minute for the slowest of them.
  private static final Duration START_MAX = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(25);

  /// It has nothing to finish.
  private static final Duration END_MAX = Duration.ofSeconds(5);

  /// A port that was free may be taken a moment later.
  private static final int PORTS_TRIED_MAX = 3;

  /// What is quoted of its output.
  private static final int LINES_QUOTED_MAX = 20;

  private static final int HEAP_MB = 256;

  private final Process process;
  private final URI endpoint;

  private StandIn(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /// Queues: ElasticMQ. Holds about 100,000 waiting messages.
  ///
  /// @param programs the folder the build copies the programs to
  /// @param logs a folder for what it says; kept, so that it can be read afterwards
  /// @throws IOException if it does not answer; says what it said
  public static StandIn queues(Path programs, Path logs) throws IOException, InterruptedException {
    return queues(programs, logs, HEAP_MB);
  }

  /// As [#queues(Path, Path)], with a heap for more messages: a million need 3,000 MB.
  public static StandIn queues(Path programs, Path logs, int heapMb)
      throws IOException, InterruptedException {
    return start(
        new Program(
            "elasticmq",
            jarsIn(programs.resolve("elasticmq")),
            "org.elasticmq.server.Main",
            heapMb,
            "/health"),
        logs,
        port ->
            new Words(
                List.of(
                    "-Drest-sqs.bind-hostname=127.0.0.1",
                    "-Drest-sqs.bind-port=" + port,
                    "-Dgenerate-node-address=true",
                    "-Daws.region=" + Deliverer.REGION),
                List.of()));
  }

  /// Buckets without versions: S3Proxy. Holds about 100 MB of objects.
  ///
  /// @param programs the folder the build copies the programs to
  /// @param logs a folder for what it says; kept, so that it can be read afterwards
  /// @throws IOException if it does not answer; says what it said
  public static StandIn buckets(Path programs, Path logs) throws IOException, InterruptedException {
    return start(
        new Program(
            "s3proxy",
            List.of(programs.resolve("s3proxy.jar")),
            "org.gaul.s3proxy.Main",
            2 * HEAP_MB,
            "/"),
        logs,
        port -> {
          Path settings = logs.resolve("s3proxy-%d.properties".formatted(port));
          Files.writeString(
              settings,
              """
              s3proxy.endpoint=http://127.0.0.1:%d
              s3proxy.authorization=none
              jclouds.provider=transient-nio2
              jclouds.identity=any
              jclouds.credential=any
              """
                  .formatted(port));
          return new Words(List.of(), List.of("--properties", settings.toString()));
        });
  }

  /// Buckets with versions: S3Mock. Slow, and not part of the distribution.
  ///
  /// @param programs the folder the build copies the programs to
  /// @param logs a folder for what it says and keeps
  /// @throws IOException if it does not answer; says what it said
  public static StandIn bucketsWithVersions(Path programs, Path logs)
      throws IOException, InterruptedException {
    return start(
        new Program(
            "s3mock",
            List.of(programs.resolve("s3mock.jar")),
            "org.springframework.boot.loader.launch.JarLauncher",
            HEAP_MB,
            "/"),
        logs,
        port ->
            new Words(
                List.of(
                    "-Dserver.address=127.0.0.1",
                    "-Dhttp.port=" + port,
                    // It ends too abruptly to clear up after itself.
                    "-Djava.io.tmpdir=" + Files.createDirectories(logs.resolve("s3mock-objects"))),
                List.of()));
  }

  /// Where it answers, over plain HTTP; buckets in the path.
  public URI endpoint() {
    return endpoint;
  }

  /// The number of its process, for who measures it.
  public long pid() {
    return process.pid();
  }

  /// Ends it and waits until it has.
  @Override
  public void close() throws IOException {
    // Its end of input is its end.
    process.getOutputStream().close();
    try {
      if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// @param readyPath answers with anything at all once it is ready
  private record Program(String name, List<Path> jars, String main, int heapMb, String readyPath) {}

  private record Words(List<String> options, List<String> arguments) {}

  @FunctionalInterface
  private interface Wording {
    Words forPort(int port) throws IOException;
  }

  private static StandIn start(Program program, Path logs, Wording wording)
      throws IOException, InterruptedException {
    for (Path jar : program.jars()) {
      if (!Files.isRegularFile(jar)) {
        throw new IOException(
            "%s is not here: %s; the build puts it there".formatted(program.name(), jar));
      }
    }
    Files.createDirectories(logs);
    IOException last = null;
    for (int i = 0; i < PORTS_TRIED_MAX; i++) {
      int port = freePort();
      Path log = logs.resolve("%s-%d.log".formatted(program.name(), port));
      try {
        return started(program, log, wording.forPort(port), port);
      } catch (IOException e) {
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw java.util.Objects.requireNonNull(last);
  }

  private static StandIn started(Program program, Path log, Words words, int port)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // One compiler: it is to be there soon, and not to take the cores from what is looked at.
    command.addAll(
        List.of(
            "-Xmx%dm".formatted(program.heapMb()),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(words.options());
    command.add("-cp");
    command.add(
        String.join(
            java.io.File.pathSeparator,
            Stream.concat(Stream.of(ownClasses()), program.jars().stream())
                .map(path -> path.toAbsolutePath().toString())
                .toList()));
    command.add(StandInMain.class.getName());
    command.add(program.main());
    command.addAll(words.arguments());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    StandIn standIn = new StandIn(process, URI.create("http://127.0.0.1:" + port));
    try {
      standIn.awaitAnswer(program, log);
      return standIn;
    } catch (IOException | InterruptedException | RuntimeException e) {
      standIn.close();
      throw e;
    }
  }

  private void awaitAnswer(Program program, Path log) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(program.readyPath()))
            .timeout(Duration.ofSeconds(20))
            .build();
    long deadline = System.nanoTime() + START_MAX.toNanos();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (System.nanoTime() - deadline < 0 && process.isAlive()) {
        try {
          client.send(request, HttpResponse.BodyHandlers.discarding());
          return;
        } catch (IOException _) {
          Thread.sleep(POLL);
        }
      }
    }
    throw new IOException(
        "%s %s; the end of %s:%n%s"
            .formatted(
                program.name(),
                process.isAlive()
                    ? "did not answer within %d seconds".formatted(START_MAX.toSeconds())
                    : "ended at once with exit code " + process.exitValue(),
                log,
                tail(log)));
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readString(log).lines().toList();
    return String.join(
        System.lineSeparator(),
        lines.subList(Math.max(0, lines.size() - LINES_QUOTED_MAX), lines.size()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static List<Path> jarsIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not here; the build puts it there");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /// The jar or folder that [StandInMain] is in.
  private static Path ownClasses() throws IOException {
    CodeSource source = StandInMain.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException("a drill needs Trailseal's own jar, and cannot find it");
    }
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("a drill needs Trailseal's own jar, and cannot find it", e);
    }
  }
}
