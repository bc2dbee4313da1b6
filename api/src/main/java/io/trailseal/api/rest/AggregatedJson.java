package io.trailseal.api.rest;

import io.trailseal.indexer.search.Aggregated;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.EventId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes what was counted.
final class AggregatedJson {
  private AggregatedJson() {}

  /// A member `aggregations`, in the order of the question.
  static void write(JsonGenerator json, List<Aggregated> all) {
    json.writeArrayPropertyStart("aggregations");
    for (Aggregated one : all) {
      json.writeStartObject();
      AnswerJson.text(json, "aggregation", Optional.of(one.asked().print()));
      switch (one) {
        case Aggregated.Terms terms -> terms(json, terms);
        case Aggregated.Histogram histogram -> histogram(json, histogram);
        case Aggregated.Cardinality cardinality -> {
          json.writeNumberProperty("count", cardinality.count());
          json.writeBooleanProperty("exact", cardinality.isExact());
          json.writeNumberProperty("missing", cardinality.missing());
        }
        case Aggregated.Seen seen -> {
          AnswerJson.text(json, "first", seen.first().map(Instant::toString));
          AnswerJson.text(json, "last", seen.last().map(Instant::toString));
        }
        case Aggregated.Newest newest -> newest(json, newest);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void terms(JsonGenerator json, Aggregated.Terms terms) {
    json.writeArrayPropertyStart("buckets");
    for (Aggregated.Bucket bucket : terms.buckets()) {
      json.writeStartObject();
      AnswerJson.text(json, "value", Optional.of(bucket.value()));
      bucket(json, bucket.count(), bucket.inEach());
    }
    json.writeEndArray();
    json.writeNumberProperty("other", terms.other());
    json.writeNumberProperty("missing", terms.missing());
    json.writeBooleanProperty("lowerCase", terms.folded());
  }

  private static void histogram(JsonGenerator json, Aggregated.Histogram histogram) {
    json.writeStringProperty("interval", histogram.interval().word());
    json.writeArrayPropertyStart("buckets");
    for (Aggregated.TimeBucket bucket : histogram.buckets()) {
      json.writeStartObject();
      json.writeStringProperty("start", bucket.start().toString());
      bucket(json, bucket.count(), bucket.inEach());
    }
    json.writeEndArray();
    json.writeNumberProperty("missing", histogram.missing());
  }

  private static void bucket(JsonGenerator json, long count, List<Aggregated> inEach) {
    json.writeNumberProperty("count", count);
    if (!inEach.isEmpty()) {
      write(json, inEach);
    }
    json.writeEndObject();
  }

  private static void newest(JsonGenerator json, Aggregated.Newest newest) {
    json.writeArrayPropertyStart("events");
    for (Aggregated.Example example : newest.events()) {
      json.writeStartObject();
      summary(json, example.id(), example.summary());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /// The members by which one recognises an event.
  static void summary(JsonGenerator json, EventId id, EventHit.Summary event) {
    json.writeStringProperty("id", id.toString());
    AnswerJson.text(json, "eventTime", event.eventTime().map(Instant::toString));
    AnswerJson.text(json, "eventName", Optional.of(event.eventName()));
    AnswerJson.text(json, "eventSource", Optional.of(event.eventSource()));
    AnswerJson.text(json, "awsRegion", Optional.of(event.awsRegion()));
    AnswerJson.text(json, "recipientAccountId", Optional.of(event.recipientAccountId()));
    AnswerJson.text(json, "who", Optional.of(event.who()));
    AnswerJson.text(json, "sourceIPAddress", Optional.of(event.sourceIPAddress()));
    AnswerJson.text(json, "errorCode", Optional.of(event.errorCode()));
    AnswerJson.text(json, "eventID", Optional.of(event.eventID()));
  }
}
