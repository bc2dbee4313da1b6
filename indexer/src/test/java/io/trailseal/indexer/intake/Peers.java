package io.trailseal.indexer.intake;

import io.trailseal.indexer.aws.drill.Deliverer;
import io.trailseal.indexer.aws.drill.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An SQS and an S3 that others wrote, in processes of their own, started once for all test classes
/// that want them.
final class Peers implements BeforeAllCallback, AfterAllCallback {
  private static final Path PROGRAMS = Path.of("target", "drill");
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static @Nullable Running running;

  /// @param deliverer puts and announces
  record Running(Path logs, StandIn queues, StandIn buckets, Deliverer deliverer)
      implements AutoCloseable {
    static Running start() {
      try {
        Path logs = Files.createTempDirectory("peers");
        StandIn queues = StandIn.queues(PROGRAMS, logs);
        try {
          StandIn buckets = StandIn.buckets(PROGRAMS, logs);
          return new Running(
              logs,
              queues,
              buckets,
              Deliverer.to(buckets.endpoint(), queues.endpoint(), InstantSource.system()));
        } catch (IOException | InterruptedException e) {
          queues.close();
          throw e;
        }
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      try (queues;
          buckets;
          deliverer) {
        try (Stream<Path> files = Files.walk(logs)) {
          for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(each);
          }
        }
      }
    }
  }

  /// What the SDK's system properties are for the time of a class: made-up credentials, and nothing
  /// of the machine's own.
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "aws.accessKeyId",
          Deliverer.ACCESS_KEY_ID,
          "aws.secretAccessKey",
          Deliverer.SECRET_ACCESS_KEY,
          "aws.disableEc2Metadata",
          "true",
          "aws.configFile",
          PROGRAMS.resolve("no-such-file").toString(),
          "aws.sharedCredentialsFile",
          PROGRAMS.resolve("no-such-file").toString());

  private final Map<String, Optional<String>> before = new HashMap<>();

  @Override
  public void afterAll(ExtensionContext context) {
    before.forEach(
        (name, value) ->
            value.ifPresentOrElse(
                text -> System.setProperty(name, text), () -> System.clearProperty(name)));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    PROPERTIES.forEach(
        (name, value) -> before.put(name, Optional.ofNullable(System.setProperty(name, value))));
    // The root's store closes what it has when all tests are over, also where they fail.
    running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(Peers.class, _ -> Running.start(), Running.class);
  }

  static Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the test class needs @ExtendWith(Peers.class)");
    }
    return now;
  }

  static Deliverer deliverer() {
    return running().deliverer();
  }

  /// A name that nothing else has.
  static String name(String what) {
    return what + "-" + NAMES.incrementAndGet();
  }
}
