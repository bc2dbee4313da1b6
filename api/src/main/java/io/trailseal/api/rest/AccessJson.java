package io.trailseal.api.rest;

import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessPage;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// The access record as JSON.
public final class AccessJson {
  private AccessJson() {}

  /// A page of it.
  public static byte[] page(AccessPage page) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("entries");
          for (AccessEntry entry : page.entries()) {
            json.writeStartObject();
            members(json, entry);
            json.writeEndObject();
          }
          json.writeEndArray();
          AnswerJson.text(json, "next", page.next());
          AnswerJson.text(json, "reached", page.reached().map(Instant::toString));
        });
  }

  /// One entry.
  public static byte[] entry(AccessEntry entry) {
    return JsonText.object(json -> members(json, entry));
  }

  private static void members(JsonGenerator json, AccessEntry entry) {
    Accessed accessed = entry.accessed();
    json.writeNumberProperty("entry", entry.position().value());
    json.writeStringProperty("recordedAt", entry.at().toString());
    json.writeStringProperty("leafHash", entry.leafHash().hex());
    json.writeStringProperty("action", accessed.action().name());
    json.writeStringProperty("outcome", accessed.outcome().name());
    json.writeObjectPropertyStart("who");
    AnswerJson.text(json, "kind", Optional.of(accessed.who().kind()));
    AnswerJson.text(json, "name", Optional.of(accessed.who().name()));
    AnswerJson.text(json, "credential", accessed.who().credential());
    json.writeArrayPropertyStart("roles");
    accessed.who().roles().forEach(role -> json.writeString(JsonText.wellFormed(role)));
    json.writeEndArray();
    AnswerJson.text(json, "address", Optional.of(accessed.who().address()));
    json.writeEndObject();
    json.writeObjectPropertyStart("details");
    accessed
        .details()
        .forEach(
            (detail, text) -> {
              if (detail.isNumber()) {
                json.writeNumberProperty(detail.member(), Long.parseLong(text));
              } else {
                AnswerJson.text(json, detail.member(), Optional.of(text));
              }
            });
    json.writeEndObject();
  }
}
