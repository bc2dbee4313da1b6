package io.trailseal.indexer.export;

import io.trailseal.indexer.query.ProofWords;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.EventWalk.Step;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.core.JsonGenerator;

/// A record with where it stands and how far it is proven. The members are called as in the answers
/// of `GET /api/v1/events`.
final class Envelope {
  private static final byte[] EVENT = ",\"event\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_EVENT =
      ",\"event\":null,\"eventBase64\":\"".getBytes(StandardCharsets.US_ASCII);

  private Envelope() {}

  static void write(EventHit hit, ByteArrayOutputStream out) {
    byte[] head =
        JsonBytes.object(
            json -> {
              json.writeStringProperty("id", hit.id().toString());
              name(json, hit.objectName());
              json.writeNumberProperty("objectEntry", hit.id().object().value());
              json.writeStringProperty(
                  "objectSha256", hit.objectHash().map(Sha256::hex).orElse(""));
              json.writeNumberProperty("offset", hit.offset());
              json.writeNumberProperty("eventBytes", hit.raw().length());
              json.writeStringProperty("eventSha256", hit.raw().hash().hex());
              json.writeObjectPropertyStart("verdict");
              json.writeStringProperty(
                  "word", hit.verdict().map(Verdict::word).orElse(ProofWords.NOT_YET));
              json.writeBooleanProperty(
                  "finding", hit.verdict().map(Verdict::isFinding).orElse(false));
              JsonBytes.text(json, "sentence", hit.verdict().map(Verdict::sentence).orElse(""));
              json.writeEndObject();
              others(json, hit);
            });
    out.write(head, 0, head.length - 1); // Its closing brace comes last.
    byte[] raw = hit.raw().borrow();
    if (isUtf8(raw)) {
      out.writeBytes(EVENT);
      OneLine.write(raw, out);
    } else {
      out.writeBytes(NO_EVENT);
      out.writeBytes(Base64.getEncoder().encode(raw));
      out.write('"');
    }
    out.write('}');
  }

  private static void others(JsonGenerator json, EventHit hit) {
    json.writeArrayPropertyStart("alsoIn");
    for (EventHit.Place place : hit.alsoIn()) {
      json.writeStartObject();
      json.writeStringProperty("id", place.id().toString());
      name(json, place.objectName());
      json.writeStringProperty(
          "verdict", place.verdict().map(Verdict::word).orElse(ProofWords.NOT_YET));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("conflicting");
    hit.conflicting().forEach(other -> json.writeString(other.toString()));
    json.writeEndArray();
  }

  private static boolean isUtf8(byte[] raw) {
    try {
      return raw.length == 0
          || StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).hasRemaining();
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static void name(JsonGenerator json, S3Name name) {
    json.writeObjectPropertyStart("objectName");
    JsonBytes.text(json, "bucket", name.bucket());
    JsonBytes.text(json, "key", name.key());
    json.writeEndObject();
  }

  /// An event that matches and cannot be read.
  static byte[] lost(Step.Lost lost) {
    return JsonBytes.object(
        json -> {
          json.writeObjectPropertyStart(Trailer.MEMBER);
          json.writeObjectPropertyStart("unreadable");
          json.writeStringProperty("id", lost.place().id().toString());
          json.writeStringProperty(
              "eventTime", lost.place().time().map(Instant::toString).orElse(""));
          name(json, lost.objectName());
          JsonBytes.text(json, "why", lost.why());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  static String sentence(Step.Lost lost) {
    return "event %s%s cannot be read, because its log file %s is damaged: %s"
        .formatted(
            lost.place().id(),
            lost.place().time().map(time -> " of " + time).orElse(""),
            lost.objectName(),
            lost.why());
  }
}
