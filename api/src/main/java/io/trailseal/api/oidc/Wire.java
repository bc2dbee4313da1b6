package io.trailseal.api.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.trailseal.verifier.S3Name;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What goes between us and the provider. The SDK makes and reads the messages; here they are
/// bounded in time and size, go only where the settings let them, and follow no redirect.
///
/// Threads: any.
final class Wire implements Closeable {
  private static final Duration CONNECTING_MAX = Duration.ofSeconds(5);

  /// For one request and its whole answer. A person waits for up to three of them.
  static final Duration EXCHANGE_MAX = Duration.ofSeconds(10);

  /// A provider with many keys has a key set of some 20 KiB, and a token with hundreds of groups is
  /// smaller.
  static final int ANSWER_BYTES_MAX = 256 * 1024;

  private final boolean onLoopback;
  private final Duration exchangeMax;
  private final HttpClient client;

  /// @param issuer who is asked. Only one on loopback may name addresses there without TLS
  /// @param exchangeMax how long one request and its whole answer may take
  Wire(URI issuer, Duration exchangeMax) {
    this.exchangeMax = exchangeMax;
    this.onLoopback = Addresses.isLoopback(issuer);
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECTING_MAX)
            .build();
  }

  /// Whether the provider may name this address.
  boolean mayAsk(URI uri) {
    return Addresses.isTrustworthy(uri)
        && (onLoopback || "https".equalsIgnoreCase(uri.getScheme()));
  }

  /// @throws IOException if there is no answer in time, or it is too large; the message names the
  ///   address asked, and nothing that was sent
  HTTPResponse send(HTTPRequest request) throws IOException {
    URI uri = request.getURI();
    if (!mayAsk(uri)) {
      throw new IOException("%s must be https and is not".formatted(said(uri)));
    }
    HttpRequest.Builder out = HttpRequest.newBuilder(uri).timeout(exchangeMax);
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> out.header(name, value)));
    out.setHeader("Accept", "application/json");
    if (request.getMethod() == HTTPRequest.Method.POST) {
      out.POST(BodyPublishers.ofString(request.getBody(), StandardCharsets.UTF_8));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            out.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    try {
      // The client's own limit ends with the headers; a body may come byte by byte for ever.
      return received(answer.get(exchangeMax.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw new IOException("%s gave no answer: %s".formatted(said(uri), e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("%s gave no whole answer in %s".formatted(said(uri), exchangeMax), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + said(uri));
    } finally {
      // Lets go of the connection where there was no answer; does nothing where there was one.
      boolean _ = answer.cancel(true);
    }
  }

  private static HTTPResponse received(HttpResponse<byte[]> answer) throws IOException {
    HTTPResponse out = new HTTPResponse(answer.statusCode());
    HttpHeaders headers = answer.headers();
    if (headers.firstValue("Content-Type").isPresent()) {
      try {
        out.setContentType(headers.firstValue("Content-Type").get());
      } catch (ParseException e) {
        throw new IOException("the answer has a Content-Type that is none", e);
      }
    }
    out.setBody(new String(answer.body(), StandardCharsets.UTF_8));
    return out;
  }

  /// An address for a log or a person, without the query.
  static String said(URI uri) {
    return S3Name.excerpt(
        "%s://%s%s".formatted(uri.getScheme(), uri.getRawAuthority(), uri.getRawPath()), 200);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
