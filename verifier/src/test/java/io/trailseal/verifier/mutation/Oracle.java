package io.trailseal.verifier.mutation;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Proves that a mutation changes nothing that anybody relies on. Uses no code of ours: an inflater
/// and a JSON parser that others wrote, and rules written down once more.
final class Oracle {
  private static final int GZIP_HEADER_BYTES = 10;
  private static final int GZIP_TRAILER_BYTES = 8;

  /// FTEXT: a hint that the content is text, which nobody reads (RFC 1952, 2.3.1).
  private static final int TEXT_HINT = 1;

  /// How far outside its validity a key may be used.
  private static final long TOLERANCE_SECONDS = 24 * 3600;

  /// The ends of the specimen's first and last digest.
  private static final Instant FIRST_END = Instant.parse("2026-03-02T23:00:00Z");

  private static final Instant LAST_END = Instant.parse("2026-03-03T02:10:00Z");

  private Oracle() {}

  /// A gzip file in which only these differ from the original:
  /// - MTIME, bytes 4 to 7: when it was compressed
  /// - XFL, byte 8, and OS, byte 9: how and where
  /// - FTEXT in the flags, byte 3
  /// - the deflated data, where it inflates to the same bytes all the same: the bits that fill up
  ///   its last byte, and other ways to say the same
  ///
  /// Nothing may follow, and the trailer must be that of the content.
  static boolean inflatesToTheSame(byte[] gzip, byte[] original) {
    return inflate(gzip)
        .filter(content -> Arrays.equals(content, inflate(original).orElseThrow()))
        .isPresent();
  }

  private static Optional<byte[]> inflate(byte[] gzip) {
    boolean plain =
        gzip.length > GZIP_HEADER_BYTES + GZIP_TRAILER_BYTES
            && gzip[0] == 0x1f
            && gzip[1] == (byte) 0x8b
            && gzip[2] == 8
            && (gzip[3] & ~TEXT_HINT) == 0;
    if (!plain) {
      return Optional.empty();
    }
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(gzip, GZIP_HEADER_BYTES, gzip.length - GZIP_HEADER_BYTES);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
        out.write(buffer, 0, n);
      }
      byte[] content = out.toByteArray();
      int end = GZIP_HEADER_BYTES + Math.toIntExact(inflater.getBytesRead());
      CRC32 crc = new CRC32();
      crc.update(content);
      boolean whole =
          inflater.finished()
              && gzip.length == end + GZIP_TRAILER_BYTES
              && littleEndian(gzip, end) == (int) crc.getValue()
              && littleEndian(gzip, end + 4) == content.length;
      return whole ? Optional.of(content) : Optional.empty();
    } catch (DataFormatException e) {
      return Optional.empty();
    }
  }

  private static int littleEndian(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  /// A signature's hex digits, or the name of an algorithm: their case means nothing.
  static boolean isSameText(String text, String original) {
    return text.toLowerCase(Locale.ROOT).equals(original.toLowerCase(Locale.ROOT));
  }

  /// A key file in which only these differ from the original:
  /// - white space between the JSON's tokens
  /// - the case of the members' names and of the fingerprint's hex digits
  /// - the base64 of the key, where it decodes to the same DER bytes
  /// - the times of validity, where they still cover every digest
  static boolean holdsSameKeys(byte[] file, byte[] original) {
    Optional<List<Token>> tokens = tokens(file);
    List<Token> expected = tokens(original).orElseThrow();
    if (tokens.isEmpty() || tokens.get().size() != expected.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!isSame(tokens.get().get(i), expected.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// @param name of the member it is the value of, in lower case
  private record Token(String name, JsonToken kind, String text) {}

  private static Optional<List<Token>> tokens(byte[] json) {
    List<Token> tokens = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken kind = parser.nextToken(); kind != null; kind = parser.nextToken()) {
        String name = String.valueOf(parser.currentName()).toLowerCase(Locale.ROOT);
        tokens.add(new Token(name, kind, String.valueOf(parser.getString())));
      }
      return Optional.of(tokens);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static boolean isSame(Token token, Token original) {
    if (!token.name.equals(original.name)) {
      return false;
    }
    if (original.kind.isNumeric()) {
      return token.kind.isNumeric() && covers(token);
    }
    if (token.kind != original.kind) {
      return false;
    }
    if (original.kind == JsonToken.VALUE_STRING && original.name.equals("value")) {
      return Arrays.equals(der(token.text), der(original.text));
    }
    return isSameText(token.text, original.text);
  }

  private static byte[] der(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static boolean covers(Token time) {
    double seconds = Double.parseDouble(time.text);
    return time.name.equals("validitystarttime")
        ? seconds >= 0 && seconds - TOLERANCE_SECONDS <= FIRST_END.getEpochSecond()
        : seconds + TOLERANCE_SECONDS >= LAST_END.getEpochSecond()
            && seconds <= Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  }
}
