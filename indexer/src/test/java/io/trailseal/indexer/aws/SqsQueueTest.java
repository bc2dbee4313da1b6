package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.aws.drill.StandIn;
import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.MessageQueue.Message;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.Verdict.Obstacle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// The queue against an SQS that others wrote: ElasticMQ, in a process of its own.
@Timeout(180)
final class SqsQueueTest {
  private static final Duration HIDDEN = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir static Path folder;
  private static Credentials credentials;
  private static StandIn queues;
  private static SqsClient sender;
  private static int made;
  private final List<SqsQueue> open = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    credentials = Credentials.some(folder);
    queues = StandIn.queues(Path.of("target", "drill"), folder);
    sender =
        SqsClient.builder().endpointOverride(queues.endpoint()).region(Region.US_EAST_1).build();
  }

  @AfterAll
  static void stop() throws Exception {
    sender.close();
    queues.close();
    credentials.close();
  }

  @AfterEach
  void close() {
    open.forEach(SqsQueue::close);
  }

  private static String create(Map<QueueAttributeName, String> attributes) {
    String name = "queue-" + made++;
    return sender.createQueue(request -> request.queueName(name).attributes(attributes)).queueUrl();
  }

  private SqsQueue open(String url) {
    SqsQueue queue = new SqsQueue(QueueUrl.of(url), Connection.prepare(AwsAccess.STANDARD, 4, 2));
    open.add(queue);
    return queue;
  }

  private static void send(String url, String body) {
    sender.sendMessage(request -> request.queueUrl(url).messageBody(body));
  }

  private static Message one(MessageQueue queue, Duration hiddenFor) throws Exception {
    List<Message> messages = queue.receive(LONG, hiddenFor);
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  @Test
  void aMessageComesWithWhatSqsSaysOfItAndIsGoneOnceDeleted() throws Exception {
    String url = create(Map.of());
    SqsQueue queue = open(url);
    assertThat(queue.description()).isEqualTo(url);
    assertThat(queue.receive(Duration.ZERO, HIDDEN)).isEmpty();
    send(url, "hello");
    Message message = one(queue, HIDDEN);
    assertThat(message.body()).isEqualTo("hello");
    assertThat(message.receives()).isEqualTo(1);
    assertThat(message.sentAt().orElseThrow()).isAfter(LONG_AGO);
    assertThat(queue.receive(Duration.ZERO, HIDDEN)).as("hidden").isEmpty();
    assertThat(queue.depth().inFlight()).isEqualTo(1);
    assertThat(queue.delete(List.of(message))).isEmpty();
    assertThat(queue.depth().inFlight()).isZero();
    assertThat(queue.delete(List.of())).isEmpty();
  }

  @Test
  void aLongPollEndsWhenAMessageComes() throws Exception {
    String url = create(Map.of());
    SqsQueue queue = open(url);
    long began = System.nanoTime();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<List<Message>> waiting = thread.submit(() -> queue.receive(LONG, HIDDEN));
      Thread.sleep(300);
      send(url, "at last");
      assertThat(waiting.get()).extracting(Message::body).containsExactly("at last");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG);
  }

  @Test
  void hidingForNoTimeGivesAMessageBackAndItComesAgainCounted() throws Exception {
    String url = create(Map.of());
    SqsQueue queue = open(url);
    send(url, "again");
    Message first = one(queue, HIDDEN);
    queue.hide(List.of(first), Duration.ZERO);
    Message second = one(queue, HIDDEN);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.receives()).isEqualTo(2);
    assertThat(second.sentAt()).isEqualTo(first.sentAt());
    queue.hide(List.of(second), Duration.ofHours(13));
    assertThat(queue.receive(Duration.ZERO, HIDDEN)).isEmpty();
    assertThat(queue.delete(List.of(second))).isEmpty();
  }

  @Test
  void whatIsNotDeletedInTimeComesAgainByItself() throws Exception {
    String url = create(Map.of());
    SqsQueue queue = open(url);
    send(url, "slow");
    Message first = one(queue, Duration.ofSeconds(1));
    Message second = one(queue, HIDDEN);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(second.receives()).isEqualTo(2);
  }

  @Test
  void aReceiptThatIsNoneIsNotDeletedAndTheOthersAre() throws Exception {
    String url = create(Map.of());
    SqsQueue queue = open(url);
    send(url, "x");
    send(url, "y");
    List<Message> messages = new ArrayList<>();
    while (messages.size() < 2) {
      messages.addAll(queue.receive(LONG, HIDDEN));
    }
    Message forged =
        new Message(messages.getFirst().id(), "no-such-receipt", "", 1, Optional.empty());
    List<Message> batch = List.of(messages.get(0), forged, messages.get(1));
    assertThat(queue.delete(batch)).containsExactly(forged);
    assertThat(queue.depth().inFlight()).isZero();
    queue.hide(List.of(forged), HIDDEN);
  }

  @Test
  void theDepthSaysHowTheQueueIsSet() throws Exception {
    String dead = create(Map.of());
    String deadArn =
        sender
            .getQueueAttributes(
                request -> request.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    String url =
        create(
            Map.of(
                QueueAttributeName.VISIBILITY_TIMEOUT,
                "77",
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":3}".formatted(deadArn)));
    SqsQueue queue = open(url);
    for (int i = 0; i < 12; i++) {
      send(url, "m" + i);
    }
    assertThat(queue.depth().waiting()).isEqualTo(12);
    assertThat(queue.receive(LONG, HIDDEN)).hasSize(MessageQueue.BATCH_MAX);
    MessageQueue.Depth depth = queue.depth();
    assertThat(depth.waiting()).isEqualTo(2);
    assertThat(depth.inFlight()).isEqualTo(10);
    assertThat(depth.receivesMax()).hasValue(3);
    assertThat(depth.visibility()).contains(Duration.ofSeconds(77));
    assertThat(open(dead).depth().receivesMax()).isEmpty();
  }

  @Test
  void whatIsReceivedTooOftenGoesToTheDeadLetterQueue() throws Exception {
    String dead = create(Map.of());
    String url =
        create(
            Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:%s\",\"maxReceiveCount\":2}"
                    .formatted(dead.substring(dead.lastIndexOf('/') + 1))));
    SqsQueue queue = open(url);
    send(url, "poison");
    for (int i = 1; i <= 2; i++) {
      Message message = one(queue, HIDDEN);
      assertThat(message.receives()).isEqualTo(i);
      queue.hide(List.of(message), Duration.ZERO);
    }
    assertThat(queue.receive(Duration.ofSeconds(1), HIDDEN)).isEmpty();
    assertThat(one(open(dead), HIDDEN).body()).isEqualTo("poison");
  }

  @Test
  void aMebibyteAndOddCharactersComeAsTheyWereSent() throws Exception {
    String url = create(Map.of());
    SqsQueue queue = open(url);
    String large = "é".repeat(512 * 1024);
    String odd = "tab\t newline\n cr\r quote\" <&> 日本 \uD83D\uDE00 ]]> \uFFFD";
    for (String body : List.of(large, odd)) {
      send(url, body);
      Message message = one(queue, HIDDEN);
      assertThat(message.body().equals(body)).isTrue();
      queue.delete(List.of(message));
    }
  }

  @Test
  void aQueueThatIsNotThereIsSaidSo() {
    SqsQueue queue = open(queues.endpoint() + "/000000000000/no-such-queue");
    for (Refused refused :
        List.<Refused>of(
            () -> queue.receive(Duration.ZERO, HIDDEN),
            queue::depth,
            () -> queue.delete(List.of(new Message("i", "r", "", 1, Optional.empty()))))) {
      assertThatThrownBy(refused::ask)
          .isInstanceOfSatisfying(
              SourceException.class,
              e -> assertThat(e.obstacle()).isEqualTo(Obstacle.OBJECT_NOT_READABLE))
          .hasMessageContaining("there is no such queue");
    }
  }

  private interface Refused {
    void ask() throws Exception;
  }

  @Test
  void manyConsumersShareAQueue() throws Exception {
    String url = create(Map.of());
    int messages = 200;
    for (int i = 0; i < messages; i++) {
      send(url, "n" + i);
    }
    Set<String> bodies = new HashSet<>();
    CountDownLatch left = new CountDownLatch(messages);
    List<Future<?>> consumers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (SqsQueue queue : List.of(open(url), open(url), open(url))) {
        consumers.add(
            threads.submit(
                () -> {
                  while (left.getCount() > 0) {
                    List<Message> some = queue.receive(Duration.ofSeconds(1), HIDDEN);
                    assertThat(queue.delete(some)).isEmpty();
                    for (Message message : some) {
                      synchronized (bodies) {
                        assertThat(bodies.add(message.body())).isTrue();
                      }
                      left.countDown();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> consumer : consumers) {
        consumer.get();
      }
    }
    assertThat(bodies).hasSize(messages);
    assertThat(open(url).depth().waiting()).isZero();
  }

  @Test
  void closingEndsAPollThatWaits() throws Exception {
    SqsQueue queue = open(create(Map.of()));
    long began = System.nanoTime();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<List<Message>> waiting = thread.submit(() -> queue.receive(LONG, HIDDEN));
      Thread.sleep(300);
      queue.close();
      assertThatThrownBy(waiting::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("closed");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG.dividedBy(2));
    assertThatThrownBy(() -> queue.receive(LONG, HIDDEN)).isInstanceOf(SourceException.class);
  }

  @Test
  void anInterruptEndsAPollThatWaits() throws Exception {
    SqsQueue queue = open(create(Map.of()));
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    queue.receive(LONG, HIDDEN);
                  } catch (InterruptedException _) {
                    interrupted.countDown();
                  } catch (SourceException e) {
                    throw new IllegalStateException(e);
                  }
                });
    long began = System.nanoTime();
    Thread.sleep(300);
    waiting.interrupt();
    interrupted.await();
    waiting.join();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG.dividedBy(2));
    // Nothing of it is left behind: a message that comes now is for who asks now.
    assertThat(queue.receive(Duration.ZERO, HIDDEN)).isEmpty();
  }
}
