package io.trailseal.verifier.proof;

import io.trailseal.verifier.json.StrictJson;
import io.trailseal.verifier.proof.Proof.Anchor;
import io.trailseal.verifier.proof.Proof.Claim;
import io.trailseal.verifier.proof.Proof.Digest;
import io.trailseal.verifier.proof.Proof.Event;
import io.trailseal.verifier.proof.Proof.Link;
import io.trailseal.verifier.proof.Proof.LogFile;
import io.trailseal.verifier.proof.Proof.Made;
import io.trailseal.verifier.proof.Proof.Origin;
import io.trailseal.verifier.proof.Proof.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads proof documents. Every member that version 1 has must be there, once; no other may.
final class ProofReader {
  private final JsonParser parser;

  private ProofReader(JsonParser parser) {
    this.parser = parser;
  }

  static Proof read(byte[] document) throws ProofFormatException {
    if (document.length > Proof.DOCUMENT_BYTES_MAX) {
      throw new ProofFormatException(
          "the document",
          "at most %,d bytes".formatted(Proof.DOCUMENT_BYTES_MAX),
          "%,d bytes".formatted(document.length));
    }
    try (JsonParser parser = StrictJson.parser(document, 0, document.length)) {
      return new ProofReader(parser).document();
    } catch (JacksonException e) {
      throw new ProofFormatException(
          "byte " + StrictJson.offsetOf(e, 0), "JSON", StrictJson.words(e));
    } catch (IllegalArgumentException e) {
      throw new ProofFormatException(
          "the document", "values within their limits", String.valueOf(e.getMessage()));
    }
  }

  private Proof document() throws ProofFormatException {
    parser.nextToken();
    Members all = Members.begin(parser, "the document");
    Made made = null;
    Claim claim = null;
    Event event = null;
    LogFile logFile = null;
    Digest digest = null;
    List<Link> links = null;
    List<Proof.Key> keys = null;
    while (all.next()) {
      switch (all.name()) {
        case "format", "anchor" -> all.readText(Proof.REMARK_LENGTH_MAX);
        case "version" -> all.readNumber();
        case "made" -> made = made();
        case "verdict" -> claim = claim();
        case "event" -> event = event();
        case "logFile" -> logFile = logFile();
        case "digest" -> digest = parser.currentToken() == JsonToken.VALUE_NULL ? null : digest();
        case "links" -> links = links();
        case "keys" -> keys = keys();
        default -> throw all.unknown();
      }
      if (all.has("format")) {
        all.require("format", "trailseal-proof");
      }
      if (all.has("version")) {
        requireVersion(all.number("version"));
      }
    }
    if (parser.nextToken() != null) {
      throw new ProofFormatException("the document", "one JSON object", "more after it");
    }
    all.requireAll(
        "format", "version", "made", "verdict", "event", "logFile", "digest", "anchor", "links",
        "keys");
    if (made == null
        || claim == null
        || event == null
        || logFile == null
        || links == null
        || keys == null) {
      throw new IllegalStateException("the reader missed a member it had required");
    }
    return new Proof(
        made,
        claim,
        event,
        logFile,
        Optional.ofNullable(digest),
        anchor(all.text("anchor")),
        links,
        keys);
  }

  private static void requireVersion(long found) throws ProofFormatException {
    if (found != Proof.VERSION) {
      throw new ProofFormatException(
          "version",
          "%d (another version needs another verifier)".formatted(Proof.VERSION),
          Long.toString(found));
    }
  }

  private static Anchor anchor(String word) throws ProofFormatException {
    return Arrays.stream(Anchor.values())
        .filter(anchor -> anchor.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new ProofFormatException(
                    "anchor",
                    "one of "
                        + Arrays.stream(Anchor.values()).map(Anchor::word).toList().toString(),
                    word));
  }

  private Made made() throws ProofFormatException {
    Members members = Members.begin(parser, "made");
    members.readTexts(Proof.REMARK_LENGTH_MAX, "by", "at", "eventId");
    return new Made(members.text("by"), members.time("at"), members.text("eventId"));
  }

  private Claim claim() throws ProofFormatException {
    Members members = Members.begin(parser, "verdict");
    members.readTexts(Proof.REMARK_LENGTH_MAX, "word", "sentence");
    return new Claim(members.text("word"), members.text("sentence"));
  }

  private Event event() throws ProofFormatException {
    Members members = Members.begin(parser, "event");
    while (members.next()) {
      switch (members.name()) {
        case "bucket", "key" -> members.readText(Members.NAME_LENGTH_MAX);
        case "offset", "endOffset" -> members.readNumber();
        case "record" -> members.readBytes(Proof.RECORD_BYTES_MAX);
        default -> throw members.unknown();
      }
    }
    return new Event(
        members.s3Name(),
        members.number("offset"),
        members.number("endOffset"),
        members.bytes("record"));
  }

