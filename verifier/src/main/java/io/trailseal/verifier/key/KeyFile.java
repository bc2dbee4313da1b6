package io.trailseal.verifier.key;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads an answer of CloudTrail's ListPublicKeys, as `aws cloudtrail list-public-keys` prints it:
///
/// ```
/// {"PublicKeyList": [{"Value": "MIIBCgKC…", "Fingerprint": "8eba…",
///   "ValidityStartTime": "2015-08-01T00:00:00Z", "ValidityEndTime": 1438819200.0}]}
/// ```
///
/// Times are text (ISO 8601, with any offset) or seconds since 1970, as the CLI's version has it.
/// Names may be of any case, as the SDKs differ there. A `Region` beside a key, as [KeyRingFile]
/// writes it, says where it signs. Other members are ignored.
public final class KeyFile {
  /// A region lists a handful; ten thousand would be three centuries of one region's keys.
  public static final int KEYS_MAX = 10_000;

  /// Ten thousand keys of 8192 bits in base64 fit.
  public static final int BYTES_MAX = 32 * 1024 * 1024;

  /// Later times would break whoever formats them.
  private static final Instant TIME_MAX = Instant.parse("9999-12-31T23:59:59Z");

  /// The longest one has 14 characters.
  private static final int REGION_LENGTH_MAX = 40;

  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d{1,2}");

  private KeyFile() {}

  /// What a file holds.
  ///
  /// @param entries in the file's order
  /// @param continues whether AWS had more to say: the answer carries a `NextToken`
  public record Content(List<Entry> entries, boolean continues) {
    public Content {
      entries = List.copyOf(entries);
    }
  }

  /// One key of a file.
  ///
  /// @param region where the file says which region's digests the key signs; ListPublicKeys does
  ///   not
  public record Entry(PublishedKey key, Optional<String> region) {}

  /// Whether `text` has the form of an AWS region: `eu-west-1`, `us-gov-east-1`.
  public static boolean isRegion(String text) {
    return text.length() <= REGION_LENGTH_MAX && REGION.matcher(text).matches();
  }

  /// @return the keys in the file's order
  /// @throws KeyFormatException where anything is not as described, or a fingerprint is not that of
  ///   its key
  public static List<PublishedKey> parse(byte[] listPublicKeysAnswer) throws KeyFormatException {
    return read(listPublicKeysAnswer).entries().stream().map(Entry::key).toList();
  }

  /// @throws KeyFormatException where anything is not as described, or a fingerprint is not that of
  ///   its key
  public static Content read(byte[] listPublicKeysAnswer) throws KeyFormatException {
    if (listPublicKeysAnswer.length > BYTES_MAX) {
      throw new KeyFormatException(
          "the file", "at most " + BYTES_MAX + " bytes", listPublicKeysAnswer.length + " bytes");
    }
    // Written by hand or by a shell on Windows, it may begin with a byte order mark.
    int from = startsWithByteOrderMark(listPublicKeysAnswer) ? 3 : 0;
    try (JsonParser parser =
        StrictJson.parser(listPublicKeysAnswer, from, listPublicKeysAnswer.length - from)) {
      return content(parser);
    } catch (JacksonException e) {
      throw new KeyFormatException(
          "byte " + StrictJson.offsetOf(e, from), "JSON", StrictJson.words(e));
    }
  }

