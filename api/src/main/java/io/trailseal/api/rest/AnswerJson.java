package io.trailseal.api.rest;

import io.trailseal.api.ask.Answer;
import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.api.ask.Judged;
import io.trailseal.api.ask.RecordText;
import io.trailseal.api.ask.Standing;
import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.TrustedKey;
import io.trailseal.verifier.trail.Defect;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes answers as JSON: for REST, and for the command line, which gives the same.
public final class AnswerJson {
  /// Records quoted in one answer, all together. A thousand usual records are 2 MB; what an
  /// attacker blew up must not fill the heap when someone searches for it.
  static final int RECORD_BYTES_MAX = 32 * 1024 * 1024;

  private AnswerJson() {}

  /// An answer, as `GET /api/v1/events` gives it.
  public static byte[] answer(Answer answer) {
    SearchAnswer found = answer.found();
    return JsonText.object(
        json -> {
          json.writeNumberProperty("total", found.total());
          json.writeArrayPropertyStart("events");
          long left = RECORD_BYTES_MAX;
          for (EventHit hit : found.hits()) {
            json.writeStartObject();
            left -= hit.raw().length();
            head(json, hit);
            if (left >= 0) {
              record(json, hit.raw());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          text(json, "cursor", found.next());
          json.writeBooleanProperty("totalIsExact", found.matched().isExact());
          if (!found.aggregated().isEmpty()) {
            AggregatedJson.write(json, found.aggregated());
          }
          json.writeArrayPropertyStart("hints");
          answer.hints().forEach(hint -> json.writeString(JsonText.wellFormed(hint)));
          json.writeEndArray();
          text(json, "from", answer.range().from().map(Instant::toString));
          text(json, "to", answer.range().to().map(Instant::toString));
          text(json, "askedAt", Optional.of(answer.askedAt().toString()));
          evidence(json, found.evidence());
          json.writeNumberProperty("tookMicros", found.took().micros());
          json.writeNumberProperty("findingMicros", found.took().findingMicros());
          json.writeNumberProperty("readingMicros", found.took().readingMicros());
          answer.explanation().ifPresent(said -> ExplanationJson.write(json, said));
        });
  }

  /// One event, as `GET /api/v1/events/{id}` gives it.
  public static byte[] event(EventHit hit) {
    return JsonText.object(
        json -> {
          head(json, hit);
          record(json, hit.raw());
        });
  }

  static byte[] verdicts(List<Recorded> recorded) {
    return JsonText.object(json -> verdicts(json, recorded));
  }

  /// A member `verdicts`.
  static void verdicts(JsonGenerator json, List<Recorded> recorded) {
    json.writeArrayPropertyStart("verdicts");
    for (Recorded one : recorded) {
      if (one.entry() instanceof LedgerEntry.VerdictReached(var verdict, var object)) {
        json.writeStartObject();
        place(json, one);
        name(json, verdict.subject());
        object.ifPresent(at -> json.writeNumberProperty("objectEntry", at.value()));
        json.writeStringProperty("word", verdict.word());
        json.writeBooleanProperty("finding", verdict.isFinding());
        text(json, "sentence", Optional.of(verdict.sentence()));
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  /// @param next where the next page starts
  static byte[] quarantine(List<Recorded> recorded, Optional<String> next) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("objects");
          for (Recorded one : recorded) {
            if (one.entry() instanceof LedgerEntry.ObjectReceived object) {
              json.writeStartObject();
              place(json, one);
              name(json, object.name());
              json.writeStringProperty("kind", object.kind().name());
              json.writeNumberProperty("deliveredBytes", object.deliveredBytes());
              json.writeStringProperty("deliveredSha256", object.delivered().hex());
              json.writeNumberProperty("events", object.reading().events());
              text(json, "source", Optional.of(object.source()));
              defects(json, object.defects());
              json.writeEndObject();
            }
          }
          json.writeEndArray();
          text(json, "next", next);
        });
  }

  private static void received(JsonGenerator json, ObjectCounts objects) {
    json.writeObjectPropertyStart("received");
    json.writeNumberProperty("objects", objects.objects());
    json.writeNumberProperty("events", objects.events());
    json.writeNumberProperty("quarantined", objects.quarantined());
    json.writeNumberProperty("deliveredBytes", objects.deliveredBytes());
    json.writeEndObject();
  }

  static byte[] standing(Standing standing) {
    return JsonText.object(
        json -> {
          evidence(json, standing.evidence());
          json.writeStringProperty("askedAt", standing.askedAt().toString());
          standing.objects().ifPresent(objects -> received(json, objects));
          json.writeArrayPropertyStart("keys");
          for (TrustedKey key : standing.keys()) {
            json.writeStartObject();
            text(json, "fingerprint", Optional.of(key.key().fingerprint()));
            text(json, "region", Optional.of(key.region()));
            text(json, "provenance", Optional.of(key.provenance()));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void head(JsonGenerator json, EventHit hit) {
    json.writeStringProperty("id", hit.id().toString());
    json.writeStringProperty("raw", "/api/v1/events/%s/raw".formatted(hit.id()));
    json.writeNumberProperty("eventBytes", hit.raw().length());
    name(json, hit.objectName());
    json.writeNumberProperty("objectEntry", hit.id().object().value());
    text(json, "objectSha256", hit.objectHash().map(Sha256::hex));
    verdict(json, hit.verdict());
    json.writeArrayPropertyStart("alsoIn");
    for (EventHit.Place place : hit.alsoIn()) {
      json.writeStartObject();
      json.writeStringProperty("id", place.id().toString());
      name(json, place.objectName());
      json.writeStringProperty("verdict", Judged.of(place.verdict()).word());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("conflicting");
    hit.conflicting().forEach(other -> json.writeString(other.toString()));
    json.writeEndArray();
  }

  static void verdict(JsonGenerator json, Optional<Verdict> verdict) {
    Judged judged = Judged.of(verdict);
    json.writeObjectPropertyStart("verdict");
    json.writeStringProperty("word", judged.word());
    json.writeBooleanProperty("finding", verdict.map(Verdict::isFinding).orElse(false));
    text(json, "sentence", Optional.of(judged.sentence()));
    json.writeEndObject();
  }

  static void defects(JsonGenerator json, List<Defect> defects) {
    json.writeArrayPropertyStart("defects");
    for (Defect defect : defects) {
      json.writeStartObject();
      json.writeNumberProperty("offset", defect.offset());
      text(json, "reason", Optional.of(defect.reason()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void record(JsonGenerator json, Payload raw) {
    Optional<String> text = RecordText.embeddable(raw);
    json.writeName("event");
    if (text.isPresent()) {
      json.writeRawValue(text.get());
    } else {
      json.writeNull();
      json.writeStringProperty("eventBase64", Base64.getEncoder().encodeToString(raw.borrow()));
    }
  }

  static void evidence(JsonGenerator json, SearchAnswer.Evidence evidence) {
    json.writeObjectPropertyStart("evidence");
    text(json, "sentence", Optional.of(EvidenceWords.line(evidence)));
    json.writeArrayPropertyStart("reservations");
    EvidenceWords.reservations(evidence).forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("events", evidence.events());
    json.writeNumberProperty("conflicts", evidence.conflicts());
    text(json, "oldest", evidence.oldest().map(Instant::toString));
    text(json, "newest", evidence.newest().map(Instant::toString));
    json.writeNumberProperty("quarantined", evidence.quarantined());
    json.writeObjectPropertyStart("verdicts");
    counts(json, "logFiles", evidence.verdicts().logFiles());
    counts(json, "digests", evidence.verdicts().digests());
    counts(json, "absent", evidence.verdicts().absent());
    json.writeEndObject();
    json.writeNumberProperty("indexed", evidence.indexed().value());
    json.writeNumberProperty("head", evidence.head().value());
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, String name, Map<String, Long> counts) {
    json.writeObjectPropertyStart(name);
    counts.forEach(json::writeNumberProperty);
    json.writeEndObject();
  }

  static void place(JsonGenerator json, Recorded recorded) {
    json.writeNumberProperty("entry", recorded.position().value());
    json.writeStringProperty("recordedAt", recorded.recordedAt().toString());
  }

  static void name(JsonGenerator json, S3Name name) {
    json.writeObjectPropertyStart("objectName");
    text(json, "bucket", Optional.of(name.bucket()));
    text(json, "key", Optional.of(name.key()));
    json.writeEndObject();
  }

  static void text(JsonGenerator json, String name, Optional<String> text) {
    json.writeName(name);
    text.ifPresentOrElse(value -> json.writeString(JsonText.wellFormed(value)), json::writeNull);
  }
}
