package io.trailseal.api.awscompat;

import io.trailseal.api.awscompat.Resources.Resource;
import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.search.EventHit;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes answers of LookupEvents. Members that an event does not have are left out, as AWS does.
final class EventsJson {
  private static final int MILLIS_DIGITS = 3;
  private static final long NANOS_A_MILLI = 1_000_000;

  private EventsJson() {}

  static byte[] page(List<EventHit> hits, Optional<String> token) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("Events");
          hits.forEach(hit -> event(json, hit));
          json.writeEndArray();
          token.ifPresent(text -> json.writeStringProperty("NextToken", text));
        });
  }

  private static void event(JsonGenerator json, EventHit hit) {
    RecordMembers record = RecordMembers.of(hit.raw());
    json.writeStartObject();
    text(json, "EventId", record.first("eventID"));
    text(json, "EventName", record.first("eventName", "insightDetails.eventName"));
    text(json, "ReadOnly", record.first("readOnly"));
    text(json, "AccessKeyId", record.first("userIdentity.accessKeyId"));
    time(json, "EventTime", hit.summary().eventTime());
    text(json, "EventSource", record.first("eventSource", "insightDetails.eventSource"));
    text(json, "Username", Username.of(record));
    json.writeArrayPropertyStart("Resources");
    for (Resource resource : Resources.of(record)) {
      json.writeStartObject();
      text(json, "ResourceType", resource.type());
      text(json, "ResourceName", resource.name());
      json.writeEndObject();
    }
    json.writeEndArray();
    // A record that is not UTF-8 cannot stand in a string; what is wrong shows as U+FFFD.
    json.writeStringProperty(
        "CloudTrailEvent", new String(hit.raw().borrow(), StandardCharsets.UTF_8));
    json.writeEndObject();
  }

  static void text(JsonGenerator json, String name, String text) {
    if (!text.isEmpty()) {
      json.writeStringProperty(name, JsonText.wellFormed(text));
    }
  }

  /// Seconds since 1970, to the millisecond. Digests say what they like about time.
  static void time(JsonGenerator json, String name, Optional<Instant> time) {
    time.ifPresent(
        at ->
            json.writeNumberProperty(
                name,
                BigDecimal.valueOf(at.getEpochSecond())
                    .add(BigDecimal.valueOf(at.getNano() / NANOS_A_MILLI, MILLIS_DIGITS))));
  }
}
