package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is wrong with a request is said in one form, and nothing of ours shows through.
final class ErrorsTest {
  @TempDir static Path folder;
  private static Rig rig;

  @BeforeAll
  static void open() throws IOException {
    rig = Rig.open(folder);
  }

  @AfterAll
  static void close() throws IOException {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/events?q=eventName:(A | 400 | QUERY_NOT_UNDERSTOOD | expected",
        "/api/v1/events?q=AND | 400 | QUERY_NOT_UNDERSTOOD | expected",
        "/api/v1/events?form=2026-03-02 | 400 | PARAMETER_UNKNOWN | did you mean from?",
        "/api/v1/events?zzzzzz=1 | 400 | PARAMETER_UNKNOWN | known are q, from, to, limit, cursor",
        "/api/v1/events?q=a&q=b | 400 | PARAMETER_INVALID | q may be given once",
        "/api/v1/events?limit=0 | 400 | PARAMETER_INVALID | limit must be 1 to 1000, was \"0\"",
        "/api/v1/events?limit=1001 | 400 | PARAMETER_INVALID | limit must be 0 to 1000",
        "/api/v1/events?limit=ten | 400 | PARAMETER_INVALID | was \"ten\"",
        "/api/v1/events?from=yesterday | 400 | TIME_RANGE_INVALID | from must be a time",
        "/api/v1/events?from=2026-03-02&to=2026-03-01 | 400 | TIME_RANGE_INVALID | before to",
        "/api/v1/events?cursor=nonsense | 400 | QUERY_NOT_ANSWERABLE | cursor",
        "/api/v1/events?q=%ff%fe%zz | 400 | REQUEST_MALFORMED | must",
        "/api/v1/events/1-2 | 404 | EVENT_NOT_FOUND | \"1-2\"",
        "/api/v1/events/no-such-id | 404 | EVENT_NOT_FOUND | \"no-such-id\"",
        "/api/v1/events/1-2/raw | 404 | EVENT_NOT_FOUND | \"1-2\"",
        "/api/v1/events/1-2?x=1 | 400 | PARAMETER_UNKNOWN | takes none",
        "/api/v1/verdicts?findings=yes | 400 | PARAMETER_INVALID | true or false",
        "/api/v1/quarantine?after=x | 400 | PARAMETER_INVALID | after",
        "/api/v1/evnts | 404 | ROUTE_NOT_FOUND | did you mean /api/v1/events?",
        "/api/v2/whatever/else | 404 | ROUTE_NOT_FOUND | is unknown",
        "/evidense | 404 | ROUTE_NOT_FOUND | did you mean /evidence?",
        "/health?verbose=1 | 400 | PARAMETER_UNKNOWN | takes none",
      })
  void everyMistakeIsAProblemThatSaysWhatToDo(String path, int status, String code, String detail)
      throws Exception {
    // URI refuses some of these before they leave, so they are sent by hand.
    Raw response = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(response.status).as(response.body).isEqualTo(status);
    assertThat(response.head).contains("application/problem+json");
    assertHardened(response.head);
    Json problem = Json.of(response.body);
    assertThat(problem.text("code")).isEqualTo(code);
    assertThat(problem.number("status")).isEqualTo(status);
    assertThat(problem.text("type")).startsWith("urn:trailseal:error:");
    assertThat(problem.text("detail")).contains(detail);
    assertThat(problem.text("remedy")).isNotEmpty();
    assertNothingShowsThrough(response.body);
  }

