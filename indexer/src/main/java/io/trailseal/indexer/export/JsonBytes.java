package io.trailseal.indexer.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Small JSON objects of ours, written by hand.
final class JsonBytes {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonBytes() {}

  /// One object on one line, whose members `body` writes.
  static byte[] object(Consumer<JsonGenerator> body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      body.accept(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /// A member; `text` with lone surrogates, which UTF-8 cannot say, as question marks.
  static void text(JsonGenerator json, String name, String text) {
    json.writeStringProperty(
        name, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }
}
