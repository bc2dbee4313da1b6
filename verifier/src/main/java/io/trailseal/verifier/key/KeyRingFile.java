package io.trailseal.verifier.key;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Collection;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// Writes a key ring as a file that is read like an answer of ListPublicKeys, with two members more
/// for each key, which other readers ignore:
///
/// ```
/// "Region": "eu-west-1",
/// "Provenance": [{"LearnedAt": "2026-11-20T12:00:00Z", "File": "/keys/eu-west-1.json",
///   "Decision": "CONFIRMED", "By": "ada"}]
/// ```
///
/// A provenance has `File`, or `CalledFrom` and `CalledTo` (ListPublicKeys was asked for that
/// time), or `Told` (all that is known, for a person), which has neither `Decision` nor `By`. It
/// says what the writer remembered; whoever reads the file decides anew whether to trust its keys.
public final class KeyRingFile {
  /// Paths may hold anything, lone surrogates too: everything but ASCII is escaped.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .build();

  private KeyRingFile() {}

  /// @return JSON in ASCII, ending in a line feed
  public static byte[] write(Collection<TrustedKey> keys) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(new Indented(), bytes)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("PublicKeyList");
      for (TrustedKey trusted : keys) {
        PublishedKey key = trusted.key();
        json.writeStartObject();
        json.writeStringProperty("Value", Base64.getEncoder().encodeToString(key.der().borrow()));
        json.writeStringProperty("ValidityStartTime", key.validFrom().toString());
        json.writeStringProperty("ValidityEndTime", key.validTo().toString());
        json.writeStringProperty("Fingerprint", key.fingerprint());
        json.writeStringProperty("Region", trusted.region());
        json.writeArrayPropertyStart("Provenance");
        trusted.learned().forEach(learned -> provenance(json, learned));
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void provenance(JsonGenerator json, LearnedKey learned) {
    json.writeStartObject();
    json.writeStringProperty("LearnedAt", learned.at().toString());
    switch (learned.provenance().origin()) {
      case Provenance.Origin.ApiCall(var from, var to) -> {
        json.writeStringProperty("CalledFrom", from.toString());
        json.writeStringProperty("CalledTo", to.toString());
      }
      case Provenance.Origin.File(var path) -> json.writeStringProperty("File", path);
      case Provenance.Origin.Told(var text) -> json.writeStringProperty("Told", text);
    }
    learned
        .provenance()
        .decision()
        .ifPresent(decision -> json.writeStringProperty("Decision", decision.name()));
    learned.provenance().by().ifPresent(by -> json.writeStringProperty("By", by));
    json.writeEndObject();
  }

  /// For people who compare fingerprints.
  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter();
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }
}