  private static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  private static Content content(JsonParser parser) throws KeyFormatException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new KeyFormatException("the file", "a JSON object", describe(parser));
    }
    List<Entry> keys = null;
    boolean continues = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equalsIgnoreCase("PublicKeyList")) {
        if (keys != null) {
          throw new KeyFormatException("the file", "one PublicKeyList", "a second one");
        }
        keys = parseList(parser);
      } else if (name.equalsIgnoreCase("NextToken")) {
        continues = parser.currentToken() == JsonToken.VALUE_STRING;
        parser.skipChildren();
      } else {
        parser.skipChildren();
      }
    }
    if (keys == null) {
      throw new KeyFormatException("the file", "a member PublicKeyList", "none");
    }
    if (parser.nextToken() != null) {
      throw new KeyFormatException("the file", "one JSON object", "more after it");
    }
    return new Content(keys, continues);
  }

  private static List<Entry> parseList(JsonParser parser) throws KeyFormatException {
    if (!parser.isExpectedStartArrayToken()) {
      throw new KeyFormatException("PublicKeyList", "a list", describe(parser));
    }
    List<Entry> keys = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String subject = "key " + (keys.size() + 1);
      if (keys.size() == KEYS_MAX) {
        throw new KeyFormatException("PublicKeyList", "at most " + KEYS_MAX + " keys", "more");
      }
      if (!parser.isExpectedStartObjectToken()) {
        throw new KeyFormatException(subject, "an object", describe(parser));
      }
      keys.add(parseKey(parser, subject));
    }
    return keys;
  }

  private static Entry parseKey(JsonParser parser, String subject) throws KeyFormatException {
    byte @Nullable [] der = null;
    String fingerprint = null;
    Instant from = null;
    Instant to = null;
    String region = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName().toLowerCase(Locale.ROOT);
      parser.nextToken();
      switch (name) {
        case "value" -> der = once(subject, name, der, base64(parser, subject));
        case "fingerprint" -> fingerprint = once(subject, name, fingerprint, text(parser, subject));
        case "validitystarttime" -> from = once(subject, name, from, time(parser, subject));
        case "validityendtime" -> to = once(subject, name, to, time(parser, subject));
        case "region" -> region = once(subject, name, region, region(parser, subject));
        default -> parser.skipChildren();
      }
    }
    if (der == null || fingerprint == null || from == null || to == null) {
      throw new KeyFormatException(
          subject,
          "Value, Fingerprint, ValidityStartTime and ValidityEndTime",
          (der == null ? "no Value " : "")
              + (fingerprint == null ? "no Fingerprint " : "")
              + (from == null ? "no ValidityStartTime " : "")
              + (to == null ? "no ValidityEndTime" : ""));
    }
    if (!from.isBefore(to)) {
      throw new KeyFormatException(subject, "an end after its start", from + " to " + to);
    }
    String computed = PublishedKey.fingerprintOf(der);
    if (!computed.equalsIgnoreCase(fingerprint)) {
      throw new KeyFormatException(
          subject, "the fingerprint of its Value, " + computed, fingerprint);
    }
    return new Entry(
        new PublishedKey(computed, Payload.copyOf(der), from, to), Optional.ofNullable(region));
  }

  private static <T> T once(String subject, String name, @Nullable T already, T value)
      throws KeyFormatException {
    if (already != null) {
      throw new KeyFormatException(subject, "each member once", "two members " + name);
    }
    return value;
  }

  private static String text(JsonParser parser, String subject) throws KeyFormatException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new KeyFormatException(subject + ", " + parser.currentName(), "text", describe(parser));
    }
    return parser.getString();
  }

  private static String region(JsonParser parser, String subject) throws KeyFormatException {
    String region = text(parser, subject);
    if (!isRegion(region)) {
      throw new KeyFormatException(
          subject + ", Region", "an AWS region such as eu-west-1", "'" + region + "'");
    }
    return region;
  }

  private static byte[] base64(JsonParser parser, String subject) throws KeyFormatException {
    try {
      // The CLI wraps nothing, people who paste keys do.
      return Base64.getMimeDecoder().decode(text(parser, subject));
    } catch (IllegalArgumentException e) {
      throw new KeyFormatException(subject + ", Value", "base64", String.valueOf(e.getMessage()));
    }
  }

  private static Instant time(JsonParser parser, String subject) throws KeyFormatException {
    String text = parser.currentToken().isScalarValue() ? parser.getString() : describe(parser);
    try {
      if (parser.currentToken().isNumeric()) {
        return inRange(Instant.ofEpochMilli(Math.round(Double.parseDouble(text) * 1000)));
      }
      return inRange(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new KeyFormatException(
          subject + ", " + parser.currentName(), "a time, ISO 8601 or seconds since 1970", text);
    }
  }

  private static Instant inRange(Instant time) {
    if (time.isBefore(Instant.EPOCH) || time.isAfter(TIME_MAX)) {
      throw new DateTimeException("out of range");
    }
    return time;
  }

  private static String describe(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return token == null ? "nothing" : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
