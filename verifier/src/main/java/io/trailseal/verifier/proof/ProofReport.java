package io.trailseal.verifier.proof;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.proof.ProofResult.Step;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Says what came of checking a proof.
public final class ProofReport {
  private static final JsonFactory FACTORY = new JsonFactory();

  /// Characters of the record that are shown; the document has all of it.
  private static final int RECORD_SHOWN = 2_000;

  private ProofReport() {}

  /// For a person: the answer, the record it is about, and the steps. Ends in a line feed, holds
  /// nothing that a terminal would obey.
  public static String text(Proof proof, ProofResult result) {
    StringBuilder out = new StringBuilder(4_096);
    out.append("%s: %s.\n".formatted(result.word().toUpperCase(Locale.ROOT), result.sentence()));
    out.append(
        "\nThe record, made out by %s at %s as event %s:\n\n  %s\n\n"
            .formatted(
                S3Name.excerpt(proof.made().by(), 100),
                proof.made().at(),
                S3Name.excerpt(proof.made().eventId(), 100),
                S3Name.excerpt(
                    new String(proof.event().record().borrow(), StandardCharsets.UTF_8),
                    RECORD_SHOWN)));
    for (Step step : result.steps()) {
      out.append("%-14s %s\n".formatted(step.outcome().word(), step.sentence()));
    }
    return out.toString();
  }

  /// For a program: one object on one line.
  ///
  /// ```
  /// {"result":"proven","sentence":"…","eventId":"1234-17",
  ///  "steps":[{"outcome":"holds","sentence":"…"}]}
  /// ```
  public static String json(Proof proof, ProofResult result) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("result", result.word());
      json.writeStringProperty("sentence", result.sentence());
      json.writeStringProperty("eventId", S3Name.excerpt(proof.made().eventId(), 100));
      json.writeArrayPropertyStart("steps");
      for (Step step : result.steps()) {
        json.writeStartObject();
        json.writeStringProperty("outcome", step.outcome().word());
        json.writeStringProperty("sentence", S3Name.printable(step.sentence()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out + "\n";
  }
}
