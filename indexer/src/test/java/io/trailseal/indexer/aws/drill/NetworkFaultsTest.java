package io.trailseal.indexer.aws.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsSources;
import io.trailseal.indexer.aws.AwsSources.BucketAt;
import io.trailseal.indexer.aws.AwsSources.QueueAt;
import io.trailseal.indexer.aws.Credentials;
import io.trailseal.indexer.intake.Intake;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.loopback.Between;
import io.trailseal.loopback.Between.Does;
import io.trailseal.loopback.Cargo;
import io.trailseal.loopback.Comparison;
import io.trailseal.loopback.Wire;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what passes by itself does, without a person: nothing is lost, doubled, parked or set
/// aside because of the network. Real servers, and something before them that spoils it.
final class NetworkFaultsTest {
  private static final Path PROGRAMS = Path.of("target", "drill");
  private static final int OBJECTS = 150;
  private static final int EVENTS_PER_FILE = 8;
  private static final int RECEIVES_MAX = 1_000;
  private static final long SETTLE_SECONDS_MAX = 300;

  @TempDir static Path folder;
  private static Credentials credentials;
  private static StandIn queues;
  private static StandIn buckets;
  private static Deliverer deliverer;
  private static Cargo cargo;

  private final long seed = System.nanoTime();

  @BeforeAll
  static void start() throws Exception {
    credentials = Credentials.some(folder);
    queues = StandIn.queues(PROGRAMS, folder);
    buckets = StandIn.buckets(PROGRAMS, folder);
    deliverer = Deliverer.to(buckets.endpoint(), queues.endpoint(), Instant::now);
    deliverer.createBucket(Cargo.BUCKET);
    cargo = Cargo.of(OBJECTS, EVENTS_PER_FILE, 7);
    deliverer.putAll(cargo.parcels());
  }

  @AfterAll
  static void stop() throws Exception {
    if (deliverer != null) {
      deliverer.close();
    }
    if (buckets != null) {
      buckets.close();
    }
    if (queues != null) {
      queues.close();
    }
    credentials.close();
  }

