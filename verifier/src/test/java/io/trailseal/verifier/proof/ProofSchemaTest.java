package io.trailseal.verifier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The published schema names exactly the members that are written, object by object.
final class ProofSchemaTest {
  @Test
  void theSchemaNamesExactlyWhatIsWritten(@TempDir Path folder) throws Exception {
    Object schema;
    try (InputStream file = Proof.class.getResourceAsStream("proof.schema.json")) {
      assertThat(file).isNotNull();
      schema = read(file.readAllBytes());
    }
    List<String> wrong = new ArrayList<>();
    compare("proof", at(schema), read(SampleProof.in(folder).bytes()), wrong);
    assertThat(wrong).isEmpty();
  }

  private static void compare(
      String where, Map<?, ?> schema, @Nullable Object value, List<String> wrong) {
    Map<?, ?> rules = schema;
    if (schema.get("anyOf") instanceof List<?> choices) {
      rules =
          choices.stream()
              .map(ProofSchemaTest::at)
              .filter(choice -> "object".equals(choice.get("type")))
              .findFirst()
              .orElse(schema);
    }
    if (value instanceof Map<?, ?> members) {
      Map<?, ?> properties = at(rules.get("properties"));
      Set<Object> written = new TreeSet<>(members.keySet());
      if (!written.equals(new TreeSet<>(properties.keySet()))
          || !(rules.get("required") instanceof List<?> required)
          || !written.equals(new TreeSet<>(required))
          || !Boolean.FALSE.equals(rules.get("additionalProperties"))) {
        wrong.add(where + " has " + written);
        return;
      }
      members.forEach(
          (name, member) -> compare(where + "." + name, at(properties.get(name)), member, wrong));
    } else if (value instanceof List<?> items) {
      for (Object item : items) {
        compare(where + "[]", at(rules.get("items")), item, wrong);
      }
    }
  }

  private static Map<?, ?> at(@Nullable Object schema) {
    return schema instanceof Map<?, ?> map ? map : Map.of();
  }

  private static @Nullable Object read(byte[] json) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> items(parser);
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getString();
    };
  }

  private static Map<String, @Nullable Object> members(JsonParser parser) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static List<@Nullable Object> items(JsonParser parser) {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return items;
  }
}
