package io.trailseal.indexer.aws;

import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/// A queue of SQS. The SDK holds each body that comes against the MD5 that comes with it.
///
/// Source: the SQS API reference.
final class SqsQueue implements MessageQueue {
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);
  private static final Duration HIDDEN_MAX = Duration.ofHours(12);

  /// SQS's ids are UUIDs, its receipts some hundred characters.
  private static final int ID_LENGTH_MAX = 100;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /// In the redrive policy, a small JSON text; a number or a text with one.
  private static final Pattern RECEIVES_MAX =
      Pattern.compile("\"maxReceiveCount\"\\s*:\\s*\"?([0-9]{1,9})\\b");

  private final QueueUrl queue;
  private final Connection connection;
  private final SqsClient sqs;

  /// A long poll is 20 seconds in a read that an interrupt does not end on a platform's thread; on
  /// a virtual one it does. So polls have threads of their own.
  private final ExecutorService polls = Executors.newVirtualThreadPerTaskExecutor();

  private volatile boolean closed;

  /// @param connection its own, closed with it
  SqsQueue(QueueUrl queue, Connection connection) {
    this.queue = queue;
    this.connection = connection;
    this.sqs =
        connection
            .with(SqsClient.builder(), queue.endpoint())
            .region(queue.region().map(Region::of).orElse(connection.region()))
            .build();
  }

  @Override
  public String description() {
    return S3Name.printable(queue.url());
  }

  @Override
  public List<Message> receive(Duration waitMax, Duration hiddenFor)
      throws SourceException, InterruptedException {
    ReceiveMessageRequest request =
        ReceiveMessageRequest.builder()
            .queueUrl(queue.url())
            .maxNumberOfMessages(BATCH_MAX)
            .waitTimeSeconds(seconds(waitMax, WAIT_MAX))
            .visibilityTimeout(seconds(hiddenFor, HIDDEN_MAX))
            .messageSystemAttributeNames(
                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                MessageSystemAttributeName.SENT_TIMESTAMP)
            .build();
    List<software.amazon.awssdk.services.sqs.model.Message> received =
        poll(() -> sqs.receiveMessage(request).messages());
    List<Message> messages = new ArrayList<>();
    for (var each : received) {
      messages.add(message(each));
    }
    return messages;
  }

  private <T> T poll(Supplier<T> request) throws SourceException, InterruptedException {
    Future<T> polled;
    try {
      polled = polls.submit(request::get);
    } catch (RejectedExecutionException _) {
      throw closed();
    }
    try {
      return polled.get();
    } catch (InterruptedException e) {
      // What it may still receive comes again when its time is over.
      polled.cancel(true);
      throw e;
    } catch (CancellationException _) {
      throw closed();
    } catch (ExecutionException e) {
      if (closed) {
        throw closed();
      }
      switch (e.getCause()) {
        case RuntimeException thrown -> throw QueueTroubles.of("ReceiveMessage", thrown);
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException("receiving failed", e);
      }
    }
  }

  private static SourceException closed() {
    return new SourceException(Obstacle.UNREACHABLE, "ReceiveMessage: the queue was closed");
  }

  private static Message message(software.amazon.awssdk.services.sqs.model.Message said)
      throws SourceException {
    String receipt = said.receiptHandle();
    String body = said.body();
    if (said.messageId() == null || receipt == null || body == null) {
      throw new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          "ReceiveMessage: a message came without id, receipt or body; is that SQS?");
    }
    Map<MessageSystemAttributeName, String> attributes = said.attributes();
    long receives =
        number(attributes.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)).orElse(1);
    OptionalLong sent = number(attributes.get(MessageSystemAttributeName.SENT_TIMESTAMP));
    return new Message(
        S3Name.excerpt(said.messageId(), ID_LENGTH_MAX),
        receipt,
        body,
        Math.clamp(receives, 1, Integer.MAX_VALUE),
        sent.isPresent() ? Optional.of(Instant.ofEpochMilli(sent.getAsLong())) : Optional.empty());
  }

  @Override
  public List<Message> delete(List<Message> messages) throws SourceException {
    if (messages.isEmpty()) {
      return List.of();
    }
    requireBatch(messages);
    List<BatchResultErrorEntry> failed =
        ask(
            "DeleteMessage",
            () ->
                sqs.deleteMessageBatch(
                        DeleteMessageBatchRequest.builder()
                            .queueUrl(queue.url())
                            .entries(
                                entries(
                                    messages,
                                    i ->
                                        DeleteMessageBatchRequestEntry.builder()
                                            .id(Integer.toString(i))
                                            .receiptHandle(messages.get(i).receipt())
                                            .build()))
                            .build())
                    .failed());
    List<Message> left = new ArrayList<>();
    for (BatchResultErrorEntry entry : failed) {
      left.add(messages.get(index(entry, messages)));
    }
    return left;
  }

  @Override
  public void hide(List<Message> messages, Duration time) throws SourceException {
    if (messages.isEmpty()) {
      return;
    }
    requireBatch(messages);
    int seconds = seconds(time, HIDDEN_MAX);
    List<BatchResultErrorEntry> failed =
        ask(
            "ChangeMessageVisibility",
            () ->
                sqs.changeMessageVisibilityBatch(
                        ChangeMessageVisibilityBatchRequest.builder()
                            .queueUrl(queue.url())
                            .entries(
                                entries(
                                    messages,
                                    i ->
                                        ChangeMessageVisibilityBatchRequestEntry.builder()
                                            .id(Integer.toString(i))
                                            .receiptHandle(messages.get(i).receipt())
                                            .visibilityTimeout(seconds)
                                            .build()))
                            .build())
                    .failed());
    for (BatchResultErrorEntry entry : failed) {
      // The sender's fault: the message is not in flight any more, or was hidden for 12 hours.
      if (!Boolean.TRUE.equals(entry.senderFault())) {
        throw new SourceException(
            Obstacle.UNREACHABLE,
            "ChangeMessageVisibility: %s: %s"
                .formatted(Troubles.printable(entry.code()), Troubles.printable(entry.message())));
      }
    }
  }

  private static void requireBatch(List<Message> messages) {
    if (messages.size() > BATCH_MAX) {
      throw new IllegalArgumentException(
          "at most %d messages at a time, not %d".formatted(BATCH_MAX, messages.size()));
    }
  }

  private static <E> List<E> entries(List<Message> messages, Function<Integer, E> entry) {
    return IntStream.range(0, messages.size()).boxed().map(entry).toList();
  }

  private static int index(BatchResultErrorEntry entry, List<Message> messages)
      throws SourceException {
    OptionalLong index = number(entry.id());
    if (index.isEmpty() || index.getAsLong() >= messages.size()) {
      throw new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          "DeleteMessage: an answer about a message that was not asked for; is that SQS?");
    }
    return Math.toIntExact(index.getAsLong());
  }

  @Override
  public Depth depth() throws SourceException {
    Map<QueueAttributeName, String> attributes =
        ask(
            "GetQueueAttributes",
            () ->
                sqs.getQueueAttributes(
                        GetQueueAttributesRequest.builder()
                            .queueUrl(queue.url())
                            .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                QueueAttributeName.REDRIVE_POLICY,
                                QueueAttributeName.VISIBILITY_TIMEOUT,
                                QueueAttributeName.MESSAGE_RETENTION_PERIOD)
                            .build())
                    .attributes());
    OptionalLong waiting =
        number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    OptionalLong inFlight =
        number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    if (waiting.isEmpty() || inFlight.isEmpty()) {
      throw new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          "GetQueueAttributes: the answer does not say how many messages there are; is that SQS?");
    }
    return new Depth(
        waiting.getAsLong(),
        inFlight.getAsLong(),
        receivesMax(attributes.get(QueueAttributeName.REDRIVE_POLICY)),
        duration(attributes.get(QueueAttributeName.VISIBILITY_TIMEOUT)),
        duration(attributes.get(QueueAttributeName.MESSAGE_RETENTION_PERIOD)));
  }

  static OptionalInt receivesMax(@Nullable String redrivePolicy) {
    Matcher matcher = RECEIVES_MAX.matcher(redrivePolicy == null ? "" : redrivePolicy);
    return matcher.find()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  private static Optional<Duration> duration(@Nullable String seconds) {
    OptionalLong number = number(seconds);
    return number.isPresent()
        ? Optional.of(Duration.ofSeconds(number.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong number(@Nullable String text) {
    return text != null && NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /// Whole seconds, upwards, as far as SQS allows.
  private static int seconds(Duration time, Duration max) {
    Duration fitting = time.isNegative() ? Duration.ZERO : time.compareTo(max) > 0 ? max : time;
    return Math.toIntExact(fitting.plusNanos(999_999_999).toSeconds());
  }

  private static <T> T ask(String action, Supplier<T> request) throws SourceException {
    try {
      return request.get();
    } catch (RuntimeException e) {
      throw QueueTroubles.of(action, e);
    }
  }

  /// A poll that waits ends at once.
  @Override
  public void close() {
    closed = true;
    polls.shutdownNow();
    sqs.close();
    connection.close();
  }
}
