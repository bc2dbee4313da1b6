package io.trailseal.api.openapi;

import io.trailseal.api.ask.Parameter;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.JsonText;
import io.trailseal.api.error.Problems;
import io.trailseal.api.openapi.Operation.Example;
import io.trailseal.api.openapi.Operation.Given;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/// The document of the whole API.
///
/// Threads: any; it is written once.
@Singleton
public final class OpenApiDocument {
  private static final String ABOUT =
      """
      What a self-hosted audit appliance for AWS CloudTrail answers over HTTP. Members of events are \
      called as CloudTrail calls them. A parameter that is not named here is refused. Failures are \
      problem details (RFC 9457) with a `code` that never changes its meaning. Where there are pages, \
      `cursor` or `next` says where to go on. Times are UTC.""";

  private final List<Operation> operations;
  private final String schemas;
  private final byte[] json;

  OpenApiDocument(List<Documented> rooms) {
    this.operations =
        rooms.stream()
            .flatMap(room -> room.operations().stream())
            .sorted(Comparator.comparing(Operation::path).thenComparing(Operation::method))
            .toList();
    this.schemas = resource("schemas.json");
    this.json = write();
  }

  /// By address.
  public List<Operation> operations() {
    return operations;
  }

  /// The schemas of answers, for reading.
  public String schemas() {
    return schemas;
  }

  byte[] json() {
    return json.clone();
  }

