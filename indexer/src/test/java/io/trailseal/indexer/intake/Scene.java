package io.trailseal.indexer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsSources;
import io.trailseal.indexer.aws.AwsSources.BucketAt;
import io.trailseal.indexer.aws.AwsSources.QueueAt;
import io.trailseal.indexer.aws.drill.Deliverer;
import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.key.PublishedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/// A queue and buckets at the peers, and an intake of them into a house; with layers between where
/// a test wants something to go wrong.
final class Scene {
  static final IntakeLimits LIMITS =
      new IntakeLimits(
          2,
          100,
          8,
          64L * 1024 * 1024,
          Duration.ofSeconds(60),
          1,
          Duration.ZERO,
          1,
          Duration.ofHours(1),
          Duration.ofHours(1));

  private static final Duration LONG = Duration.ofMinutes(3);

  final Deliverer deliverer = Peers.deliverer();
  final URI queue;
  final List<String> buckets = new ArrayList<>();
  IntakeLimits limits = LIMITS;
  String prefix = "";
  UnaryOperator<MessageQueue> queueLayer = UnaryOperator.identity();
  UnaryOperator<Bucket> bucketLayer = UnaryOperator.identity();
  UnaryOperator<Vault> vaultLayer = UnaryOperator.identity();
  UnaryOperator<Ledger> ledgerLayer = UnaryOperator.identity();
  LongSupplier freeBytes = () -> Long.MAX_VALUE;

  Scene() {
    this(Peers.deliverer().createQueue(Peers.name("announcements")), 1);
  }

  Scene(URI queue, int bucketCount) {
    this.queue = queue;
    for (int i = 0; i < bucketCount; i++) {
      String bucket = Peers.name("trail-bucket");
      deliverer.createBucket(bucket);
      buckets.add(bucket);
    }
  }

  static IntakeLimits hiddenFor(Duration time, int heldMax) {
    return new IntakeLimits(
        LIMITS.receivers(),
        heldMax,
        LIMITS.readsMax(),
        LIMITS.readBytesMax(),
        time,
        LIMITS.diskFreeBytesMin(),
        LIMITS.reconcileEvery(),
        LIMITS.reconcileDays(),
        LIMITS.parkedEvery(),
        LIMITS.keysEvery());
  }

  String bucket() {
    return buckets.getFirst();
  }

  Intake start(House house) {
    AwsAccess s3 =
        new AwsAccess(
            Optional.of(Peers.running().buckets().endpoint()),
            Optional.of(Deliverer.REGION),
            Optional.empty());
    AwsAccess sqs =
        new AwsAccess(Optional.empty(), Optional.of(Deliverer.REGION), Optional.empty());
    Sources real =
        AwsSources.open(
            List.of(new QueueAt(queue.toString(), sqs)),
            buckets.stream().map(bucket -> new BucketAt(bucket, prefix, s3)).toList(),
            s3,
            limits,
            InstantSource.system());
    Sources sources =
        new Sources(
            real.queues().stream().map(queueLayer).toList(),
            real.buckets().stream().map(bucketLayer).toList(),
            new NoKeys(real.keys()));
    return Intake.start(
        vaultLayer.apply(house.vault),
        ledgerLayer.apply(house.ledger),
        house.custody,
        house.follow::wake,
        sources,
        limits,
        new DiskGuard(house.home, limits.diskFreeBytesMin(), freeBytes),
        InstantSource.system());
  }

  /// Nobody here is CloudTrail.
  private record NoKeys(KeySource real) implements KeySource {
    @Override
    public List<PublishedKey> list(String region, Instant from, Instant to) {
      return List.of();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  /// A log file of one event.
  static Parcel log(String bucket, int number) {
    return log(
        bucket,
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/15/111122223333_CloudTrail_us-east-1_20260115T%02d%02dZ_%016d.json.gz"
            .formatted(number / 60 % 24, number % 60, number),
        number);
  }

  static Parcel log(String bucket, String key, int number) {
    String json =
        """
        {"Records":[{"eventVersion":"1.08","eventTime":"2026-01-15T00:00:00Z","eventName":"N%d",\
        "eventSource":"s3.amazonaws.com","awsRegion":"us-east-1","eventID":"%08d-0000-4000-8000-000000000000",\
        "userIdentity":{"type":"IAMUser"},"recipientAccountId":"111122223333"}]}\
        """
            .formatted(number, number);
    return new Parcel(new S3Name(bucket, key), Payload.adopt(gzip(json)), Map.of());
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  List<Parcel> logs(int count) {
    List<Parcel> logs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      logs.add(log(bucket(), i));
    }
    return logs;
  }

  void awaitEmptyQueue() throws Exception {
    await("the queue is empty", () -> deliverer.waiting(queue).isEmpty());
  }

  static void await(String what, Callable<Boolean> condition) throws Exception {
    long endNanos = System.nanoTime() + LONG.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime() - endNanos).as("waited for: " + what).isNegative();
      Thread.sleep(20);
    }
  }
}
