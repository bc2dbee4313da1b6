package io.trailseal.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON into maps and lists, and finds one's way in them: `Json.of(text).at("events", 0)`.
record Json(Object value) {

  static Json of(String text) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      Object value = read(parser);
      if (parser.nextToken() != null) {
        throw new AssertionError("more than one JSON value: " + text);
      }
      return new Json(value);
    }
  }

  private static Object read(JsonParser parser) {
    JsonToken token = Objects.requireNonNull(parser.currentToken());
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, read(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(read(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getString();
      default -> new Scalar(parser.getString());
    };
  }

  /// A number, true, false or null, as written.
  record Scalar(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /// @param path member names and indexes
  Json at(Object... path) {
    Object here = value;
    for (Object step : path) {
      here =
          switch (here) {
            case Map<?, ?> map when map.containsKey(step) -> Objects.requireNonNull(map.get(step));
            case List<?> list when step instanceof Integer i && i < list.size() ->
                Objects.requireNonNull(list.get(i));
            default -> throw new AssertionError("no " + step + " in " + here);
          };
    }
    return new Json(here);
  }

  boolean has(String name) {
    return value instanceof Map<?, ?> map && map.containsKey(name);
  }

  String text(Object... path) {
    return at(path).value.toString();
  }

  long number(Object... path) {
    return Long.parseLong(text(path));
  }

  List<Json> list(Object... path) {
    return at(path).value instanceof List<?> list
        ? list.stream().map(each -> new Json(Objects.requireNonNull(each))).toList()
        : List.of();
  }
}