  private byte[] write() {
    return JsonText.object(
        json -> {
          json.writeStringProperty("openapi", "3.1.0");
          json.writeObjectPropertyStart("info");
          json.writeStringProperty("title", "Trailseal");
          json.writeStringProperty("version", "1");
          json.writeStringProperty("description", ABOUT);
          json.writeObjectPropertyStart("license");
          json.writeStringProperty("name", "Apache-2.0");
          json.writeStringProperty("identifier", "Apache-2.0");
          json.writeEndObject();
          json.writeEndObject();
          json.writeStringProperty(
              "jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema");
          json.writeArrayPropertyStart("servers");
          json.writeStartObject();
          json.writeStringProperty("url", "/");
          json.writeEndObject();
          json.writeEndArray();
          paths(json);
          json.writeObjectPropertyStart("components");
          json.writeName("schemas");
          json.writeRawValue(schemas);
          json.writeObjectPropertyStart("responses");
          json.writeName("Problem");
          problem(json, "any other trouble: `code` says which, `remedy` what to do");
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private void paths(JsonGenerator json) {
    Map<String, List<Operation>> byPath =
        operations.stream()
            .collect(Collectors.groupingBy(Operation::path, TreeMap::new, Collectors.toList()));
    json.writeObjectPropertyStart("paths");
    byPath.forEach(
        (path, all) -> {
          json.writeObjectPropertyStart(path);
          for (Operation operation : all) {
            json.writeObjectPropertyStart(operation.method().name().toLowerCase(Locale.ROOT));
            operation(json, operation);
            json.writeEndObject();
          }
          json.writeEndObject();
        });
    json.writeEndObject();
  }

  private static void operation(JsonGenerator json, Operation operation) {
    json.writeStringProperty("operationId", operation.id());
    json.writeArrayPropertyStart("tags");
    json.writeString(operation.tag());
    json.writeEndArray();
    json.writeStringProperty("summary", operation.title());
    json.writeStringProperty("description", operation.about());
    json.writeArrayPropertyStart("parameters");
    operation.variables().forEach(variable -> parameter(json, variable, "path"));
    operation.takes().forEach(parameter -> parameter(json, parameter, "query"));
    if (operation.isTagged()) {
      json.writeStartObject();
      json.writeStringProperty("name", "If-None-Match");
      json.writeStringProperty("in", "header");
      json.writeStringProperty("description", "the `ETag` of an answer that is here already");
      json.writeObjectPropertyStart("schema");
      json.writeStringProperty("type", "string");
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    if (!operation.body().isEmpty()) {
      body(json, operation.body());
    }
    responses(json, operation);
    json.writeArrayPropertyStart("x-examples");
    for (Example example : operation.examples()) {
      json.writeStartObject();
      json.writeStringProperty("request", example.path());
      example
          .body()
          .ifPresent(
              body -> {
                json.writeName("body");
                json.writeRawValue(body);
              });
      json.writeNumberProperty("status", example.status());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void parameter(JsonGenerator json, Parameter<?> parameter, String in) {
    json.writeStartObject();
    json.writeStringProperty("name", parameter.name());
    json.writeStringProperty("in", in);
    json.writeBooleanProperty("required", in.equals("path") || parameter.isRequired());
    json.writeStringProperty("description", parameter.meaning());
    json.writeName("schema");
    shape(json, parameter.shape());
    json.writeEndObject();
  }

  private static void body(JsonGenerator json, List<Parameter<?>> members) {
    json.writeObjectPropertyStart("requestBody");
    json.writeBooleanProperty("required", true);
    json.writeObjectPropertyStart("content");
    json.writeObjectPropertyStart("application/json");
    json.writeObjectPropertyStart("schema");
    json.writeStringProperty("type", "object");
    json.writeObjectPropertyStart("properties");
    for (Parameter<?> member : members) {
      json.writeName(member.name());
      json.writeStartObject();
      json.writeStringProperty("description", member.meaning());
      shapeMembers(json, member.shape());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayPropertyStart("required");
    members.stream().filter(Parameter::isRequired).forEach(it -> json.writeString(it.name()));
    json.writeEndArray();
    json.writeBooleanProperty("additionalProperties", false);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void shape(JsonGenerator json, Parameter.Shape shape) {
    json.writeStartObject();
    shapeMembers(json, shape);
    json.writeEndObject();
  }

  private static void shapeMembers(JsonGenerator json, Parameter.Shape shape) {
    if (shape.isList()) {
      json.writeStringProperty("type", "array");
      json.writeObjectPropertyStart("items");
      itemMembers(json, shape);
      json.writeEndObject();
    } else {
      itemMembers(json, shape);
    }
  }

  private static void itemMembers(JsonGenerator json, Parameter.Shape shape) {
    json.writeStringProperty("type", shape.type());
    shape.min().ifPresent(min -> json.writeNumberProperty("minimum", min));
    shape
        .max()
        .ifPresent(
            max ->
                json.writeNumberProperty(
                    shape.type().equals("integer") ? "maximum" : "maxLength", max));
    shape.pattern().ifPresent(pattern -> json.writeStringProperty("pattern", pattern));
    if (!shape.words().isEmpty()) {
      json.writeArrayPropertyStart("enum");
      shape.words().forEach(json::writeString);
      json.writeEndArray();
    }
    shape
        .standard()
        .ifPresent(
            text -> {
              json.writeName("default");
              if (shape.type().equals("string")) {
                json.writeString(text);
              } else {
                json.writeRawValue(text);
              }
            });
  }

  private static void responses(JsonGenerator json, Operation operation) {
    json.writeObjectPropertyStart("responses");
    Map<Integer, List<Given>> given =
        operation.gives().stream()
            .collect(Collectors.groupingBy(Given::status, TreeMap::new, Collectors.toList()));
    given.forEach((status, forms) -> given(json, status, forms, operation.isTagged()));
    Map<Integer, List<ErrorCode>> refused = refused(operation);
    refused.forEach(
        (status, codes) -> {
          json.writeName(Integer.toString(status));
          problem(
              json,
              codes.stream()
                  .map(code -> "`%s`: %s".formatted(code.name(), code.title()))
                  .collect(Collectors.joining("; ")));
        });
    json.writeObjectPropertyStart("default");
    json.writeStringProperty("$ref", "#/components/responses/Problem");
    json.writeEndObject();
    json.writeEndObject();
  }

  /// By status: what every address refuses, and what this one does.
  static Map<Integer, List<ErrorCode>> refused(Operation operation) {
    Map<Integer, List<ErrorCode>> refused = new TreeMap<>();
    refused
        .computeIfAbsent(ErrorCode.PARAMETER_UNKNOWN.status(), _ -> new ArrayList<>())
        .add(ErrorCode.PARAMETER_UNKNOWN);
    for (ErrorCode code : operation.refuses()) {
      refused.computeIfAbsent(code.status(), _ -> new ArrayList<>()).add(code);
    }
    return refused;
  }

  private static void given(JsonGenerator json, int status, List<Given> forms, boolean tagged) {
    json.writeObjectPropertyStart(Integer.toString(status));
    json.writeStringProperty(
        "description",
        forms.stream().map(Given::about).distinct().collect(Collectors.joining("; ")));
    if (tagged) {
      json.writeObjectPropertyStart("headers");
      json.writeObjectPropertyStart("ETag");
      json.writeObjectPropertyStart("schema");
      json.writeStringProperty("type", "string");
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    }
    if (forms.stream().anyMatch(form -> !form.mediaType().isEmpty())) {
      json.writeObjectPropertyStart("content");
      for (Given form : forms) {
        json.writeObjectPropertyStart(form.mediaType());
        form.schema().ifPresent(schema -> reference(json, schema));
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void problem(JsonGenerator json, String description) {
    json.writeStartObject();
    json.writeStringProperty("description", description);
    json.writeObjectPropertyStart("content");
    json.writeObjectPropertyStart(Problems.MEDIA_TYPE);
    reference(json, "Problem");
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void reference(JsonGenerator json, String schema) {
    json.writeObjectPropertyStart("schema");
    json.writeStringProperty("$ref", "#/components/schemas/" + schema);
    json.writeEndObject();
  }

  private static String resource(String name) {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " must be in the jar and is not");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