  private LogFile logFile() throws ProofFormatException {
    Members members = Members.begin(parser, "logFile");
    while (members.next()) {
      switch (members.name()) {
        case "bucket", "key" -> members.readText(Members.NAME_LENGTH_MAX);
        case "inflatedSha256" -> members.readTextOrNull(Members.HASH_LENGTH);
        case "delivered" -> members.readBytes(Proof.LOG_FILE_BYTES_MAX);
        default -> throw members.unknown();
      }
    }
    return new LogFile(
        members.s3Name(), members.optionalHash("inflatedSha256"), members.bytes("delivered"));
  }

  private Digest digest() throws ProofFormatException {
    Members members = Members.begin(parser, "digest");
    while (members.next()) {
      switch (members.name()) {
        case "bucket", "key" -> members.readText(Members.NAME_LENGTH_MAX);
        case "signature" -> members.readTextOrNull(Members.SIGNATURE_LENGTH_MAX);
        case "signatureFrom" -> members.readTextOrNull(Members.NAME_LENGTH_MAX);
        case "delivered" -> members.readBytes(Proof.DIGEST_BYTES_MAX);
        default -> throw members.unknown();
      }
    }
    Optional<String> hex = members.optionalText("signature");
    Optional<String> from = members.optionalText("signatureFrom");
    if (hex.isPresent() != from.isPresent()) {
      throw new ProofFormatException(
          "digest", "signature and signatureFrom, both or neither", "one of them");
    }
    Optional<Signature> signature = Optional.empty();
    if (hex.isPresent()) {
      signature = Optional.of(new Signature(members.hex("signature"), origin(from.get())));
    }
    return new Digest(members.s3Name(), signature, members.bytes("delivered"));
  }

  private static Origin origin(String word) throws ProofFormatException {
    for (Origin origin : Origin.values()) {
      if (origin.word().equals(word)) {
        return origin;
      }
    }
    throw new ProofFormatException(
        "digest, signatureFrom",
        "'%s' or '%s'".formatted(Origin.OWN_METADATA.word(), Origin.SUCCESSOR.word()),
        word);
  }

  private List<Link> links() throws ProofFormatException {
    List<Link> links = new ArrayList<>();
    requireList("links");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (links.size() == Proof.LINKS_MAX) {
        throw new ProofFormatException("links", "at most %,d".formatted(Proof.LINKS_MAX), "more");
      }
      Members members = Members.begin(parser, "link " + (links.size() + 1));
      while (members.next()) {
        switch (members.name()) {
          case "bucket", "key", "endTime" -> members.readText(Members.NAME_LENGTH_MAX);
          case "sha256" -> members.readText(Members.HASH_LENGTH);
          case "signature" -> members.readText(Members.SIGNATURE_LENGTH_MAX);
          case "previousDigestSignature" -> members.readTextOrNull(Members.SIGNATURE_LENGTH_MAX);
          case "keyFingerprint" -> members.readText(Members.FINGERPRINT_LENGTH_MAX);
          default -> throw members.unknown();
        }
      }
      links.add(
          new Link(
              members.s3Name(),
              members.text("endTime"),
              members.hash("sha256"),
              members.text("signature"),
              members.optionalText("previousDigestSignature"),
              members.text("keyFingerprint")));
    }
    return links;
  }

  private List<Proof.Key> keys() throws ProofFormatException {
    List<Proof.Key> keys = new ArrayList<>();
    requireList("keys");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String subject = "key " + (keys.size() + 1);
      if (keys.size() == Proof.KEYS_MAX) {
        throw new ProofFormatException("keys", "at most %,d".formatted(Proof.KEYS_MAX), "more");
      }
      Members members = Members.begin(parser, subject);
      while (members.next()) {
        switch (members.name()) {
          case "fingerprint" -> members.readText(Members.FINGERPRINT_LENGTH_MAX);
          case "der" -> members.readBytes(Proof.KEY_BYTES_MAX);
          case "validFrom", "validTo" -> members.readText(Members.NAME_LENGTH_MAX);
          case "provenance" -> members.readText(Proof.REMARK_LENGTH_MAX);
          default -> throw members.unknown();
        }
      }
      Proof.Key key = new Proof.Key(members.publishedKey(), members.text("provenance"));
      if (keys.stream()
          .anyMatch(known -> known.key().fingerprint().equals(key.key().fingerprint()))) {
        throw new ProofFormatException(subject, "each key once", "a second one");
      }
      keys.add(key);
    }
    return keys;
  }

  private void requireList(String subject) throws ProofFormatException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new ProofFormatException(subject, "a list", Members.describe(parser.currentToken()));
    }
  }
}