  @Test
  void aQueryErrorHasThePositionAndAPersonSeesItAtTheBox() throws Exception {
    HttpResponse<String> response = rig.get("/api/v1/events?q=" + Rig.encode("eventName:A AND )"));
    Json problem = Json.of(response.body());
    assertThat(problem.number("position")).isEqualTo(16);

    HttpResponse<String> page =
        rig.get("/?q=" + Rig.encode("eventName:A AND )<b>"), "Accept", "text/html");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body())
        .contains("value=\"eventName:A AND )&lt;b>\"")
        .contains("<code>eventName:A AND <mark>)</mark>&lt;b&gt;</code>")
        .contains("Nothing was searched");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void nothingCanBeChanged(String method) throws Exception {
    HttpResponse<String> response = rig.send(method, "/api/v1/events");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow").orElse("")).contains("GET");
    assertThat(Json.of(response.body()).text("code")).isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void anotherHostsNameIsRefused() throws Exception {
    Raw response =
        raw("GET /api/v1/events HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assertThat(response.status).isEqualTo(421);
    assertHardened(response.head);
    Json problem = Json.of(response.body);
    assertThat(problem.text("code")).isEqualTo("HOST_NOT_OURS");
    assertThat(problem.text("detail"))
        .isEqualTo("the Host header must name 127.0.0.1 or localhost, found evil.example");
  }

  @Test
  void refusalsOfTheServerItselfAreProblemsToo() throws Exception {
    Raw tooLong =
        raw(
            "GET /?q=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .formatted("a".repeat(20_000)));
    assertThat(tooLong.status).isEqualTo(414);
    assertThat(Json.of(tooLong.body).text("code")).isEqualTo("REQUEST_TOO_LARGE");

    for (String request :
        new String[] {
          "BLAH\r\n\r\n",
          "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        }) {
      Raw response = raw(request);
      assertThat(response.status).as(request).isEqualTo(400);
      assertThat(Json.of(response.body).text("code")).isEqualTo("REQUEST_MALFORMED");
      assertHardened(response.head);
      assertNothingShowsThrough(response.body);
    }

    HttpResponse<String> picture = rig.get("/api/v1/events", "Accept", "image/png");
    assertThat(picture.statusCode()).isEqualTo(406);
    assertThat(Json.of(picture.body()).text("code")).isEqualTo("NOT_ACCEPTABLE");
  }

  @Test
  void aBrowserGetsAPageInsteadOfJson() throws Exception {
    HttpResponse<String> response =
        rig.get("/evidense?%3Cscript%3E=1", "Accept", "text/html,application/xhtml+xml");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(response.body())
        .contains("did you mean /evidence?")
        .contains("What to do:")
        .doesNotContain("<script>");
  }

  @Test
  void aPortInUseIsSaidWithWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Store store = rig.store();
      assertThatThrownBy(
              () ->
                  Server.start(
                      store, ServerOptions.on("127.0.0.1", port), InstantSource.fixed(Rig.NOW)))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port %d on 127.0.0.1 is taken or may not be used; stop what listens there or"
                  + " choose another port",
              port);
    }
  }

  @Test
  void closingTheServerLeavesTheStoreOpen() throws Exception {
    Server second =
        Server.start(rig.store(), ServerOptions.on("127.0.0.1", 0), InstantSource.fixed(Rig.NOW));
    second.close();
    assertThat(rig.json("/api/v1/evidence").number("evidence", "events")).isZero();
    URI closed = URI.create(second.url());
    assertThatThrownBy(() -> new Socket(closed.getHost(), closed.getPort()).close())
        .isInstanceOf(IOException.class);
  }

  private static void assertHardened(String head) {
    assertThat(head)
        .containsIgnoringCase("content-security-policy: default-src 'none'; style-src 'self'")
        .containsIgnoringCase("x-content-type-options: nosniff")
        .containsIgnoringCase("referrer-policy: no-referrer")
        .containsIgnoringCase("cache-control: no-store")
        .doesNotContain("unsafe-inline");
  }

  private static void assertNothingShowsThrough(String body) {
    assertThat(body)
        .doesNotContain("io.trailseal", "io.micronaut", "java.", "Exception", "at io.", "netty");
  }

  private record Raw(int status, String head, String body) {}

  private static Raw raw(String request) throws IOException {
    URI url = URI.create(rig.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(10_000);
      String signed =
          request.replaceFirst(
              "Connection: close", "Connection: close\r\nAuthorization: " + rig.authorization());
      socket.getOutputStream().write(signed.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      assertThat(end).as(all).isPositive();
      return new Raw(
          Integer.parseInt(all.split(" ", 3)[1]), all.substring(0, end), all.substring(end + 4));
    }
  }
}
