package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.api.connection.Network;
import io.trailseal.api.connection.ProxyTrust;
import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that are slow, many, or lie about where they are.
final class ConnectionsTest {
  private static final Duration SOON = Duration.ofMillis(700);
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir static Path folder;
  private static Rig rig;

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder.resolve("rig"));
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      records.add(
          Rig.event(
              Instant.parse("2026-03-02T10:00:00Z").plusSeconds(i).toString(),
              "PutObject",
              "e%d".formatted(i),
              ",\"additionalEventData\":{\"padding\":\"%s\"}".formatted("x".repeat(1_000))));
    }
    rig.deliver(records.toArray(String[]::new));
  }

  @AfterAll
  static void close() throws IOException {
    rig.close();
  }

  /// A second server over the same store.
  private static Server server(ServerOptions options) throws IOException {
    return Server.start(rig.store(), options, java.time.InstantSource.fixed(Rig.NOW));
  }

  private static Server limited(ConnectionLimits limits) throws IOException {
    return server(Rig.OPTIONS.withLimits(limits));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTT",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nX-More: ",
        "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this",
        "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP/1.1\r\n",
      })
  void aRequestThatDoesNotArriveIsNotWaitedFor(String begun) throws Exception {
    try (Server server =
            limited(ConnectionLimits.STANDARD.withTimes(SOON, Duration.ofSeconds(2), NEVER));
        RawSocket socket = new RawSocket(server.url())) {
      assertThat(socket.send(begun).restText()).doesNotContain("500");
    }
  }

  @Test
  void oneByteAtATimeIsNoRequestEither() throws Exception {
    try (Server server = limited(ConnectionLimits.STANDARD.withTimes(SOON, NEVER, NEVER));
        RawSocket socket = new RawSocket(server.url())) {
      socket.send("GET /health HTTP/1.1\r\nHost: localhost\r\nX-More: ");
      assertThat(neverEnds(socket)).isFalse();
    }
  }

  private static boolean neverEnds(RawSocket socket) throws Exception {
    for (int i = 0; i < 600; i++) {
      try {
        socket.send("x");
      } catch (SocketException _) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }

  @Test
  void aConnectionOverWhichNothingIsAskedEnds() throws Exception {
    try (Server server = limited(ConnectionLimits.STANDARD.withTimes(NEVER, SOON, NEVER));
        RawSocket silent = new RawSocket(server.url());
        RawSocket asked = new RawSocket(server.url())) {
      assertThat(asked.get("/health/live").restText()).startsWith("HTTP/1.1 200");
      assertThat(silent.rest()).isEmpty();
    }
  }

  @Test
  void anExportThatNobodyReadsGivesItsTurnBack() throws Exception {
    try (Server server = limited(ConnectionLimits.STANDARD.withTimes(NEVER, NEVER, SOON))) {
      List<RawSocket> stalled = new ArrayList<>();
      try {
        for (int i = 0; i < 6; i++) {
          RawSocket socket = new RawSocket(server.url());
          stalled.add(socket);
          // More than there are turns: the later ones get one only once the earlier are given up.
          while (!socket.get("/api/v1/events/export").head().startsWith("HTTP/1.1 200")) {
            socket.close();
            Thread.sleep(50);
            socket = new RawSocket(server.url());
            stalled.add(socket);
          }
        }
        // What had been sent by then arrives, the end does not.
        assertThat(stalled.getFirst().restText()).doesNotContain("\"complete\"");
      } finally {
        for (RawSocket socket : stalled) {
          socket.close();
        }
      }
    }
  }

  @Test
  void whoReadsSlowlyButReadsGetsEverything() throws Exception {
    try (Server server =
            limited(ConnectionLimits.STANDARD.withTimes(NEVER, NEVER, Duration.ofSeconds(2)));
        RawSocket socket = new RawSocket(server.url())) {
      socket.get("/api/v1/events/export", "Connection: close");
      for (int i = 0; i < 60; i++) {
        assertThat(socket.read(20_000)).hasSize(20_000);
        Thread.sleep(40);
      }
      assertThat(socket.restText()).contains("\"complete\":true");
    }
  }

  @Test
  void oneConnectionTooManyIsClosedAndTheNextTakesThePlaceOfOneThatEnds() throws Exception {
    try (Server server = limited(ConnectionLimits.STANDARD.withConnections(100, 3));
        RawSocket one = new RawSocket(server.url());
        RawSocket two = new RawSocket(server.url())) {
      RawSocket three = new RawSocket(server.url());
      for (RawSocket socket : List.of(one, two, three)) {
        assertThat(socket.get("/health/live").read(12)).isEqualTo("HTTP/1.1 200");
      }
      try (RawSocket four = new RawSocket(server.url())) {
        assertThat(four.rest()).isEmpty();
      }
      three.close();
      assertThat(comesIn(server)).isTrue();
    }
  }

  /// The server notices in its own time that a connection ended.
  private static boolean comesIn(Server server) throws Exception {
    for (int i = 0; i < 200; i++) {
      try (RawSocket socket = new RawSocket(server.url())) {
        if (socket.get("/health/live", "Connection: close").restText().startsWith("HTTP/1.1 200")) {
          return true;
        }
      } catch (SocketException _) {
        // Closed while we wrote.
      }
      Thread.sleep(50);
    }
    return false;
  }

  @Test
  void trustedProxiesMayOpenAsManyAsThereAre() throws Exception {
    try (Server server =
            server(
                Rig.OPTIONS
                    .withProxies(trusting("127.0.0.0/8"))
                    .withLimits(ConnectionLimits.STANDARD.withConnections(100, 1)));
        RawSocket one = new RawSocket(server.url());
        RawSocket two = new RawSocket(server.url())) {
      assertThat(one.get("/health/live").read(12)).isEqualTo("HTTP/1.1 200");
      assertThat(two.get("/health/live").read(12)).isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  void requestsSentAtOnceAreAnsweredOneAfterTheOther() throws Exception {
    int count = 400;
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(
          "GET /api/v1/events/none-%d- HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
              .formatted(i, Rig.TOKEN, i == count - 1 ? "Connection: close\r\n" : ""));
    }
    try (RawSocket socket = new RawSocket(rig.url())) {
      String answers = socket.send(all.toString()).restText();
      assertThat(Pattern.compile("has the id \\\\\"none-(\\d+)-").matcher(answers).results())
          .extracting(match -> match.group(1))
          .containsExactlyElementsOf(
              IntStream.range(0, count).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void aConnectionEndsAfterAThousandRequests() throws Exception {
    try (RawSocket socket = new RawSocket(rig.url())) {
      int answered = 0;
      for (int i = 0; i < 11; i++) {
        try {
          socket.send("GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100));
        } catch (SocketException _) {
          break;
        }
      }
      String answers = socket.restText();
      answered += answers.split("HTTP/1\\.1 ", -1).length - 1;
      // Closing with requests unread may take the last answers along.
      assertThat(answered).isLessThanOrEqualTo(1_000);
    }
  }

  @Test
  void tooManyHeadersAreRefused() throws Exception {
    for (String headers :
        List.of("a:b\r\n".repeat(101), "a: %s\r\n".formatted("b".repeat(17_000)))) {
      try (RawSocket socket = new RawSocket(rig.url())) {
        String answer =
            socket
                .send("GET /health HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                .restText();
        assertThat(answer).startsWith("HTTP/1.1 414").contains("REQUEST_TOO_LARGE");
      }
    }
  }

  @Test
  void whoeverAsksWithoutEndIsToldToWait() throws Exception {
    try (Server server = limited(ConnectionLimits.STANDARD.withRequestsPerSecond(1));
        RawSocket socket = new RawSocket(server.url())) {
      // Twenty at once, of which ten may go on, or a few more where this takes seconds.
      String answers =
          socket
              .send(
                  "GET /health HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                      .formatted(Rig.TOKEN)
                      .repeat(40))
              .get("/health", "Connection: close")
              .restText();
      assertThat(answers)
          .contains("HTTP/1.1 200", "HTTP/1.1 429", "TOO_MANY_REQUESTS")
          .containsIgnoringCase("retry-after: 1\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://evil.example/health HTTP/1.1\r\nHost: localhost\r\n",
        "GET //evil.example/health HTTP/1.1\r\nHost: localhost\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        "GET /health HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost, evil.example\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost@evil.example\r\n",
        "GET /health HTTP/1.1\r\nHost: evil.example#localhost\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost.evil.example\r\n",
        "GET /health HTTP/1.1\r\nHost:\r\n",
      })
  void aRequestForAnotherHostIsRefusedHoweverItIsSaid(String head) throws Exception {
    try (RawSocket socket = new RawSocket(rig.url())) {
      assertThat(socket.send(head + "Connection: close\r\n\r\n").restText())
          .matches("(?s)HTTP/1\\.1 (400|401|404|421) .*")
          .doesNotContain("\"checks\"");
    }
  }

  @Test
  void anotherSiteGetsNoPermission() throws Exception {
    try (RawSocket socket = new RawSocket(rig.url())) {
      String answer =
          socket
              .send(
                  """
                  OPTIONS /api/v1/events HTTP/1.1\r
                  Host: localhost\r
                  Connection: close\r
                  Origin: https://evil.example\r
                  Access-Control-Request-Method: GET\r
                  \r
                  """)
              .restText();
      assertThat(answer)
          .matches("(?s)HTTP/1\\.1 40[35] .*")
          .doesNotContainIgnoringCase("access-control-");
    }
    HttpResponse<String> asked = rig.get("/health", "Origin", "https://evil.example");
    assertThat(asked.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void onlyATrustedProxyIsBelievedThatItSpokeTls() throws Exception {
    HttpResponse<String> fromAnyone = rig.get("/health", "X-Forwarded-Proto", "https");
    assertThat(fromAnyone.headers().firstValue("Strict-Transport-Security")).isEmpty();
    try (Server server = server(Rig.OPTIONS.withProxies(trusting("127.0.0.1")));
        RawSocket believed = new RawSocket(server.url());
        RawSocket plain = new RawSocket(server.url())) {
      assertThat(believed.get("/health", "X-Forwarded-Proto: http, https").head())
          .containsIgnoringCase("strict-transport-security: max-age=");
      assertThat(plain.get("/health", "X-Forwarded-Proto: https, http").head())
          .doesNotContainIgnoringCase("strict-transport-security");
    }
  }

  @Test
  void everyAnswerHasItsHeaders() throws Exception {
    for (String path :
        List.of("/health", "/", "/none", "/api/v1/events?q=a%20AND", "/static/none")) {
      HttpResponse<String> answer = rig.get(path);
      assertThat(answer.headers().map())
          .as(path)
          .containsKeys(
              "content-security-policy",
              "x-content-type-options",
              "referrer-policy",
              "x-frame-options",
              "permissions-policy",
              "cross-origin-opener-policy",
              "cross-origin-resource-policy",
              "cross-origin-embedder-policy")
          .doesNotContainKeys("strict-transport-security", "server");
    }
  }

  private static ProxyTrust trusting(String network) {
    return new ProxyTrust(List.of(Network.parse(network)), Optional.empty());
  }
}
