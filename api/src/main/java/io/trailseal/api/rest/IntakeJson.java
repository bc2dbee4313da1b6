package io.trailseal.api.rest;

import io.trailseal.api.ask.IntakeAccount;
import io.trailseal.api.ask.IntakeWords;
import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.intake.IntakeStatus.BucketStatus;
import io.trailseal.indexer.intake.IntakeStatus.QueueStatus;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.LagHistogram;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// Writes what happened on the way in as JSON: for REST, and for the command line, which gives the
/// same.
public final class IntakeJson {
  private IntakeJson() {}

  /// As `GET /api/v1/intake` gives it.
  public static byte[] account(IntakeAccount account) {
    return JsonText.object(
        json -> {
          json.writeStringProperty("askedAt", account.at().toString());
          figures(json, account);
          list(json, "parked", account.parked());
          list(json, "messagesSetAside", account.setAside());
          list(json, "removed", account.removed());
          list(json, "overwritten", account.overwritten());
          list(json, "comparisons", account.comparisons());
          json.writeBooleanProperty("moreComparisons", account.more());
        });
  }

  /// How intake is and the figures, without the lists.
  public static void figures(JsonGenerator json, IntakeAccount account) {
    json.writeStringProperty("state", account.state().name().toLowerCase(Locale.ROOT));
    account.status().ifPresent(status -> status(json, status));
    json.writeObjectPropertyStart("lag");
    lag(json, "sinceEvent", account.lag().sinceEvent());
    lag(json, "sinceDelivery", account.lag().sinceDelivery());
    json.writeEndObject();
    IntakeCounts counts = account.counts();
    json.writeObjectPropertyStart("counts");
    json.writeNumberProperty("parked", counts.parked());
    json.writeNumberProperty("removed", counts.removed());
    json.writeNumberProperty("overwritten", counts.overwritten());
    json.writeNumberProperty("messagesConfig", counts.messagesConfig());
    json.writeNumberProperty("messagesSetAside", counts.messagesSetAside());
    json.writeNumberProperty("foundByListing", counts.foundByListing());
    json.writeNumberProperty("reconciliations", counts.reconciliations());
    json.writeEndObject();
  }

  /// As `GET /api/v1/sources` gives it.
  static byte[] sources(Optional<IntakeStatus> status) {
    return JsonText.object(
        json -> {
          json.writeStringProperty(
              "state",
              status
                  .map(IntakeStatus::state)
                  .orElse(IntakeStatus.State.OFF)
                  .name()
                  .toLowerCase(Locale.ROOT));
          status.ifPresent(given -> status(json, given));
        });
  }

  private static void status(JsonGenerator json, IntakeStatus status) {
    AnswerJson.text(json, "trouble", status.trouble());
    json.writeArrayPropertyStart("queues");
    status.queues().forEach(queue -> queue(json, queue));
    json.writeEndArray();
    json.writeArrayPropertyStart("buckets");
    status.buckets().forEach(bucket -> bucket(json, bucket));
    json.writeEndArray();
    status
        .listing()
        .ifPresent(
            listing -> {
              json.writeObjectPropertyStart("listing");
              AnswerJson.text(json, "what", Optional.of(listing.what()));
              json.writeNumberProperty("foldersDone", listing.foldersDone());
              json.writeNumberProperty("foldersKnown", listing.foldersKnown());
              json.writeNumberProperty("listed", listing.listed());
              json.writeNumberProperty("found", listing.found());
              listing
                  .left()
                  .ifPresent(left -> json.writeNumberProperty("leftSeconds", left.toSeconds()));
              json.writeEndObject();
            });
    json.writeObjectPropertyStart("disk");
    json.writeNumberProperty("freeBytes", status.disk().freeBytes());
    json.writeNumberProperty("watermarkBytes", status.disk().watermarkBytes());
    json.writeEndObject();
    json.writeObjectPropertyStart("keys");
    time(json, "askedAt", status.keys().askedAt());
    AnswerJson.text(json, "trouble", status.keys().trouble());
    json.writeEndObject();
  }

  private static void queue(JsonGenerator json, QueueStatus queue) {
    json.writeStartObject();
    AnswerJson.text(json, "name", Optional.of(queue.name()));
    AnswerJson.text(json, "trouble", queue.trouble());
    number(json, "waiting", queue.waiting());
    number(json, "inFlight", queue.inFlight());
    json.writeNumberProperty("held", queue.held());
    time(json, "oldestSentAt", queue.oldestSentAt());
    json.writeNumberProperty("received", queue.received());
    json.writeNumberProperty("deleted", queue.deleted());
    json.writeNumberProperty("setAside", queue.setAside());
    json.writeNumberProperty("outside", queue.outside());
    queue.receivesMax().ifPresent(n -> json.writeNumberProperty("receivesMax", n));
    json.writeEndObject();
  }

