package io.trailseal.appliance.cli;

import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.verifier.S3Name;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes results as JSON: one object on one line.
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private Json() {}

  /// One object, whose members `body` writes, and a line feed.
  static void object(Terminal terminal, Consumer<JsonGenerator> body) {
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), terminal.out())) {
      json.writeStartObject();
      body.accept(json);
      json.writeEndObject();
    }
    terminal.out().print('\n');
  }

  static void text(JsonGenerator json, String member, String value) {
    json.writeStringProperty(member, wellFormed(value));
  }

  /// As the REST API has it.
  static void name(JsonGenerator json, String member, S3Name name) {
    json.writeObjectPropertyStart(member);
    text(json, "bucket", name.bucket());
    text(json, "key", name.key());
    json.writeEndObject();
  }

  static void counts(JsonGenerator json, String member, VerdictCounts counts) {
    json.writeObjectPropertyStart(member);
    counts(json, "logFiles", counts.logFiles());
    counts(json, "digests", counts.digests());
    counts(json, "absent", counts.absent());
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, String member, Map<String, Long> counts) {
    json.writeObjectPropertyStart(member);
    counts.forEach((word, count) -> json.writeNumberProperty(word, count.longValue()));
    json.writeEndObject();
  }

  /// Lone surrogates as question marks: UTF-8 cannot say them, and the generator refuses them.
  static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
