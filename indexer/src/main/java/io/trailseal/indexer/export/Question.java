package io.trailseal.indexer.export;

import io.trailseal.verifier.Sha256;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/// What was asked, and in which form: the same question gives the same files.
record Question(ExportRequest request, boolean gzip, int eventsPerFile) {

  void write(JsonGenerator json) {
    JsonBytes.text(json, "query", request.query().print());
    json.writeStringProperty("from", request.from().map(Instant::toString).orElse(""));
    json.writeStringProperty("to", request.to().map(Instant::toString).orElse(""));
    json.writeStringProperty(
        "order",
        switch (request.order()) {
          case OLDEST_FIRST -> "oldest first";
          case NEWEST_FIRST -> "newest first";
        });
    json.writeStringProperty("format", request.form().word());
    if (request.form() == ExportForm.CSV) {
      json.writeArrayPropertyStart("columns");
      for (String column : request.columns().names()) {
        json.writeString(column);
      }
      json.writeEndArray();
    }
    json.writeBooleanProperty("withProof", request.withProof());
    if (request.limit() != ExportRequest.UNLIMITED) {
      json.writeNumberProperty("limit", request.limit());
    }
    json.writeBooleanProperty("gzip", gzip);
    if (request.form() == ExportForm.RECORDS) {
      json.writeNumberProperty("eventsPerFile", eventsPerFile);
    }
  }

  Sha256 hash() {
    return Sha256.of(JsonBytes.object(this::write));
  }
}
