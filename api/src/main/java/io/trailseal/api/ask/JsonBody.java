package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads a JSON body strictly: one flat object, no member twice, nothing behind it. Hostile.
final class JsonBody {
  private static final int DEPTH_MAX = 3;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNameLength(Parameter.TEXT_LENGTH_MAX)
                  .maxStringLength(4 * Parameter.TEXT_LENGTH_MAX)
                  .maxNumberLength(20)
                  .build())
          .build();

  private JsonBody() {}

  static Map<String, List<String>> read(byte[] body, List<? extends Parameter<?>> known) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the body must be one JSON object");
      }
      Map<String, List<String>> members = new HashMap<>();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        members.put(name, value(json, name, known));
      }
      if (json.nextToken() != null) {
        throw malformed("nothing may stand behind the body's JSON object");
      }
      return members;
    } catch (JacksonException _) {
      throw malformed("the body must be one readable JSON object, without a member twice");
    }
  }

  private static List<String> value(
      JsonParser json, String name, List<? extends Parameter<?>> known) {
    Parameter.Shape shape =
        known.stream()
            .filter(parameter -> parameter.name().equals(name))
            .map(Parameter::shape)
            .findFirst()
            .orElse(null);
    JsonToken token = json.nextToken();
    if (shape == null) {
      // Whoever knows the names says that this is none; its value does not matter.
      json.skipChildren();
      return List.of();
    }
    if (!shape.isList()) {
      return List.of(scalar(json, token, name, shape.type()));
    }
    if (token != JsonToken.START_ARRAY) {
      throw wrong(name, "an array");
    }
    List<String> all = new ArrayList<>();
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      all.add(scalar(json, next, name, shape.type()));
    }
    return all;
  }

  private static String scalar(JsonParser json, JsonToken token, String name, String type) {
    boolean fits =
        switch (type) {
          case "integer" -> token == JsonToken.VALUE_NUMBER_INT;
          case "boolean" -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
          default -> token == JsonToken.VALUE_STRING;
        };
    if (!fits) {
      throw wrong(name, type);
    }
    return json.getString();
  }

  private static RuntimeException wrong(String name, String type) {
    return Problem.of(
            ErrorCode.PARAMETER_INVALID,
            "%s must be of the JSON type %s, and is not".formatted(name, type))
        .exception();
  }

  private static RuntimeException malformed(String what) {
    return Problem.of(ErrorCode.REQUEST_MALFORMED, what)
        .withRemedy("send one JSON object as application/json; /api describes its members")
        .exception();
  }
}
