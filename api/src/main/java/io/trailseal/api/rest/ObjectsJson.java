package io.trailseal.api.rest;

import io.trailseal.api.ask.Holdings;
import io.trailseal.api.ask.ObjectsQuestion;
import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Freshness;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.Upkeep;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes objects as they came in, and how far they reach.
final class ObjectsJson {
  private ObjectsJson() {}

  static byte[] page(Holdings.Page page) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("objects");
          for (Recorded one : page.entries()) {
            json.writeStartObject();
            object(json, one, Optional.ofNullable(page.verdicts().get(one.position())));
            json.writeEndObject();
          }
          json.writeEndArray();
          AnswerJson.text(json, "next", page.next());
        });
  }

  static byte[] object(Holdings.Page page) {
    Recorded one = page.entries().getFirst();
    return JsonText.object(
        json -> object(json, one, Optional.ofNullable(page.verdicts().get(one.position()))));
  }

  static byte[] history(Holdings.Page page) {
    return JsonText.object(
        json -> {
          AnswerJson.verdicts(json, page.entries());
          AnswerJson.text(json, "next", page.next());
        });
  }

  private static void object(JsonGenerator json, Recorded recorded, Optional<Verdict> verdict) {
    if (!(recorded.entry() instanceof ObjectReceived object)) {
      throw new IllegalArgumentException("entry " + recorded.position() + " is no object's");
    }
    AnswerJson.place(json, recorded);
    AnswerJson.name(json, object.name());
    json.writeStringProperty("kind", ObjectsQuestion.word(object.kind()));
    json.writeNumberProperty("deliveredBytes", object.deliveredBytes());
    json.writeStringProperty("deliveredSha256", object.delivered().hex());
    AnswerJson.text(json, "contentSha256", object.reading().inflated().map(Sha256::hex));
    json.writeNumberProperty("events", object.reading().events());
    AnswerJson.text(json, "versionId", object.version().versionId());
    AnswerJson.text(json, "lastModified", object.version().lastModified().map(Instant::toString));
    AnswerJson.text(json, "source", Optional.of(object.source()));
    json.writeBooleanProperty("quarantined", object.isQuarantined());
    AnswerJson.defects(json, object.defects());
    AnswerJson.verdict(json, verdict);
  }

  static byte[] coverage(Holdings.Coverage coverage) {
    return JsonText.object(
        json -> {
          json.writeStringProperty("askedAt", coverage.askedAt().toString());
          json.writeArrayPropertyStart("places");
          for (Freshness place : coverage.places()) {
            json.writeStartObject();
            AnswerJson.text(json, "account", Optional.of(place.account()));
            AnswerJson.text(json, "region", Optional.of(place.region()));
            AnswerJson.text(json, "newestLog", place.newestLog().map(Instant::toString));
            AnswerJson.text(json, "newestDigest", place.newestDigest().map(Instant::toString));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("chains");
          for (DigestFacts digest : coverage.chains()) {
            json.writeStartObject();
            AnswerJson.text(json, "chain", Optional.of(digest.chain()));
            AnswerJson.name(json, digest.name());
            json.writeNumberProperty("objectEntry", digest.position().value());
            json.writeStringProperty("from", digest.startTime().toString());
            json.writeStringProperty("to", digest.endTime().toString());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("months");
          for (Upkeep.KeptMonth month : coverage.months()) {
            json.writeStartObject();
            json.writeStringProperty("month", month.month().toString());
            json.writeNumberProperty("events", month.events());
            json.writeNumberProperty("bytes", month.bytes());
            json.writeEndObject();
          }
          json.writeEndArray();
          AnswerJson.text(json, "keptFrom", coverage.keptFrom().map(YearMonth::toString));
        });
  }
}
