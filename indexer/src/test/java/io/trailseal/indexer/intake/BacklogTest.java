package io.trailseal.indexer.intake;

import static io.trailseal.indexer.intake.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.Layers.BucketLayer;
import io.trailseal.indexer.intake.Layers.QueueLayer;
import io.trailseal.verifier.S3Name;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What intake holds of a long backlog, counted outside it: between it and the servers.
@ExtendWith(Peers.class)
@Timeout(300)
final class BacklogTest {
  private static final int BACKLOG = 20_000;
  private static final int HELD_MAX = 120;
  private static final int CONSUMED = 1_000;

  @TempDir private Path tmp;

  /// Everything that comes and has not gone, and the most there was of it.
  private static final class Gauge {
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong most = new AtomicLong();

    void add(long by) {
      most.accumulateAndGet(now.addAndGet(by), Math::max);
    }
  }

  @Test
  void neverMoreIsHeldThanTheLimitsSayWhileTwentyThousandMessagesWait() throws Exception {
    Scene scene = new Scene();
    scene.limits = Scene.hiddenFor(Duration.ofMinutes(10), HELD_MAX);
    Parcel parcel = scene.logs(1).getFirst();
    scene.deliverer.put(parcel);
    String body =
        "{\"s3Bucket\":\"%s\",\"s3ObjectKey\":[\"%s\"]}"
            .formatted(scene.bucket(), parcel.name().key());
    scene.deliverer.send(scene.queue, Collections.nCopies(BACKLOG, body));
    Gauge reading = new Gauge();
    Gauge bytes = new Gauge();
    CountDownLatch open = new CountDownLatch(1);
    Set<String> inHand = Collections.synchronizedSet(new HashSet<>());
    AtomicInteger inHandMost = new AtomicInteger();
    scene.queueLayer =
        queue ->
            new QueueLayer(queue) {
              @Override
              public List<Message> receive(Duration waitMax, Duration hiddenFor)
                  throws SourceException, InterruptedException {
                List<Message> received = super.receive(waitMax, hiddenFor);
                received.forEach(message -> inHand.add(message.receipt()));
                inHandMost.accumulateAndGet(inHand.size(), Math::max);
                return received;
              }

              @Override
              public List<Message> delete(List<Message> messages) throws SourceException {
                List<Message> left = super.delete(messages);
                messages.stream()
                    .filter(message -> !left.contains(message))
                    .forEach(message -> inHand.remove(message.receipt()));
                return left;
              }
            };
    scene.bucketLayer =
        bucket ->
            new BucketLayer(bucket) {
              @Override
              public Read read(S3Name name, Optional<String> versionId)
                  throws InterruptedException {
                reading.add(1);
                try {
                  open.await();
                  Read.Present read = (Read.Present) super.read(name, versionId);
                  int length = read.payload().length();
                  bytes.add(length);
                  return new Read.Present(
                      read.payload(),
                      read.userMetadata(),
                      read.version(),
                      () -> {
                        bytes.add(-length);
                        read.close();
                      });
                } finally {
                  reading.add(-1);
                }
              }
            };
    try (House house = House.open(tmp)) {
      try (Intake intake = scene.start(house)) {
        // Nothing can be read: it takes what it may and no more, and stays so.
        await("full", () -> intake.status().queues().getFirst().held() == HELD_MAX);
        await(
            "the depth was asked",
            () -> intake.status().queues().getFirst().waiting().orElse(0) > 0);
        assertThat(inHand).hasSize(HELD_MAX);
        assertThat(intake.status().buckets().getFirst().read()).isZero();
        open.countDown();
        await(
            "some of it is done", () -> intake.status().queues().getFirst().deleted() >= CONSUMED);
      }
      assertThat(inHandMost).hasValueLessThanOrEqualTo(HELD_MAX);
      assertThat(reading.most).hasValueLessThanOrEqualTo(scene.limits.readsMax());
      assertThat(reading.now).hasValue(0);
      assertThat(bytes.most).hasValueBetween(1L, (long) HELD_MAX * parcel.content().length());
      // Whatever was read gave its memory back, durable or not.
      assertThat(bytes.now).hasValue(0);
      assertThat(house.received().values()).containsExactly(1);
    }
  }
}