  /// Takes everything in from these endpoints, which may be bad ones, and expects all of it.
  ///
  /// @param times how often each object is announced
  private void takeIn(String name, URI queuesAt, URI bucketsAt, int times) throws Exception {
    URI dead = deliverer.createQueue(name + "-dead");
    URI queue = deliverer.createQueue(name, dead, RECEIVES_MAX);
    announce(queue, times);
    AwsAccess access =
        new AwsAccess(Optional.of(bucketsAt), Optional.of(Deliverer.REGION), Optional.empty());
    IntakeLimits limits =
        new IntakeLimits(
            2,
            1_000,
            8,
            64L << 20,
            Duration.ofSeconds(2),
            0,
            Duration.ZERO,
            1,
            Duration.ofHours(1),
            Duration.ofHours(1));
    try (Store store = Store.open(folder.resolve(name), "network faults", Instant::now)) {
      try (Intake intake =
          store.intake(
              AwsSources.open(
                  List.of(new QueueAt(queuesAt.resolve(queue.getRawPath()).toString(), access)),
                  List.of(new BucketAt(Cargo.BUCKET, "", access)),
                  access,
                  limits,
                  Instant::now),
              limits,
              Instant::now)) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS_MAX);
        while (!deliverer.waiting(queue).isEmpty()) {
          assertThat(System.nanoTime())
              .as("seed %d: %s, %s", seed, deliverer.waiting(queue), intake.status())
              .isLessThan(deadline);
          Thread.sleep(100);
        }
      }
      assertThat(Comparison.differences(store, deliverer, Cargo.BUCKET, cargo.events()))
          .as("seed %d", seed)
          .isEmpty();
    }
    assertThat(deliverer.waiting(dead).isEmpty()).as("seed %d", seed).isTrue();
  }

  private void announce(URI queue, int times) {
    List<String> bodies = new ArrayList<>();
    Instant at = Instant.parse("2026-03-02T00:00:00Z");
    for (int i = 0; i < times; i++) {
      Shape shape = List.of(Shape.values()).get(i % Shape.values().length);
      for (Parcel parcel : cargo.parcels()) {
        Placed placed =
            new Placed(
                parcel.name(),
                Placed.What.WRITTEN,
                parcel.content().length(),
                "",
                Optional.empty(),
                1,
                at);
        bodies.addAll(Announcements.bodies(shape, List.of(placed)));
      }
    }
    Collections.shuffle(bodies, new Random(seed));
    deliverer.send(queue, bodies);
  }

  @Test
  void linesThatAreSlowAndBreakInTheMiddleOfAnObject() throws Exception {
    System.out.println("bad lines: seed " + seed);
    try (Wire toBuckets =
            Wire.to(buckets.endpoint(), Wire.seeded(seed, 50, 12_000, Duration.ofMillis(3)));
        Wire toQueues =
            Wire.to(queues.endpoint(), Wire.seeded(seed + 1, 30, 20_000, Duration.ofMillis(3)))) {
      takeIn("lines", toQueues.endpoint(), toBuckets.endpoint(), 1);
    }
  }

  @Test
  void stormsOf500And503AndSlowDown() throws Exception {
    System.out.println("storms: seed " + seed);
    Dice s3 = new Dice(seed);
    Dice sqs = new Dice(seed + 1);
    try (Between beforeBuckets =
            Between.before(
                buckets.endpoint(),
                _ ->
                    switch (s3.roll()) {
                      case 0 -> Between.s3Error(503, "SlowDown");
                      case 1 -> Between.s3Error(500, "InternalError");
                      case 2 -> Between.s3Error(503, "ServiceUnavailable");
                      case 3 -> new Does.Late(Duration.ofMillis(30));
                      default -> new Does.Pass();
                    });
        Between beforeQueues =
            Between.before(
                queues.endpoint(),
                _ ->
                    switch (sqs.roll()) {
                      case 0 -> Between.sqsError(500, "InternalFailure");
                      case 1 -> Between.sqsError(503, "ServiceUnavailable");
                      case 2 -> Between.sqsError(400, "RequestThrottled");
                      default -> new Does.Pass();
                    })) {
      takeIn("storms", beforeQueues.endpoint(), beforeBuckets.endpoint(), 1);
    }
    assertThat(s3.rolled()).isGreaterThan(cargo.parcels().size());
  }

  @Test
  void aQueueThatDeliversEverythingSeveralTimesInAnyOrderAndForgetsItsAnswers() throws Exception {
    System.out.println("a bad queue: seed " + seed);
    Dice dice = new Dice(seed);
    try (Between beforeQueues =
        Between.before(
            queues.endpoint(),
            asked ->
                switch (asked.action()) {
                  // Received and never heard of: it comes again.
                  case "ReceiveMessage" ->
                      dice.roll() == 0 ? new Does.DoAndCut(10) : new Does.Pass();
                  // Deleted, and nobody is told; or not deleted.
                  case "DeleteMessageBatch" ->
                      switch (dice.roll()) {
                        case 0, 1 -> new Does.DoAndCut(0);
                        case 2 -> Between.sqsError(500, "InternalFailure");
                        default -> new Does.Pass();
                      };
                  default -> new Does.Pass();
                })) {
      takeIn("queue", beforeQueues.endpoint(), buckets.endpoint(), 4);
    }
  }

  /// Of ten, by a seed.
  private static final class Dice {
    private final Random random;
    private final AtomicInteger rolled = new AtomicInteger();

    Dice(long seed) {
      this.random = new Random(seed);
    }

    int roll() {
      rolled.incrementAndGet();
      synchronized (random) {
        return random.nextInt(10);
      }
    }

    int rolled() {
      return rolled.get();
    }
  }
}
