package io.trailseal.indexer.intake;

import static io.trailseal.indexer.intake.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.indexer.aws.drill.Placed;
import io.trailseal.indexer.aws.drill.Shape;
import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.IntakeStatus.State;
import io.trailseal.indexer.intake.Layers.BucketLayer;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of messages, against real servers: an object is here once and its message is gone,
/// or it is told what is in the way.
@ExtendWith(Peers.class)
@Timeout(300)
final class QueueIntakeTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir private Path tmp;

  private static Set<S3Name> names(List<Parcel> parcels) {
    return parcels.stream().map(Parcel::name).collect(Collectors.toSet());
  }

  private static void awaitReceived(House house, int objects) throws Exception {
    await(objects + " objects", () -> house.received().size() >= objects);
  }

  @Test
  void inWhicheverWordsAndHoweverOftenAndInWhicheverOrderEachObjectIsHereOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Scene scene = new Scene();
    List<Parcel> parcels = scene.logs(30);
    List.of("odd/a b+c%2Fd.json", "odd/ümläut–€.json", "odd/100%.json", "odd/AWS::X::Y.json")
        .forEach(key -> parcels.add(Scene.log(scene.bucket(), key, 1_000 + parcels.size())));
    List<Placed> placed = scene.deliverer.putAll(parcels);
    List<Runnable> sends = new ArrayList<>();
    for (Placed one : placed) {
      for (int time = 0; time < 3; time++) {
        Shape shape = List.of(Shape.values()).get(random.nextInt(Shape.values().length));
        List<Placed> with = List.of(one, placed.get(random.nextInt(placed.size())));
        sends.add(() -> scene.deliverer.announce(scene.queue, shape, with));
      }
    }
    Collections.shuffle(sends, random);
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        sends.forEach(Runnable::run);
        awaitReceived(house, parcels.size());
        scene.awaitEmptyQueue();
        assertThat(intake.status().queues().getFirst().trouble()).isEmpty();
        assertThat(intake.status().state()).isEqualTo(State.RUNNING);
      }
      assertThat(house.received().keySet()).isEqualTo(names(parcels));
      assertThat(house.received().values()).containsOnly(1);
      assertThat(house.entries(ObjectReceived.class))
          .allMatch(object -> object.source().equals("queue " + scene.queue))
          .noneMatch(ObjectReceived::isQuarantined);
      assertThat(house.entries(ObjectParked.class)).isEmpty();
    }
  }

  @Test
  void aMessageThatNobodyUnderstandsIsKeptOnceAndEndsInTheDeadLetterQueue() throws Exception {
    URI dead = Peers.deliverer().createQueue(Peers.name("dead"));
    URI queue = Peers.deliverer().createQueue(Peers.name("live"), dead, 3);
    Scene scene = new Scene(queue, 1);
    scene.limits = Scene.hiddenFor(Duration.ofSeconds(1), 100);
    List<String> poison =
        List.of(
            "not JSON at all", "{}", "{\"Records\":[{}]}", "[1,2]", "{\"a\":\"\\u0007\u202e\"}");
    scene.deliverer.send(queue, poison);
    List<Parcel> parcels = scene.logs(5);
    scene.deliverer.deliver(queue, Shape.S3, parcels);
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        await("dead letters", () -> scene.deliverer.waiting(dead).visible() == poison.size());
        scene.awaitEmptyQueue();
        await("depth", () -> intake.status().queues().getFirst().receivesMax().isPresent());
        IntakeStatus.QueueStatus status = intake.status().queues().getFirst();
        assertThat(status.receivesMax()).hasValue(3);
        assertThat(status.setAside()).isEqualTo(3L * poison.size());
        assertThat(status.deleted()).isEqualTo(parcels.size());
      }
      List<String> bodies = new ArrayList<>();
      for (MessageKept kept : house.entries(MessageKept.class)) {
        assertThat(kept.kind()).isEqualTo(MessageKind.UNKNOWN);
        assertThat(kept.queue()).isEqualTo(queue.toString());
        bodies.add(new String(house.vault.read(kept.body()), StandardCharsets.UTF_8));
      }
      assertThat(bodies).containsExactlyInAnyOrderElementsOf(poison);
      assertThat(house.received().keySet()).isEqualTo(names(parcels));
    }
  }

  @Test
  void aMessageThatMakesTakingInFailIsKeptAndEndsInTheDeadLetterQueueAndKeepsNobodyElse()
      throws Exception {
    URI dead = Peers.deliverer().createQueue(Peers.name("dead"));
    URI queue = Peers.deliverer().createQueue(Peers.name("live"), dead, 3);
    Scene scene = new Scene(queue, 1);
    scene.limits = Scene.hiddenFor(Duration.ofSeconds(1), 100);
    List<Parcel> parcels = scene.logs(6);
    Parcel poison = parcels.getFirst();
    scene.ledgerLayer = real -> failingFor(poison.name(), real);
    // Alone at first: nothing that comes after it brings it to light.
    scene.deliverer.deliver(queue, Shape.S3, List.of(poison));
    try (House house = House.open(tmp)) {
      try (Intake _ = scene.start(house)) {
        await("kept", () -> !house.entries(MessageKept.class).isEmpty());
        scene.deliverer.deliver(queue, Shape.S3, parcels.subList(1, parcels.size()));
        await("dead letter", () -> scene.deliverer.waiting(dead).visible() == 1);
        awaitReceived(house, parcels.size() - 1);
        scene.awaitEmptyQueue();
      }
      assertThat(house.entries(MessageKept.class))
          .singleElement()
          .satisfies(
              kept -> {
                assertThat(kept.kind()).isEqualTo(MessageKind.UNKNOWN);
                assertThat(kept.detail()).contains("failed");
                assertThat(new String(house.vault.read(kept.body()), StandardCharsets.UTF_8))
                    .contains(scene.bucket());
              });
      assertThat(house.received().keySet()).isEqualTo(names(parcels.subList(1, parcels.size())));
    }
  }

  private static Ledger failingFor(S3Name poison, Ledger real) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (_, method, arguments) -> {
              if (method.getName().equals("objectsNamed") && arguments[0].equals(poison)) {
                throw new IllegalStateException("injected");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void aMessageOfAForeignBucketIsKeptAndNeverDeletedAndItsOwnObjectsComeIn() throws Exception {
    Scene scene = new Scene();
    scene.limits = Scene.hiddenFor(Duration.ofSeconds(1), 100);
    Parcel own = scene.logs(1).getFirst();
    scene.deliverer.put(own);
    scene.deliverer.send(
        scene.queue,
        List.of(
            """
            {"Records":[%s,%s]}\
            """
                .formatted(
                    record("somebody-elses", "AWSLogs/x.json.gz"),
                    record(scene.bucket(), own.name().key()))));
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        awaitReceived(house, 1);
        await("it came twice", () -> intake.status().queues().getFirst().setAside() >= 2);
        assertThat(intake.status().queues().getFirst().deleted()).isZero();
      }
      await("it is back", () -> scene.deliverer.waiting(scene.queue).visible() == 1);
      assertThat(house.received()).containsOnly(Map.entry(own.name(), 1));
      assertThat(house.entries(MessageKept.class))
          .singleElement()
          .satisfies(
              kept -> {
                assertThat(kept.kind()).isEqualTo(MessageKind.FOREIGN);
                assertThat(kept.detail())
                    .contains("'somebody-elses'", scene.bucket(), "add the bucket");
              });
    }
  }

  /// S3's words about one object.
  private static String record(String bucket, String key) {
    return """
    {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-01-15T00:00:00.000Z",\
    "eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"%s"},"object":{"key":"%s","size":10}}}\
    """
        .formatted(bucket, key);
  }

  @Test
  void whatIsNoObjectOfOursIsAcknowledgedWithoutAnEntry() throws Exception {
    Scene scene = new Scene();
    scene.prefix = "ours/";
    String folder = "ours/AWSLogs/111122223333/CloudTrail/";
    String check = "ours/AWSLogs/111122223333/Config/ConfigWritabilityCheckFile";
    scene.deliverer.send(
        scene.queue,
        List.of(
            "{\"s3Bucket\":\"%s\",\"s3ObjectKey\":[\"%s\",\"%s\",\"theirs/a.json.gz\"]}"
                .formatted(scene.bucket(), folder, check),
            "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}"));
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        await("both deleted", () -> intake.status().queues().getFirst().deleted() == 2);
        assertThat(intake.status().queues().getFirst().outside()).isEqualTo(1);
        assertThat(intake.status().buckets().getFirst().read()).isZero();
      }
      assertThat(house.entries()).isEmpty();
    }
  }

  @Test
  void aMessageOfFiveHundredKeysIsDeletedOnceAllOfThemAreHere() throws Exception {
    Scene scene = new Scene();
    List<Parcel> parcels = scene.logs(500);
    scene.deliverer.putAll(parcels);
    String keys =
        parcels.stream()
            .map(parcel -> '"' + parcel.name().key() + '"')
            .collect(Collectors.joining(","));
    AtomicBoolean early = new AtomicBoolean();
    try (House house = House.open(tmp)) {
      scene.queueLayer =
          queue ->
              new Layers.QueueLayer(queue) {
                @Override
                public List<Message> delete(List<Message> messages) throws SourceException {
                  try {
                    early.compareAndSet(false, house.received().size() < parcels.size());
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                  return super.delete(messages);
                }
              };
      try (Intake _ = scene.start(house)) {
        scene.deliverer.send(
            scene.queue,
            List.of("{\"s3Bucket\":\"%s\",\"s3ObjectKey\":[%s]}".formatted(scene.bucket(), keys)));
        awaitReceived(house, parcels.size());
        scene.awaitEmptyQueue();
      }
      assertThat(early).isFalse();
      assertThat(house.received().keySet()).isEqualTo(names(parcels));
      assertThat(house.received().values()).containsOnly(1);
    }
  }

  @Test
  void anObjectThatIsNotThereIsParkedAndARemovalEntered() throws Exception {
    Scene scene = new Scene();
    List<Parcel> parcels = scene.logs(2);
    Placed gone = scene.deliverer.put(parcels.get(0));
    Placed removed = scene.deliverer.delete(gone.name());
    try (House house = House.open(tmp)) {
      try (Intake _ = scene.start(house)) {
        scene.deliverer.announce(scene.queue, Shape.S3, List.of(gone, removed));
        // The raw key is not there; decoded, it is.
        Parcel plus = Scene.log(scene.bucket(), "odd/a b.json", 7);
        scene.deliverer.put(plus);
        Placed encoded =
            new Placed(
                new S3Name(scene.bucket(), "odd/a+b.json"),
                Placed.What.WRITTEN,
                1,
                "",
                Optional.empty(),
                1,
                gone.at());
        scene.deliverer.announce(scene.queue, Shape.EVENTBRIDGE, List.of(encoded));
        awaitReceived(house, 1);
        scene.awaitEmptyQueue();
        assertThat(house.received()).containsOnly(Map.entry(plus.name(), 1));
      }
      assertThat(house.entries(ObjectParked.class))
          .singleElement()
          .satisfies(
              parked -> {
                assertThat(parked.name()).isEqualTo(gone.name());
                assertThat(parked.reason()).isEqualTo(ParkReason.NOT_THERE);
              });
      assertThat(house.entries(ObjectRemoved.class))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.name()).isEqualTo(gone.name());
                assertThat(entry.marker()).isFalse();
              });
    }
  }

  @Test
  void aVersionThatIsHereIsNotReadAgain() throws Exception {
    Scene scene = new Scene();
    AtomicInteger reads = new AtomicInteger();
    scene.bucketLayer =
        bucket ->
            new BucketLayer(bucket) {
              // As a bucket with versions would.
              @Override
              public Read read(S3Name name, Optional<String> versionId)
                  throws InterruptedException {
                reads.incrementAndGet();
                Read.Present read = (Read.Present) super.read(name, Optional.empty());
                return new Read.Present(
                    read.payload(),
                    read.userMetadata(),
                    new S3Version(versionId, read.version().eTag(), read.version().lastModified()),
                    read.done());
              }
            };
    Placed put = scene.deliverer.put(scene.logs(1).getFirst());
    Placed version =
        new Placed(put.name(), put.what(), put.bytes(), put.eTag(), Optional.of("v1"), 1, put.at());
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        scene.deliverer.announce(scene.queue, Shape.S3, List.of(version));
        awaitReceived(house, 1);
        scene.deliverer.announce(scene.queue, Shape.S3, List.of(version));
        await("both deleted", () -> intake.status().queues().getFirst().deleted() == 2);
      }
      assertThat(reads).hasValue(1);
    }
  }

  @Test
  void twoConsumersOfOneQueueTakeEachObjectInOnce() throws Exception {
    Scene scene = new Scene();
    scene.limits = Scene.hiddenFor(Duration.ofSeconds(1), 20);
    List<Parcel> parcels = scene.logs(150);
    try (House house = House.open(tmp)) {
      try (Intake _ = scene.start(house);
          Intake _ = scene.start(house)) {
        scene.deliverer.deliver(scene.queue, Shape.S3_IN_SNS, parcels);
        awaitReceived(house, parcels.size());
        scene.awaitEmptyQueue();
      }
      assertThat(house.received().keySet()).isEqualTo(names(parcels));
      assertThat(house.received().values()).containsOnly(1);
    }
  }

  @Test
  void closingGivesBackWhatIsNotDurable() throws Exception {
    Scene scene = new Scene();
    scene.limits = Scene.hiddenFor(LONG, 100);
    List<Parcel> parcels = scene.logs(40);
    CountDownLatch never = new CountDownLatch(1);
    scene.bucketLayer =
        bucket ->
            new BucketLayer(bucket) {
              @Override
              public Read read(S3Name name, Optional<String> versionId)
                  throws InterruptedException {
                if (name.key().contains("0_") || name.key().endsWith("3.json.gz")) {
                  never.await();
                }
                return super.read(name, versionId);
              }
            };
    scene.deliverer.deliver(scene.queue, Shape.S3, parcels);
    try (House house = House.open(tmp)) {
      int here;
      try (Intake intake = scene.start(house)) {
        await(
            "some are here and some stuck",
            () ->
                intake.status().queues().getFirst().received() == parcels.size()
                    && house.received().size() > 0);
      }
      here = house.received().size();
      assertThat(here).isBetween(1, parcels.size() - 4);
      await(
          "given back",
          () -> scene.deliverer.waiting(scene.queue).visible() >= parcels.size() - here);
      // Whoever comes next gets them at once, although they were hidden for long.
      scene.bucketLayer = bucket -> bucket;
      try (Intake _ = scene.start(house)) {
        awaitReceived(house, parcels.size());
        scene.awaitEmptyQueue();
      }
      assertThat(house.received().values()).containsOnly(1);
    }
  }

  @Test
  void intakePausesWhileTheDiskIsLowAndGoesOnByItself() throws Exception {
    Scene scene = new Scene();
    long mib = 1024 * 1024;
    AtomicLong free = new AtomicLong(900 * mib);
    scene.freeBytes = free::get;
    scene.limits =
        new IntakeLimits(
            2, 100, 8, 64 * mib, Duration.ofSeconds(60), 1_000 * mib, Duration.ZERO, 1, LONG, LONG);
    List<Parcel> parcels = scene.logs(3);
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        scene.deliverer.deliver(scene.queue, Shape.S3, parcels);
        IntakeStatus status = intake.status();
        assertThat(status.state()).isEqualTo(State.PAUSED_DISK_LOW);
        assertThat(status.trouble().orElseThrow())
            .contains("900 MiB free", "below 1,000 MiB", "make room", "at 1,100 MiB");
        assertThat(status.disk().freeBytes()).isEqualTo(900 * mib);
        free.set(1_050 * mib);
        await("seen", () -> intake.status().disk().freeBytes() == 1_050 * mib);
        assertThat(intake.status().state()).isEqualTo(State.PAUSED_DISK_LOW);
        assertThat(intake.status().queues().getFirst().received()).isZero();
        free.set(1_100 * mib);
        awaitReceived(house, 3);
        scene.awaitEmptyQueue();
        assertThat(intake.status().state()).isEqualTo(State.RUNNING);
        assertThat(intake.status().trouble()).isEmpty();
        free.set(10 * mib);
        await("paused", () -> intake.status().state() == State.PAUSED_DISK_LOW);
      }
      assertThat(house.received().keySet()).isEqualTo(names(parcels));
    }
  }

  @Test
  void aBucketThatDoesNotAnswerKeepsNobodyElseWaitingAndNothingOfItIsLost() throws Exception {
    Scene scene = new Scene(Peers.deliverer().createQueue(Peers.name("announcements")), 2);
    // Short, so that what waits must be hidden again and again.
    scene.limits = Scene.hiddenFor(Duration.ofSeconds(5), 40);
    AtomicBoolean down = new AtomicBoolean(true);
    String dead = scene.buckets.get(1);
    scene.bucketLayer =
        bucket ->
            !bucket.root().bucket().equals(dead)
                ? bucket
                : new BucketLayer(bucket) {
                  @Override
                  public Read read(S3Name name, Optional<String> versionId)
                      throws InterruptedException {
                    return down.get()
                        ? new Bucket.Read.Unreachable(Obstacle.UNREACHABLE, "nobody answers")
                        : super.read(name, versionId);
                  }
                };
    List<Parcel> deadLogs = IntStream.range(0, 14).mapToObj(i -> Scene.log(dead, i)).toList();
    List<Parcel> liveLogs = scene.logs(60);
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        scene.deliverer.deliver(scene.queue, Shape.S3, deadLogs);
        await("they wait", () -> intake.status().queues().getFirst().held() == deadLogs.size());
        scene.deliverer.deliver(scene.queue, Shape.S3, liveLogs);
        awaitReceived(house, liveLogs.size());
        assertThat(house.received().keySet()).isEqualTo(names(liveLogs));
        assertThat(intake.status().buckets().get(1).trouble()).hasValue("nobody answers");
        assertThat(intake.status().buckets().get(0).trouble()).isEmpty();
        down.set(false);
        awaitReceived(house, liveLogs.size() + deadLogs.size());
        scene.awaitEmptyQueue();
        assertThat(intake.status().buckets().get(1).trouble()).isEmpty();
        assertThat(intake.status().buckets().get(1).triedAgain()).isPositive();
      }
      Set<S3Name> all = new HashSet<>(names(liveLogs));
      all.addAll(names(deadLogs));
      assertThat(house.received().keySet()).isEqualTo(all);
      assertThat(house.received().values()).containsOnly(1);
    }
  }
}
