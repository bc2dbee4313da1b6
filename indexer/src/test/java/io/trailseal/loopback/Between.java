package io.trailseal.loopback;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Stands between a client and an HTTP server and does to each exchange what a rule says: lets it
/// through, changes it, answers instead, or does it and keeps the answer to itself.
///
/// Threads: rules are asked by many at once.
public final class Between implements Closeable {
  /// The HTTP client writes these itself.
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

  private final URI target;
  private final Rule rule;
  private final HttpServer http;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Between(URI target, Rule rule, HttpServer http) {
    this.target = target;
    this.rule = rule;
    this.http = http;
  }

  /// What is asked.
  ///
  /// @param pathAndQuery as it was sent
  /// @param action what an SQS request asks for, such as `ReceiveMessage`; empty of others
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Asked(String method, String pathAndQuery, String action, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /// What is done with it.
  public sealed interface Does {
    /// It goes through as it is.
    record Pass() implements Does {}

    /// It goes through with another body.
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record PassWith(byte[] body) implements Does {}

    /// It does not go through; this is the answer.
    record Answer(int status, String contentType, String body, Map<String, String> headers)
        implements Does {}

    /// It goes through and is done; nobody hears of it: this many bytes of the answer's body are
    /// sent, and the connection ends.
    record DoAndCut(int bytes) implements Does {}

    /// It goes through this much later.
    record Late(Duration by) implements Does {}
  }

  /// Says what is done with each.
  @FunctionalInterface
  public interface Rule {
    Does with(Asked asked);
  }

  /// Before `target`, on a free port of 127.0.0.1.
  public static Between before(URI target, Rule rule) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 512);
    Between between = new Between(target, rule, http);
    http.setExecutor(between.threads);
    http.createContext("/", between::answer);
    http.start();
    return between;
  }

  /// Where it answers.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /// The same place behind it as `uri` is at the target.
  public URI behind(URI uri) {
    return endpoint().resolve(uri.getRawPath());
  }

  /// S3's own error.
  public static Does s3Error(int status, String code) {
    return new Does.Answer(
        status,
        "application/xml",
        "<Error><Code>%s</Code><Message>between: %s</Message></Error>".formatted(code, code),
        Map.of("x-amz-request-id", "BETWEEN"));
  }

  /// SQS's own error, in its JSON protocol.
  public static Does sqsError(int status, String code) {
    return new Does.Answer(
        status,
        "application/x-amz-json-1.0",
        "{\"__type\":\"com.amazonaws.sqs#%s\",\"message\":\"between\"}".formatted(code),
        Map.of("x-amzn-RequestId", "BETWEEN"));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String header = exchange.getRequestHeaders().getFirst("x-amz-target");
      Asked asked =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              header == null ? "" : header.substring(header.indexOf('.') + 1),
              body);
      switch (rule.with(asked)) {
        case Does.Pass _ -> send(exchange, forward(exchange, body), Integer.MAX_VALUE);
        case Does.PassWith(var other) ->
            send(exchange, forward(exchange, other), Integer.MAX_VALUE);
        case Does.DoAndCut(int bytes) -> send(exchange, forward(exchange, body), bytes);
        case Does.Late(var by) -> {
          Thread.sleep(by);
          send(exchange, forward(exchange, body), Integer.MAX_VALUE);
        }
        case Does.Answer answer -> {
          byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", answer.contentType());
          answer.headers().forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(
              answer.status(), asked.method().equals("HEAD") ? -1 : text.length);
          if (!asked.method().equals("HEAD")) {
            exchange.getResponseBody().write(text);
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
      if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        header.getValue().forEach(value -> request.header(header.getKey(), value));
      }
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void send(HttpExchange exchange, HttpResponse<byte[]> answer, int bytesMax)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))
                  && !name.startsWith(":")) {
                headers.put(name, values);
              }
            });
    byte[] body = answer.body();
    if (exchange.getRequestMethod().equals("HEAD")) {
      answer
          .headers()
          .firstValue("content-length")
          .ifPresent(length -> headers.set("Content-Length", length));
      exchange.sendResponseHeaders(answer.statusCode(), -1);
      return;
    }
    boolean cut = bytesMax < Integer.MAX_VALUE;
    // The length of the whole: whoever reads notices that it was not all.
    exchange.sendResponseHeaders(
        answer.statusCode(), body.length == 0 && !cut ? -1 : body.length + (cut ? 1 : 0));
    OutputStream out = exchange.getResponseBody();
    out.write(Arrays.copyOf(body, Math.min(body.length, bytesMax)));
    out.flush();
    if (cut) {
      throw new IOException("cut, as the rule says");
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
