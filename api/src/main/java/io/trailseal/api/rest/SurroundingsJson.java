package io.trailseal.api.rest;

import io.trailseal.api.ask.Answer;
import io.trailseal.api.ask.Surrounding;
import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.search.EventHit;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes what happened around an event: for REST, and for the command line, which gives the same.
public final class SurroundingsJson {
  private SurroundingsJson() {}

  /// A question that leads from the event, and its answer.
  public record Found(Surrounding surrounding, Answer answer) {}

  /// As `GET /api/v1/events/{id}/surroundings` gives it.
  public static byte[] write(EventHit hit, int minutes, List<Found> found) {
    return JsonText.object(
        json -> {
          json.writeStringProperty("id", hit.id().toString());
          AnswerJson.text(json, "eventTime", hit.summary().eventTime().map(Instant::toString));
          json.writeNumberProperty("minutes", minutes);
          json.writeArrayPropertyStart("surroundings");
          found.forEach(one -> one(json, one));
          json.writeEndArray();
          if (!found.isEmpty()) {
            AnswerJson.evidence(json, found.getLast().answer().found().evidence());
          }
        });
  }

  private static void one(JsonGenerator json, Found found) {
    Surrounding asked = found.surrounding();
    json.writeStartObject();
    json.writeStringProperty("kind", asked.kind().word());
    json.writeStringProperty("sentence", asked.kind().sentence());
    AnswerJson.text(json, "q", Optional.of(asked.q()));
    AnswerJson.text(json, "from", asked.from().map(Instant::toString));
    AnswerJson.text(json, "to", asked.to().map(Instant::toString));
    json.writeStringProperty("search", search(asked));
    json.writeNumberProperty("total", found.answer().found().total());
    json.writeBooleanProperty("totalIsExact", found.answer().found().matched().isExact());
    json.writeArrayPropertyStart("events");
    for (EventHit event : found.answer().found().hits()) {
      json.writeStartObject();
      AggregatedJson.summary(json, event.id(), event.summary());
      AnswerJson.verdict(json, event.verdict());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String search(Surrounding asked) {
    StringBuilder out = new StringBuilder("/api/v1/events?q=").append(encoded(asked.q()));
    asked.from().ifPresent(from -> out.append("&from=").append(encoded(from.toString())));
    asked.to().ifPresent(to -> out.append("&to=").append(encoded(to.toString())));
    return out.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
