package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Every input of every route with values that are meant to harm. Routes come from the router and
/// inputs from the API's document, so that a new one is among them by itself.
final class HostileRequestsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+\\}");

  /// Parameters that pages take, and one that none does.
  private static final List<String> OF_PAGES = List.of("q", "limit", "nobody");

  /// Percent-encoded already: some cannot be said otherwise.
  private static final List<String> VALUES =
      List.of(
          "%27%20OR%201%3D1--",
          "%27%3BDROP%20TABLE%20entry%3B--",
          "*%3A*%20OR%20%7B!parser%7D",
          "%2F(a%2B)%2B%24%2F",
          "((((((((((((((((((((((((((((((((a",
          "%5B*%20TO%20%22",
          "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
          "%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
          "%27%3B%24%7Bjndi%3Aldap%3A%2F%2F127.0.0.1%2Fa%7D",
          "javascript%3Aalert(1)",
          "a%0d%0aSet-Cookie%3A%20x%3D1%0d%0a%0d%0ab",
          "%00",
          "a%00b",
          "%c0%af",
          "%ed%a0%80",
          "%f4%90%80%80",
          "%ff%fe",
          "%E2%80%AEgnp.exe",
          "..%2F..%2F..%2Fetc%2Fpasswd",
          "..%5C..%5Cwindows%5Cwin.ini",
          "%2Fetc%2Fpasswd",
          "file%3A%2F%2F%2Fetc%2Fpasswd",
          "-1",
          "0",
          "9223372036854775808",
          "99999999999999999999999999999999",
          "1e308",
          "NaN",
          "0x7fffffff",
          "%D9%A1%D9%A2",
          "true%20",
          "%5B1%2C2%5D",
          "%7B%22a%22%3A1%7D",
          "+999999999-12-31T23%3A59%3A59Z",
          "0000-00-00",
          "a".repeat(9_000),
          "%25".repeat(3_000),
          "");

  /// What stands in a JSON body where something else is meant.
  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "-1",
          "1e999",
          "9".repeat(400),
          "[]",
          "[[[[[[[[[[1]]]]]]]]]]",
          "{\"a\":{\"b\":1}}",
          "\"\"",
          "\"\\u0000\\ud800\"",
          "\"<script>alert(1)</script>\"",
          "\"../../etc/passwd\"",
          "[\"/etc/passwd\",\"\\u0000\",\"..\"]",
          "\"" + "a".repeat(20_000) + "\"",
          "[" + "\"a\",".repeat(5_000) + "\"a\"]");

  /// A number that shares no factor with that of their values.
  private static final List<String> NAMES =
      List.of(
          "Accept",
          "Accept-Encoding",
          "Accept-Language",
          "If-None-Match",
          "If-Modified-Since",
          "Range",
          "User-Agent",
          "Referer",
          "Cookie",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-HTTP-Method-Override");

  @TempDir static Path folder;
  private static Rig rig;
  private static JsonNode document;
  private static int asked;

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    Documented.deliver(rig);
    document = MAPPER.readTree(rig.get("/api/v1/openapi.json").body());
  }

  @AfterAll
  static void close() throws IOException {
    try {
      assertThat(rig.store().fsck().check()).isEmpty();
    } finally {
      rig.close();
    }
  }

  /// @param parameters of its query; empty where it takes none
  /// @param members of its JSON body
  private record Route(
      String method, String template, List<String> parameters, List<String> members) {
    String plain() {
      return VARIABLE.matcher(template).replaceAll("1");
    }
  }

  private static List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (var path : document.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        List<String> parameters = new ArrayList<>(List.of("nobody"));
        for (JsonNode parameter : method.getValue().get("parameters").values()) {
          if (parameter.get("in").asString().equals("query")) {
            parameters.add(parameter.get("name").asString());
          }
        }
        JsonNode body = method.getValue().get("requestBody");
        List<String> members =
            body == null
                ? List.of()
                : List.copyOf(
                    body.get("content")
                        .get("application/json")
                        .get("schema")
                        .get("properties")
                        .propertyNames());
        String name = method.getKey().toUpperCase(java.util.Locale.ROOT);
        known.add(name + " " + path.getKey());
        routes.add(new Route(name, path.getKey(), parameters, members));
      }
    }
    try (ApplicationContext context = ApplicationContext.builder().banner(false).start()) {
      context
          .getBean(Router.class)
          .uriRoutes()
          .filter(route -> !route.getHttpMethodName().equals("HEAD"))
          .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
          .filter(route -> !known.contains(route))
          .collect(Collectors.toCollection(TreeSet::new))
          .forEach(
              route ->
                  routes.add(
                      new Route(
                          route.substring(0, route.indexOf(' ')),
                          route.substring(route.indexOf(' ') + 1),
                          OF_PAGES,
                          List.of())));
    }
    return routes;
  }

  /// Nothing may break, be told of our inside, or be said back as markup.
  private static void check(String what, HttpResponse<String> response) throws IOException {
    asked++;
    String as = "%s → %d %s".formatted(what, response.statusCode(), shown(response.body()));
    assertThat(response.statusCode()).as(as).isLessThan(500);
    // What came compressed is checked where it did not.
    String body =
        response.headers().firstValue("Content-Encoding").isPresent() ? "" : response.body();
    assertThat(body)
        .as(as)
        .doesNotContain("io.trailseal.")
        .doesNotContain("io.micronaut.")
        .doesNotContain("java.lang.")
        .doesNotContain("Exception:")
        .doesNotContain("\tat ")
        .doesNotContain("root:x:0:0");
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (type.startsWith("text/html")) {
      assertThat(body).as(as).doesNotContain("<script").doesNotContain("<img src=x");
    } else if (type.contains("json") && !type.contains("ndjson") && !body.isEmpty()) {
      assertThat(MAPPER.readTree(body).isObject()).as(as).isTrue();
    }
    assertThat(response.headers().firstValue("X-Content-Type-Options")).as(as).contains("nosniff");
    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .as(as)
        .get()
        .asString()
        .doesNotContain("unsafe");
    assertThat(response.headers().firstValue("X-Frame-Options")).as(as).contains("DENY");
    assertThat(response.headers().firstValue("Set-Cookie").orElse("")).as(as).doesNotContain("x=1");
    assertThat(response.headers().map().keySet()).as(as).doesNotContain("injected");
  }

  private static String shown(String body) {
    return body.length() < 600 ? body : body.substring(0, 600);
  }

  @Test
  void noValueOfAParameterOrOfAnAddressHarms() throws Exception {
    for (Route route : routes()) {
      if (!route.method().equals("GET")) {
        continue;
      }
      for (String value : VALUES) {
        for (String name : route.parameters()) {
          String path = "%s?%s=%s".formatted(route.plain(), name, value);
          check(path, rig.get(path, "Accept", "text/html"));
        }
        if (route.template().contains("{") && !value.isEmpty()) {
          String path = VARIABLE.matcher(route.template()).replaceAll(value);
          check(path, rig.get(path, "Accept", "text/html"));
        }
      }
    }
    assertThat(asked).isGreaterThan(2_000);
  }

  @Test
  void noBodyHarmsAndNoneThatIsWrongIsTaken() throws Exception {
    for (Route route : routes()) {
      if (route.method().equals("GET")) {
        continue;
      }
      for (String value : VALUES) {
        if (route.template().contains("{") && !value.isEmpty()) {
          String path = VARIABLE.matcher(route.template()).replaceAll(value);
          check(path, rig.send(route.method(), path, ""));
        }
      }
      List<String> bodies = new ArrayList<>(JSON);
      for (String member : route.members()) {
        for (String value : JSON) {
          bodies.add("{\"%s\":%s}".formatted(member, value));
          bodies.add("{\"kind\":\"import\",\"%s\":%s}".formatted(member, value));
        }
      }
      bodies.add("{");
      bodies.add("{\"kind\":\"verify\"} {}");
      bodies.add("{\"kind\":\"verify\",\"kind\":\"verify\"}");
      bodies.add("{\"a\":".repeat(10_000));
      bodies.add("{\"" + "a".repeat(100_000) + "\":1}");
      for (String body : bodies) {
        HttpResponse<String> response = rig.send(route.method(), route.plain(), body);
        check(route.method() + " " + route.template() + " " + shown(body), response);
        if (!route.members().isEmpty()) {
          assertThat(response.statusCode()).as(shown(body)).isGreaterThanOrEqualTo(400);
        }
      }
    }
  }

  @Test
  void headersThatLieChangeNothing() throws Exception {
    List<String> values =
        List.of(
            "*/*;q=nonsense",
            "<script>alert(1)</script>",
            "' OR 1=1--",
            "a".repeat(5_000),
            "W/\"" + "0".repeat(32) + "\", *",
            "bytes=0-1,5-1000000000000",
            "gzip, gzip, gzip");
    int turn = 0;
    for (Route route : routes()) {
      if (!route.method().equals("GET")) {
        continue;
      }
      for (String name : NAMES) {
        // Over all routes each header has had each value.
        String value = values.get(turn++ % values.size());
        check(name + ": " + shown(value) + " " + route, rig.get(route.plain(), name, value));
      }
    }
  }

  /// Bytes that no client sends: what is answered must be an answer, and the server must go on.
  @Test
  void bytesThatAreNoHttpEndTheConnectionAndNothingElse() throws Exception {
    long seed = 20261122;
    Random random = new Random(seed);
    URI url = URI.create(rig.url());
    for (int i = 0; i < 60; i++) {
      byte[] noise = new byte[1 + random.nextInt(3_000)];
      random.nextBytes(noise);
      byte[] start =
          switch (i % 4) {
            case 0 -> "".getBytes(StandardCharsets.US_ASCII);
            case 1 -> "GET /api/v1/events?q=".getBytes(StandardCharsets.US_ASCII);
            case 2 ->
                "GET / HTTP/1.1\r\nHost: %s\r\nX: "
                    .formatted(url.getAuthority())
                    .getBytes(StandardCharsets.US_ASCII);
            default ->
                """
                POST /api/v1/jobs HTTP/1.1\r
                Host: %s\r
                Authorization: %s\r
                Content-Type: application/json\r
                Content-Length: 10\r
                \r
                """
                    .formatted(url.getAuthority(), rig.authorization())
                    .getBytes(StandardCharsets.US_ASCII);
          };
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket.getOutputStream().write(start);
        socket.getOutputStream().write(noise);
        socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        String answer = new String(in.readNBytes(100_000), StandardCharsets.ISO_8859_1);
        assertThat(answer)
            .as("seed %d, round %d", seed, i)
            .doesNotContain("HTTP/1.1 5")
            .doesNotContain("io.trailseal.")
            .doesNotContain("java.lang.");
      } catch (IOException e) {
        // Closed in the middle: as good an answer.
        assertThat(e)
            .as("seed %d, round %d", seed, i)
            .hasMessageMatching(".*(reset|pipe|closed|abort).*");
      }
    }
    assertThat(rig.get("/health/live").statusCode()).isEqualTo(200);
  }
}
