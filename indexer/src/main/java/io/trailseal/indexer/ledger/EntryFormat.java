package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerEntry.VersionSeen;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.trail.Defect;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// An entry's canonical bytes; see the package comment.
final class EntryFormat {
  static final int VERSION_NEWEST = 1;

  /// What the body column holds. Names, metadata (2 KiB in S3) and ten reasons are far below it.
  static final int BODY_BYTES_MAX = 1024 * 1024;

  /// ASCII only: lone surrogates, which UTF-8 cannot hold, come back as they were.
  static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .build();

  /// The kind of an entry of the access record.
  static final byte ACCESSED = 10;

  private EntryFormat() {}

  static Sha256 leafHash(byte[] body) {
    MessageDigest digest = Sha256.newDigest();
    digest.update((byte) 0);
    digest.update(body);
    return Sha256.fromBytes(digest.digest());
  }

  static byte kind(LedgerEntry entry) {
    return switch (entry) {
      case ObjectReceived _ -> 1;
      case VerdictReached _ -> 2;
      case KeyLearned _ -> 3;
      case VersionSeen _ -> 4;
      case ObjectParked _ -> 5;
      case ObjectRemoved _ -> 6;
      case MessageKept _ -> 7;
      case BucketCompared _ -> 8;
      case RetentionSet _ -> 9;
      case Accessed _ -> ACCESSED;
    };
  }

