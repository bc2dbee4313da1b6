package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.micronaut.context.ApplicationContext;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Holds the API's document against the server that serves it.
final class OpenApiTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// HealthTest makes a server fail; SignInTest revokes a token, whose id nobody knows beforehand,
  /// and makes more than there can be.
  private static final Set<String> SHOWN_ELSEWHERE =
      Set.of(
          "getHealth 503",
          "getHealthLive 503",
          "getHealthReady 503",
          "deleteTokensId 200",
          "postTokens 409",
          "postUsersName 409");

  @TempDir static Path folder;
  private static Rig rig;
  private static JsonNode document;
  private static String firstObject;

  /// One method at one address.
  private record Operation(String method, String path, JsonNode node) {
    String id() {
      return node.get("operationId").asString();
    }

    List<JsonNode> list(String name) {
      return List.copyOf(node.get(name).values());
    }

    Set<String> statuses() {
      return node.get("responses").propertyNames().stream()
          .filter(status -> !status.equals("default"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    Documented.deliver(rig);
    firstObject = rig.json("/api/v1/objects?limit=1").text("objects", 0, "entry");
    document = MAPPER.readTree(rig.get("/api/v1/openapi.json").body());
  }

  @AfterAll
  static void close() throws IOException {
    rig.close();
  }

  private static List<Operation> operations() {
    List<Operation> all = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            all.add(
                                new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()))));
    return all;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = OpenApiTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> errors(String schema, String json) {
    Schema read =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema, InputFormat.JSON);
    return read
        .validate(
            json,
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  @Test
  void theDocumentIsWhatOpenApiSaysADocumentIs() throws Exception {
    assertThat(errors(resource("openapi-3.1.schema.json"), document.toString())).isEmpty();
    assertThat(operations().stream().map(Operation::id)).doesNotHaveDuplicates();
  }

  @Test
  void everySchemaIsASchema() throws Exception {
    for (var schema : document.get("components").get("schemas").properties()) {
      assertThat(
              errors(
                  "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}",
                  schema.getValue().toString()))
          .as(schema.getKey())
          .isEmpty();
    }
  }

  @Test
  void everyRouteIsInTheDocumentAndNothingElse() {
    try (ApplicationContext context = ApplicationContext.builder().banner(false).start()) {
      Set<String> routes =
          context
              .getBean(Router.class)
              .uriRoutes()
              .filter(route -> !route.getHttpMethodName().equals("HEAD"))
              .map(route -> route.getHttpMethodName() + " " + route.getUriMatchTemplate())
              .filter(route -> route.matches("[A-Z]+ /(api/v1/|health|metrics).*"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(operations().stream().map(it -> it.method() + " " + it.path()))
          .containsExactlyInAnyOrderElementsOf(routes);
    }
  }

  @Test
  void everyDocumentedStatusAndExampleIsWhatTheServerDoes() throws Exception {
    for (Operation operation : operations()) {
      Set<String> seen = new TreeSet<>();
      for (JsonNode example : operation.list("x-examples")) {
        String path = here(example.get("request").asString());
        HttpResponse<String> response =
            send(operation, path, example.has("body") ? example.get("body").toString() : "");
        assertThat(response.statusCode())
            .as("%s %s: %s", operation.method(), path, response.body())
            .isEqualTo(example.get("status").asInt());
        seen.add(Integer.toString(response.statusCode()));
        assertThat(troubles(operation, response)).as(path + " " + response.body()).isEmpty();
        if (response.statusCode() == 200 && operation.statuses().contains("304")) {
          HttpResponse<String> again =
              rig.get(path, "If-None-Match", response.headers().firstValue("ETag").orElseThrow());
          assertThat(again.statusCode()).as(path).isEqualTo(304);
          assertThat(again.body()).isEmpty();
          seen.add("304");
        }
        if (response.statusCode() == 200 && operation.method().equals("GET")) {
          HttpResponse<String> head = rig.send("HEAD", path);
          assertThat(head.statusCode()).as("HEAD " + path).isEqualTo(200);
          assertThat(head.body()).isEmpty();
        }
      }
      // Every address has it, and no example is spent on it.
      HttpResponse<String> unknown =
          send(
              operation,
              sample(operation) + "?nobody=knows",
              operation.node().has("requestBody") ? "{}" : "");
      assertThat(unknown.body()).as(operation.id()).contains("PARAMETER_UNKNOWN");
      assertThat(troubles(operation, unknown)).isEmpty();
      seen.add("400");
      SHOWN_ELSEWHERE.stream()
          .filter(it -> it.startsWith(operation.id() + " "))
          .forEach(it -> seen.add(it.substring(it.indexOf(' ') + 1)));
      assertThat(seen).as("statuses of " + operation.id()).containsAll(operation.statuses());
    }
  }

  /// Some of what changes something is for nobody who comes with a token.
  private static HttpResponse<String> send(Operation operation, String path, String json)
      throws IOException, InterruptedException {
    return operation.method().equals("POST")
        ? rig.sendSignedIn(operation.method(), path, json)
        : rig.send(operation.method(), path, json);
  }

  /// The address of the operation's first example, without parameters.
  private static String sample(Operation operation) {
    return here(operation.list("x-examples").getFirst().get("request").asString())
        .replaceFirst("\\?.*", "");
  }

  /// Users were made before the first object came in: here its entry has another number.
  private static String here(String path) {
    return path.replaceFirst("/objects/1(?![0-9])", "/objects/" + firstObject);
  }

  /// What about an answer is not as the document has it.
  private static List<String> troubles(Operation operation, HttpResponse<String> response) {
    JsonNode responses = operation.node().get("responses");
    JsonNode said = responses.get(Integer.toString(response.statusCode()));
    if (said == null) {
      said = document.get("components").get("responses").get("Problem");
    }
    String type =
        response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "").strip();
    JsonNode form = said.get("content").get(type);
    if (form == null) {
      return List.of("nobody said that it comes as " + type);
    }
    if (!form.has("schema")) {
      return List.of();
    }
    String schema =
        "{\"$ref\":\"%s\",\"components\":{\"schemas\":%s}}"
            .formatted(
                form.get("schema").get("$ref").asString(),
                document.get("components").get("schemas").toString());
    return errors(schema, response.body());
  }

  @Test
  void everyDocumentedParameterIsReadAndItsBoundsCount() throws Exception {
    int tried = 0;
    for (Operation operation : operations()) {
      for (JsonNode parameter : operation.list("parameters")) {
        if (!parameter.get("in").asString().equals("query")) {
          continue;
        }
        String name = parameter.get("name").asString();
        JsonNode schema = parameter.get("schema");
        for (String good : good(schema)) {
          HttpResponse<String> response = ask(operation, name, good);
          assertThat(response.body()).as(name).doesNotContain("PARAMETER_UNKNOWN");
          assertThat(response.statusCode()).as(name).isLessThan(500);
          tried++;
        }
        for (String bad : bad(schema)) {
          HttpResponse<String> response = ask(operation, name, bad);
          assertThat(response.statusCode())
              .as("%s?%s=%s", operation.path(), name, bad)
              .isEqualTo(400);
          assertThat(response.body()).contains("\"PARAMETER_INVALID\"").contains(name);
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(50);
  }

  private static HttpResponse<String> ask(Operation operation, String name, String value)
      throws Exception {
    return rig.send(
        operation.method(), "%s?%s=%s".formatted(sample(operation), name, Rig.encode(value)), "");
  }

  private static List<String> good(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.get("enum").values().stream().map(JsonNode::asString).toList();
    }
    return switch (schema.get("type").asString()) {
      case "integer" -> List.of(schema.get("minimum").toString(), "1");
      case "boolean" -> List.of("true", "false");
      default -> List.of("2");
    };
  }

  private static List<String> bad(JsonNode schema) {
    if (schema.has("enum")) {
      return List.of("nonsense");
    }
    return switch (schema.get("type").asString()) {
      case "integer" ->
          List.of(
              Long.toString(schema.get("minimum").asLong() - 1),
              Long.toString(schema.get("maximum").asLong() + 1),
              "many");
      case "boolean" -> List.of("maybe", "1");
      default ->
          schema.get("maxLength").asInt() < 8000
              ? List.of("9".repeat(schema.get("maxLength").asInt() + 1))
              : List.of();
    };
  }

  @Test
  void thePageShowsEveryOperationAndFetchesNothingFromElsewhere() throws Exception {
    String page = rig.page("/api");
    for (Operation operation : operations()) {
      assertThat(page).contains(operation.method() + " " + operation.path());
    }
    assertThat(page).doesNotContain("<script").doesNotContain("http://").doesNotContain("//cdn");
  }

  @Test
  void dataIsCompressedForWhoAcceptsThatAndPagesAreNot() throws Exception {
    HttpResponse<byte[]> packed = rig.bytes("/api/v1/openapi.json", "Accept-Encoding", "gzip");
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    try (InputStream in =
        new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(packed.body()))) {
      assertThat(MAPPER.readTree(in)).isEqualTo(document);
    }
    HttpResponse<byte[]> page = rig.bytes("/api", "Accept-Encoding", "gzip", "Accept", "text/html");
    assertThat(page.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(rig.bytes("/api/v1/openapi.json").headers().firstValue("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void askingForTheHeadOfExportsKeepsNobodyWaiting() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(rig.send("HEAD", "/api/v1/events/export").statusCode()).isEqualTo(200);
    }
    assertThat(rig.get("/api/v1/events/export").statusCode()).isEqualTo(200);
  }
}