  private static void bucket(JsonGenerator json, BucketStatus bucket) {
    json.writeStartObject();
    AnswerJson.text(json, "name", Optional.of(bucket.name()));
    AnswerJson.text(json, "trouble", bucket.trouble());
    json.writeNumberProperty("read", bucket.read());
    json.writeNumberProperty("bytes", bucket.bytes());
    json.writeNumberProperty("triedAgain", bucket.triedAgain());
    time(json, "reconciledAt", bucket.reconciledAt());
    json.writeEndObject();
  }

  private static void lag(JsonGenerator json, String name, LagHistogram lag) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("count", lag.count());
    lag.quantileSeconds(0.5).ifPresent(s -> json.writeNumberProperty("medianSeconds", rounded(s)));
    lag.quantileSeconds(0.99).ifPresent(s -> json.writeNumberProperty("p99Seconds", rounded(s)));
    json.writeEndObject();
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  private static void list(JsonGenerator json, String name, List<Recorded> recorded) {
    json.writeArrayPropertyStart(name);
    for (Recorded one : recorded) {
      json.writeStartObject();
      AnswerJson.place(json, one);
      switch (one.entry()) {
        case ObjectParked parked -> parked(json, parked);
        case MessageKept message -> message(json, message);
        case ObjectRemoved removed -> removed(json, removed);
        case ObjectReceived object -> object(json, object);
        case BucketCompared compared -> compared(json, compared);
        default ->
            throw new IllegalArgumentException("entry " + one.position() + " is in no such list");
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void parked(JsonGenerator json, ObjectParked parked) {
    AnswerJson.name(json, parked.name());
    AnswerJson.text(json, "versionId", parked.versionId());
    json.writeStringProperty("reason", IntakeWords.reason(parked.reason()));
    AnswerJson.text(json, "detail", Optional.of(parked.detail()));
    AnswerJson.text(json, "source", Optional.of(parked.source()));
  }

  private static void message(JsonGenerator json, MessageKept message) {
    AnswerJson.text(json, "queue", Optional.of(message.queue()));
    AnswerJson.text(json, "id", Optional.of(message.id()));
    json.writeStringProperty("kind", IntakeWords.kind(message.kind()));
    AnswerJson.text(json, "detail", Optional.of(message.detail()));
  }

  private static void removed(JsonGenerator json, ObjectRemoved removed) {
    AnswerJson.name(json, removed.name());
    AnswerJson.text(json, "versionId", removed.versionId());
    json.writeBooleanProperty("marker", removed.marker());
    time(json, "at", removed.at());
    AnswerJson.text(json, "by", removed.by());
    AnswerJson.text(json, "source", Optional.of(removed.source()));
  }

  private static void object(JsonGenerator json, ObjectReceived object) {
    AnswerJson.name(json, object.name());
    AnswerJson.text(json, "versionId", object.version().versionId());
    time(json, "lastModified", object.version().lastModified());
    json.writeNumberProperty("deliveredBytes", object.deliveredBytes());
    json.writeStringProperty("deliveredSha256", object.delivered().hex());
    AnswerJson.text(json, "source", Optional.of(object.source()));
  }

  private static void compared(JsonGenerator json, BucketCompared compared) {
    json.writeStringProperty("purpose", compared.purpose().name().toLowerCase(Locale.ROOT));
    AnswerJson.text(json, "bucket", Optional.of(compared.prefix().bucket()));
    AnswerJson.text(json, "keyPrefix", Optional.of(compared.prefix().keyPrefix()));
    AnswerJson.text(json, "from", compared.from().map(LocalDate::toString));
    AnswerJson.text(json, "to", compared.to().map(LocalDate::toString));
    json.writeNumberProperty("objects", compared.objects());
    json.writeNumberProperty("found", compared.found());
    json.writeNumberProperty("parked", compared.parked());
    json.writeStringProperty("listingSha256", compared.listing().hex());
  }

  private static void number(JsonGenerator json, String name, OptionalLong number) {
    if (number.isPresent()) {
      json.writeNumberProperty(name, number.getAsLong());
    } else {
      json.writeNullProperty(name);
    }
  }

  private static void time(JsonGenerator json, String name, Optional<Instant> time) {
    AnswerJson.text(json, name, time.map(Instant::toString));
  }
}
