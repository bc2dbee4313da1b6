package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// S3 user metadata kept in a file beside the object, because files have none: `NAME.metadata.json`
/// holds a JSON object of strings, the keys without `x-amz-meta-`.
final class Sidecar {
  static final String SUFFIX = ".metadata.json";

  /// S3 allows 2 KB of user metadata; this leaves room for JSON's escapes and white space.
  static final int BYTES_MAX = 64 * 1024;

  /// CloudTrail's have some 700.
  static final int BYTES_USUAL = 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

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
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      require(parser.nextToken(), JsonToken.START_OBJECT, parser);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        require(parser.currentToken(), JsonToken.PROPERTY_NAME, parser);
        String key = parser.currentName().toLowerCase(Locale.ROOT);
        require(parser.nextToken(), JsonToken.VALUE_STRING, parser);
        if (metadata.put(key, parser.getString()) != null) {
          throw new NotUserMetadataException(
              "names each key once, '%s' is there twice".formatted(S3Name.printable(key)));
        }
      }
      if (parser.nextToken() != null) {
        throw new NotUserMetadataException(
            "ends with its object, more follows at byte " + offset(parser));
      }
    } catch (JacksonException e) {
      throw new NotUserMetadataException(
          "is JSON, at byte %d it is not: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
                  S3Name.printable(e.getOriginalMessage())));
    }
    return metadata;
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
