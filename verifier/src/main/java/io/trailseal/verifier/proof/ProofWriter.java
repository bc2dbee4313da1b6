package io.trailseal.verifier.proof;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.proof.Proof.Digest;
import io.trailseal.verifier.proof.Proof.Link;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Writes a proof as JSON.
final class ProofWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private ProofWriter() {}

  static void write(Proof proof, OutputStream out) throws IOException {
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
      json.writeStartObject();
      json.writeStringProperty("format", "trailseal-proof");
      json.writeNumberProperty("version", Proof.VERSION);
      json.writeObjectPropertyStart("made");
      text(json, "by", proof.made().by());
      text(json, "at", proof.made().at().toString());
      text(json, "eventId", proof.made().eventId());
      json.writeEndObject();
      json.writeObjectPropertyStart("verdict");
      text(json, "word", proof.claim().word());
      text(json, "sentence", proof.claim().sentence());
      json.writeEndObject();
      json.writeObjectPropertyStart("event");
      name(json, proof.event().logFile());
      json.writeNumberProperty("offset", proof.event().offset());
      json.writeNumberProperty("endOffset", proof.event().endOffset());
      json.writeName("record");
      json.writeBinary(proof.event().record().borrow());
      json.writeEndObject();
      json.writeObjectPropertyStart("logFile");
      name(json, proof.logFile().name());
      optional(json, "inflatedSha256", proof.logFile().inflated().map(Sha256::hex));
      json.writeName("delivered");
      json.writeBinary(proof.logFile().delivered().borrow());
      json.writeEndObject();
      json.writeName("digest");
      if (proof.digest().isPresent()) {
        digest(json, proof.digest().get());
      } else {
        json.writeNull();
      }
      json.writeStringProperty("anchor", proof.anchor().word());
      json.writeArrayPropertyStart("links");
      for (Link link : proof.links()) {
        link(json, link);
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("keys");
      for (Proof.Key key : proof.keys()) {
        key(json, key);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.flush();
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw new IOException("the proof could not be written: " + e.getOriginalMessage(), e);
    }
  }

  private static void digest(JsonGenerator json, Digest digest) {
    json.writeStartObject();
    name(json, digest.name());
    optional(json, "signature", digest.signature().map(Proof.Signature::hex));
    optional(json, "signatureFrom", digest.signature().map(signature -> signature.from().word()));
    json.writeName("delivered");
    json.writeBinary(digest.delivered().borrow());
    json.writeEndObject();
  }

  private static void link(JsonGenerator json, Link link) {
    json.writeStartObject();
    name(json, link.name());
    text(json, "endTime", link.endTime());
    text(json, "sha256", link.sha256().hex());
    text(json, "signature", link.signatureHex());
    optional(json, "previousDigestSignature", link.previousSignatureHex());
    text(json, "keyFingerprint", link.keyFingerprint());
    json.writeEndObject();
  }

  private static void key(JsonGenerator json, Proof.Key key) {
    json.writeStartObject();
    text(json, "fingerprint", key.key().fingerprint());
    json.writeName("der");
    json.writeBinary(key.key().der().borrow());
    text(json, "validFrom", key.key().validFrom().toString());
    text(json, "validTo", key.key().validTo().toString());
    text(json, "provenance", key.provenance());
    json.writeEndObject();
  }

  private static void name(JsonGenerator json, S3Name name) {
    text(json, "bucket", name.bucket());
    text(json, "key", name.key());
  }

  private static void optional(JsonGenerator json, String member, Optional<String> value) {
    if (value.isPresent()) {
      text(json, member, value.get());
    } else {
      json.writeNullProperty(member);
    }
  }

  /// Lone surrogates, which UTF-8 cannot say and the generator refuses, come out as question marks:
  /// they can only be in what is not proven anyway.
  private static void text(JsonGenerator json, String member, String text) {
    json.writeStringProperty(
        member, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
  }

  /// The caller's stream stays open when the generator is closed.
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