  /// @throws IllegalArgumentException if the entry is larger than [#BODY_BYTES_MAX]
  static byte[] body(Instant at, LedgerEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      json.writeNumberProperty("v", VERSION_NEWEST);
      json.writeStringProperty("at", at.toString());
      switch (entry) {
        case ObjectReceived object -> object(json, object);
        case VerdictReached verdict -> verdict(json, verdict);
        case KeyLearned key -> key(json, key);
        case VersionSeen seen -> versionSeen(json, seen);
        case ObjectParked parked -> parked(json, parked);
        case ObjectRemoved removed -> removed(json, removed);
        case MessageKept message -> message(json, message);
        case BucketCompared compared -> compared(json, compared);
        case RetentionSet retention -> retention(json, retention);
        case Accessed accessed -> accessed(json, accessed);
      }
      json.writeEndObject();
    }
    if (bytes.size() > BODY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a ledger entry has at most %,d bytes, this one has %,d"
              .formatted(BODY_BYTES_MAX, bytes.size()));
    }
    return bytes.toByteArray();
  }

  private static void object(JsonGenerator json, ObjectReceived object) {
    json.writeStringProperty("what", "object");
    name(json, object.name());
    json.writeNumberProperty("bytes", object.deliveredBytes());
    json.writeStringProperty("delivered", object.delivered().hex());
    json.writeStringProperty("kind", object.kind().name());
    object.reading().inflated().ifPresent(hash -> json.writeStringProperty("inflated", hash.hex()));
    json.writeNumberProperty("inflatedBytes", object.reading().inflatedBytes());
    json.writeNumberProperty("events", object.reading().events());
    if (!object.defects().isEmpty()) {
      json.writeArrayPropertyStart("defects");
      for (Defect defect : object.defects()) {
        json.writeStartArray();
        json.writeNumber(defect.offset());
        json.writeString(defect.reason());
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    object.kept().ifPresent(ref -> kept(json, ref, object.delivered()));
    if (!object.userMetadata().isEmpty()) {
      // A list of pairs: names of members cannot be broken text, names of metadata can.
      json.writeArrayPropertyStart("metadata");
      for (Map.Entry<String, String> each : object.userMetadata().entrySet()) {
        json.writeStartArray();
        json.writeString(each.getKey());
        json.writeString(each.getValue());
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    version(json, object.version());
    json.writeStringProperty("source", object.source());
  }

  /// Left out where nothing is known of it, as in ledgers from before there were versions.
  private static void version(JsonGenerator json, S3Version version) {
    version.versionId().ifPresent(id -> json.writeStringProperty("versionId", id));
    version.eTag().ifPresent(tag -> json.writeStringProperty("eTag", tag));
    version.lastModified().ifPresent(at -> json.writeStringProperty("lastModified", at.toString()));
  }

  private static void versionSeen(JsonGenerator json, VersionSeen seen) {
    json.writeStringProperty("what", "version");
    name(json, seen.name());
    version(json, seen.version());
    json.writeNumberProperty("object", seen.object().value());
    json.writeStringProperty("source", seen.source());
  }

  private static void parked(JsonGenerator json, ObjectParked parked) {
    json.writeStringProperty("what", "parked");
    name(json, parked.name());
    parked.versionId().ifPresent(id -> json.writeStringProperty("versionId", id));
    json.writeStringProperty("reason", parked.reason().name());
    json.writeStringProperty("detail", parked.detail());
    json.writeStringProperty("source", parked.source());
  }

  private static void removed(JsonGenerator json, ObjectRemoved removed) {
    json.writeStringProperty("what", "removed");
    name(json, removed.name());
    removed.versionId().ifPresent(id -> json.writeStringProperty("versionId", id));
    json.writeBooleanProperty("marker", removed.marker());
    removed.at().ifPresent(at -> json.writeStringProperty("when", at.toString()));
    removed.by().ifPresent(by -> json.writeStringProperty("by", by));
    json.writeStringProperty("source", removed.source());
  }

  private static void message(JsonGenerator json, MessageKept message) {
    json.writeStringProperty("what", "message");
    json.writeStringProperty("queue", message.queue());
    json.writeStringProperty("id", message.id());
    json.writeStringProperty("hash", message.body().hash().hex());
    kept(json, message.body(), message.body().hash());
    json.writeStringProperty("kind", message.kind().name());
    json.writeStringProperty("detail", message.detail());
  }

  private static void compared(JsonGenerator json, BucketCompared compared) {
    json.writeStringProperty("what", "compared");
    json.writeStringProperty("bucket", compared.prefix().bucket());
    json.writeStringProperty("prefix", compared.prefix().keyPrefix());
    json.writeStringProperty("purpose", compared.purpose().name());
    compared.from().ifPresent(day -> json.writeStringProperty("from", day.toString()));
    compared.to().ifPresent(day -> json.writeStringProperty("to", day.toString()));
    json.writeNumberProperty("objects", compared.objects());
    json.writeNumberProperty("found", compared.found());
    json.writeNumberProperty("parked", compared.parked());
    json.writeStringProperty("listing", compared.listing().hex());
    json.writeStringProperty("source", compared.source());
  }

  private static void kept(JsonGenerator json, VaultRef ref, Sha256 delivered) {
    if (!ref.hash().equals(delivered)) {
      throw new IllegalArgumentException(
          "the vault keeps %s where %s was delivered".formatted(ref.hash(), delivered));
    }
    json.writeNumberProperty("pack", ref.pack());
    json.writeNumberProperty("offset", ref.offset());
    json.writeNumberProperty("length", ref.length());
  }

  private static void verdict(JsonGenerator json, VerdictReached reached) {
    Verdict verdict = reached.verdict();
    json.writeStringProperty("what", "verdict");
    reached.object().ifPresent(at -> json.writeNumberProperty("object", at.value()));
    json.writeStringProperty("word", verdict.word());
    name(json, verdict.subject());
    switch (verdict) {
      case Verdict.Intact(_, var hash, var provenBy) -> {
        json.writeStringProperty("hash", hash.hex());
        json.writeStringProperty("provenBy", provenBy);
      }
      case Verdict.Altered(_, var expected, var actual, var namedBy) -> {
        json.writeStringProperty("expected", expected);
        json.writeStringProperty("actual", actual);
        namedBy.ifPresent(name -> nameProperty(json, "namedBy", name));
      }
      case Verdict.Missing(_, var ground, var namedBy) -> {
        // Left out where it is what it nearly always is.
        if (ground != Verdict.Missing.Ground.NAMED) {
          json.writeStringProperty("ground", ground.name());
        }
        namedBy.ifPresent(name -> nameProperty(json, "namedBy", name));
      }
      case Verdict.Unlisted(_, var lookedIn) -> nameProperty(json, "lookedIn", lookedIn);
      case Verdict.Injected(_, var lookedIn) -> nameProperty(json, "lookedIn", lookedIn);
      case Verdict.OutOfPlace(_, var claimed) -> nameProperty(json, "claimed", claimed);
      case Verdict.LinkBroken(_, var previous, var expected, var actual) -> {
        nameProperty(json, "previous", previous);
        json.writeStringProperty("expected", expected);
        json.writeStringProperty("actual", actual);
      }
      case Verdict.Overdue(_, var after, var dueBy) -> {
        nameProperty(json, "after", after);
        json.writeStringProperty("dueBy", dueBy.toString());
      }
      case Verdict.Gap gap -> {
        gap.before().ifPresent(name -> nameProperty(json, "before", name));
        gap.after().ifPresent(name -> nameProperty(json, "after", name));
        json.writeStringProperty("from", gap.from().toString());
        json.writeStringProperty("to", gap.to().toString());
        json.writeBooleanProperty("restart", gap.restart());
        json.writeNumberProperty("logFiles", gap.logFiles());
      }
      case Verdict.Undecided(_, var obstacle, var detail) -> {
        json.writeStringProperty("obstacle", obstacle.name());
        json.writeStringProperty("detail", detail);
      }
    }
  }

  private static void retention(JsonGenerator json, RetentionSet retention) {
    json.writeStringProperty("what", "retention");
    retention.from().ifPresent(month -> json.writeStringProperty("from", month.toString()));
    json.writeStringProperty(
        "dropped",
        retention.dropped().stream().map(YearMonth::toString).collect(Collectors.joining(" ")));
    json.writeNumberProperty("events", retention.events());
    json.writeNumberProperty("bytes", retention.bytes());
    json.writeStringProperty("by", retention.by());
  }

  private static void accessed(JsonGenerator json, Accessed accessed) {
    Accessed.Who who = accessed.who();
    json.writeStringProperty("what", "access");
    json.writeStringProperty("kind", who.kind());
    json.writeStringProperty("name", who.name());
    who.credential().ifPresent(part -> json.writeStringProperty("credential", part));
    if (!who.roles().isEmpty()) {
      json.writeStringProperty("roles", String.join(" ", who.roles()));
    }
    json.writeStringProperty("address", who.address());
    json.writeStringProperty("action", accessed.action().name());
    json.writeStringProperty("outcome", accessed.outcome().name());
    accessed
        .details()
        .forEach(
            (detail, text) -> {
              if (detail.isNumber()) {
                json.writeNumberProperty(detail.member(), Long.parseLong(text));
              } else {
                json.writeStringProperty(detail.member(), text);
              }
            });
  }

  private static void key(JsonGenerator json, KeyLearned learned) {
    json.writeStringProperty("what", "key");
    json.writeStringProperty("fingerprint", learned.key().fingerprint());
    json.writeStringProperty("region", learned.region());
    json.writeStringProperty(
        "der", Base64.getEncoder().encodeToString(learned.key().der().borrow()));
    json.writeStringProperty("validFrom", learned.key().validFrom().toString());
    json.writeStringProperty("validTo", learned.key().validTo().toString());
    provenance(json, learned.provenance());
  }

  private static void provenance(JsonGenerator json, Provenance provenance) {
    switch (provenance.origin()) {
      case Provenance.Origin.File(var path) -> json.writeStringProperty("file", path);
      case Provenance.Origin.ApiCall(var from, var to) -> {
        json.writeStringProperty("calledFrom", from.toString());
        json.writeStringProperty("calledTo", to.toString());
      }
      case Provenance.Origin.Told(var text) -> json.writeStringProperty("provenance", text);
    }
    provenance.decision().ifPresent(how -> json.writeStringProperty("decision", how.name()));
    provenance.by().ifPresent(by -> json.writeStringProperty("by", by));
  }

  private static void name(JsonGenerator json, S3Name name) {
    json.writeStringProperty("bucket", name.bucket());
    json.writeStringProperty("key", name.key());
  }

  static void nameProperty(JsonGenerator json, String member, S3Name name) {
    json.writeObjectPropertyStart(member);
    name(json, name);
    json.writeEndObject();
  }
}
