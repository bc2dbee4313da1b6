package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.json.StrictJson;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// S3 user metadata kept in a file beside the object, because files have none: `NAME.metadata.json`
/// holds a JSON object of strings, the keys without `x-amz-meta-`.
final class Sidecar {
  static final String SUFFIX = ".metadata.json";

  /// S3 allows 2 KB of user metadata; this leaves room for JSON's escapes and white space.
  static final int BYTES_MAX = 64 * 1024;

  /// CloudTrail's have some 700.
  static final int BYTES_USUAL = 1024;

  /// Characters of a hostile name that a message quotes.
  private static final int QUOTED_LENGTH_MAX = 200;

  private Sidecar() {}

  /// Whether something of this name would be a sidecar if the object it belongs to were there.
  static boolean isNamedLikeOne(String name) {
    return name.endsWith(SUFFIX)
        && !name.endsWith("/" + SUFFIX)
        && !name.equals(SUFFIX)
        // Of two that lie on top of each other the upper one is an object of its own.
        && !objectOf(name).endsWith(SUFFIX);
  }

  /// The name of the object that this sidecar belongs to.
  static String objectOf(String sidecar) {
    return sidecar.substring(0, sidecar.length() - SUFFIX.length());
  }

  /// @throws NotUserMetadataException if the bytes are anything but a JSON object of strings
  static Map<String, String> parse(byte[] json) throws NotUserMetadataException {
    if (json.length > BYTES_MAX) {
      throw new NotUserMetadataException(
          "has at most %,d bytes, this has %,d".formatted(BYTES_MAX, json.length));
    }
    Map<String, String> metadata = new TreeMap<>();
    int from = startsWithByteOrderMark(json) ? 3 : 0;
    try (JsonParser parser = StrictJson.parser(json, from, json.length - from)) {
      require(parser.nextToken(), JsonToken.START_OBJECT, parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        require(parser.currentToken(), JsonToken.PROPERTY_NAME, parser);
        String key = parser.currentName().toLowerCase(Locale.ROOT);
        require(parser.nextToken(), JsonToken.VALUE_STRING, parser);
        if (metadata.put(key, parser.getString()) != null) {
          throw new NotUserMetadataException(
              "names each key once, '%s' is there twice"
                  .formatted(S3Name.excerpt(key, QUOTED_LENGTH_MAX)));
        }
      }
      if (parser.nextToken() != null) {
        throw new NotUserMetadataException(
            "ends with its object, more follows at byte " + offset(parser));
      }
    } catch (JacksonException e) {
      throw new NotUserMetadataException(
          "is JSON, at byte %d it is not: %s"
              .formatted(StrictJson.offsetOf(e, from), StrictJson.words(e)));
    }
    return metadata;
  }

  /// Editors on Windows write one.
  private static boolean startsWithByteOrderMark(byte[] json) {
    return json.length >= 3
        && json[0] == (byte) 0xEF
        && json[1] == (byte) 0xBB
        && json[2] == (byte) 0xBF;
  }

  private static void require(@Nullable JsonToken found, JsonToken required, JsonParser parser)
      throws NotUserMetadataException {
    if (found != required) {
      throw new NotUserMetadataException(
          "is a JSON object of strings, at byte %d there is %s"
              .formatted(offset(parser), found == null ? "its end" : found.name()));
    }
  }

  private static long offset(JsonParser parser) {
    return parser.currentTokenLocation().getByteOffset();
  }

  /// The file beside an object is not user metadata.
  static final class NotUserMetadataException extends Exception {
    private static final long serialVersionUID = 1;

    NotUserMetadataException(String requiredAndFound) {
      super("user metadata " + requiredAndFound);
    }
  }
}
