package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.trailseal.indexer.ingest.MessageQueue.Message;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What SQS can say and no emulator does: refusals, damage, answers that make no sense.
@Timeout(120)
final class SqsAnswersTest {
  private static final Duration HIDDEN = Duration.ofSeconds(60);
  private static final List<Message> TWO =
      List.of(
          new Message("i0", "r0", "", 1, Optional.empty()),
          new Message("i1", "r1", "", 1, Optional.empty()));

  @TempDir Path folder;
  private Credentials credentials;
  private HttpServer http;
  private SqsQueue queue;
  private volatile int status;
  private volatile String answer = "{}";

  @BeforeEach
  void open() throws IOException {
    credentials = Credentials.some(folder);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    http.start();
    queue =
        new SqsQueue(
            QueueUrl.of("http://127.0.0.1:%d/1/q".formatted(http.getAddress().getPort())),
            Connection.prepare(AwsAccess.STANDARD, 4, 2));
  }

  @AfterEach
  void close() {
    queue.close();
    http.stop(0);
    credentials.close();
  }

  private SourceException refused(int status, String type) {
    this.status = status;
    this.answer = "{\"__type\":\"com.amazonaws.sqs#%s\",\"message\":\"as said\"}".formatted(type);
    return receiving();
  }

  private SourceException receiving() {
    try {
      queue.receive(Duration.ZERO, HIDDEN);
    } catch (SourceException e) {
      return e;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("it was received");
  }

  private void answers(String json) {
    status = 200;
    answer = json;
  }

  @Test
  void eachRefusalSaysWhatIsMissing() {
    assertThat(refused(403, "AccessDeniedException"))
        .hasMessageContaining("sqs:ReceiveMessage on the queue is needed")
        .extracting(SourceException::obstacle)
        .isEqualTo(Obstacle.ACCESS_DENIED);
    assertThat(refused(400, "KmsAccessDenied"))
        .hasMessageContaining("kms:Decrypt on its key")
        .extracting(SourceException::obstacle)
        .isEqualTo(Obstacle.ACCESS_DENIED);
    assertThat(refused(400, "QueueDoesNotExist")).hasMessageContaining("no such queue");
    assertThat(refused(403, "ExpiredTokenException")).hasMessageContaining("renew the credentials");
    assertThat(refused(403, "InvalidClientTokenId")).hasMessageContaining("renew the credentials");
    assertThat(refused(403, "OverLimit"))
        .hasMessageContaining("received and not deleted")
        .extracting(SourceException::obstacle)
        .isEqualTo(Obstacle.THROTTLED);
    assertThat(refused(400, "ThrottlingException").obstacle()).isEqualTo(Obstacle.THROTTLED);
    assertThat(refused(500, "InternalFailure").obstacle()).isEqualTo(Obstacle.UNREACHABLE);
  }

  @Test
  void aBodyThatArrivesDamagedIsNotHandedOut() {
    answers(
        """
        {"Messages":[{"MessageId":"i","ReceiptHandle":"r","Body":"hello","MD5OfBody":"5d41402abc4b2a76b9719d911017c592"}]}""");
    assertThat(received()).extracting(Message::body).containsExactly("hello");
    answers(answer.replace("\"hello\"", "\"hellO\""));
    assertThat(receiving()).hasMessageContaining("do not fit the checksum");
  }

  private List<Message> received() {
    try {
      return queue.receive(Duration.ZERO, HIDDEN);
    } catch (SourceException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void attributesThatAreAbsentOrNonsenseAreDoneWithout() {
    String message =
        """
        {"Messages":[{"MessageId":"i\\u001b[31m","ReceiptHandle":"r","Body":"hello","MD5OfBody":"5d41402abc4b2a76b9719d911017c592","Attributes":{"ApproximateReceiveCount":"%s","SentTimestamp":"%s"}}]}""";
    answers(message.formatted("many", "-7"));
    Message odd = received().getFirst();
    assertThat(odd.receives()).isEqualTo(1);
    assertThat(odd.sentAt()).isEmpty();
    assertThat(odd.id()).isEqualTo("i\\u001b[31m");
    answers(message.formatted("99999999999", "1767225600123"));
    Message large = received().getFirst();
    assertThat(large.receives()).isEqualTo(Integer.MAX_VALUE);
    assertThat(large.sentAt().orElseThrow()).hasToString("2026-01-01T00:00:00.123Z");
  }

  @Test
  void whatIsNoAnswerOfSqsIsSaidSo() {
    answers(
        """
        {"Messages":[{"MessageId":"i","Body":"hello","MD5OfBody":"5d41402abc4b2a76b9719d911017c592"}]}""");
    assertThat(receiving()).hasMessageContaining("is that SQS?");
    answers("<html>no JSON</html>");
    assertThat(receiving().obstacle()).isNotNull();
    answers("{\"Attributes\":{}}");
    assertThatThrownBy(() -> queue.depth())
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("how many messages");
    answers("{\"Failed\":[{\"Id\":\"7\",\"SenderFault\":true,\"Code\":\"x\"}]}");
    assertThatThrownBy(() -> queue.delete(TWO))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("not asked for");
  }

  @Test
  void whatFailsOfABatchIsTold() throws Exception {
    answers(
        "{\"Successful\":[{\"Id\":\"0\"}],\"Failed\":[{\"Id\":\"1\",\"SenderFault\":false,\"Code\":\"InternalError\"}]}");
    assertThat(queue.delete(TWO)).containsExactly(TWO.getLast());
    assertThatThrownBy(() -> queue.hide(TWO, HIDDEN))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("InternalError");
    answers(answer.replace("false", "true"));
    queue.hide(TWO, HIDDEN);
  }

  @Test
  void theRedrivePolicyIsReadInEachForm() {
    assertThat(SqsQueue.receivesMax("{\"deadLetterTargetArn\":\"a\",\"maxReceiveCount\":5}"))
        .isEqualTo(OptionalInt.of(5));
    assertThat(SqsQueue.receivesMax("{\"maxReceiveCount\": \"12\", \"x\":1}"))
        .isEqualTo(OptionalInt.of(12));
    for (String none : List.of("", "{}", "{\"maxReceiveCount\":99999999999}", "null")) {
      assertThat(SqsQueue.receivesMax(none)).isEmpty();
    }
    assertThat(SqsQueue.receivesMax(null)).isEmpty();
  }
}
