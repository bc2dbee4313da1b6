package io.trailseal.api.rest;

import io.trailseal.indexer.search.Explanation;
import io.trailseal.indexer.search.Explanation.Part;
import io.trailseal.indexer.search.Explanation.SearchedMonth;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// Writes how a question was understood.
final class ExplanationJson {
  private ExplanationJson() {}

  static void write(JsonGenerator json, Explanation explanation) {
    json.writeObjectPropertyStart("explanation");
    AnswerJson.text(json, "query", Optional.of(explanation.query()));
    json.writeName("root");
    part(json, explanation.root());
    json.writeArrayPropertyStart("months");
    for (SearchedMonth month : explanation.months()) {
      json.writeStartObject();
      json.writeStringProperty("name", month.name());
      json.writeNumberProperty("events", month.events());
      json.writeBooleanProperty("whole", month.whole());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("cautions");
    explanation.cautions().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void part(JsonGenerator json, Part part) {
    json.writeStartObject();
    AnswerJson.text(json, "written", Optional.of(part.written()));
    AnswerJson.text(json, "means", Optional.of(part.means()));
    number(json, "values", part.values());
    number(json, "events", part.events());
    json.writeArrayPropertyStart("parts");
    for (Part inner : part.parts()) {
      part(json, inner);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, OptionalLong number) {
    if (number.isPresent()) {
      json.writeNumberProperty(name, number.getAsLong());
    } else {
      json.writeNullProperty(name);
    }
  }
}
