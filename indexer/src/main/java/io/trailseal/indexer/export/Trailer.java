package io.trailseal.indexer.export;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.List;
import java.util.Locale;

/// The last line of a stream: whether it is complete.
///
/// @param why where it is not complete, the reason in a sentence
/// @param events written
/// @param unreadable events that match and that the vault did not give back
/// @param total events that match
/// @param hints as in [io.trailseal.indexer.search.SearchAnswer]
record Trailer(
    boolean complete,
    String why,
    long events,
    long unreadable,
    long total,
    LedgerPosition asOf,
    List<String> hints) {
  /// The one member of lines that are no events.
  static final String MEMBER = "trailseal";

  byte[] json() {
    return JsonBytes.object(
        json -> {
          json.writeObjectPropertyStart(MEMBER);
          json.writeBooleanProperty("complete", complete);
          if (!complete) {
            JsonBytes.text(json, "why", why);
          }
          json.writeNumberProperty("events", events);
          json.writeNumberProperty("unreadable", unreadable);
          json.writeNumberProperty("total", total);
          json.writeNumberProperty("asOfEntry", asOf.value());
          json.writeArrayPropertyStart("hints");
          for (String hint : hints) {
            json.writeString(hint);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /// The same for a person.
  String sentence() {
    return String.format(
        Locale.ROOT,
        "%s: %,d events of %,d that match, %,d cannot be read, as of ledger entry %s%s%s",
        complete ? "complete" : "not complete",
        events,
        total,
        unreadable,
        asOf,
        complete ? "" : "; " + why,
        hints.isEmpty() ? "" : "; " + String.join("; ", hints));
  }
}
