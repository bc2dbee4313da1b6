package io.trailseal.indexer.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A proxy for plain HTTP that asks for a user and remembers what it forwarded.
final class ForwardProxy implements Closeable {
  /// Its own of each connection.
  private static final Set<String> OF_ONE_HOP =
      Set.of(
          "host",
          "connection",
          "proxy-connection",
          "proxy-authorization",
          "content-length",
          "expect",
          "upgrade",
          "transfer-encoding");

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> forwarded = new CopyOnWriteArrayList<>();
  private final String expected;

  private ForwardProxy(HttpServer http, String expected) {
    this.http = http;
    this.expected = expected;
  }

  static ForwardProxy asking(String user, String password) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    ForwardProxy proxy =
        new ForwardProxy(http, "Basic " + Base64.getEncoder().encodeToString(both));
    http.setExecutor(proxy.threads);
    http.createContext("/", proxy::forward);
    http.start();
    return proxy;
  }

  AwsProxy with(String user, String password) {
    return new AwsProxy(
        "127.0.0.1", http.getAddress().getPort(), Optional.of(user), Optional.of(password));
  }

  /// Method and URL of each request that was let through.
  List<String> forwarded() {
    return List.copyOf(forwarded);
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!expected.equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"))) {
        exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"drill\"");
        exchange.sendResponseHeaders(407, -1);
        return;
      }
      forwarded.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      HttpRequest.Builder request =
          HttpRequest.newBuilder(exchange.getRequestURI())
              .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (!OF_ONE_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!name.equalsIgnoreCase("content-length")) {
                  values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
              });
      int length = answer.body().length;
      exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    client.close();
  }
}
