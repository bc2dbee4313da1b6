package io.trailseal.indexer.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Whether two raw records say the same: the same members with the same values, whatever their
/// order and the space between them. Numbers are compared as written. What is no sound JSON, or has
/// a name twice, is the same only byte for byte.
final class SameRecord {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String RECIPIENT = "recipientAccountId";

  private SameRecord() {}

  /// How two records that carry the same eventID stand to each other.
  enum Relation {
    /// One event, delivered twice.
    SAME,
    /// Events of two accounts, which may share an id.
    OTHER_ACCOUNT,
    /// One id for two contents, which CloudTrail does not do.
    CONFLICT
  }

  static Relation relation(byte[] one, byte[] other) {
    if (Arrays.equals(one, other)) {
      return Relation.SAME;
    }
    Object left = read(one);
    Object right = read(other);
    if (left == null || right == null) {
      return Relation.CONFLICT; // Or a name written twice would keep a forgery from being noticed.
    }
    if (!recipient(left).equals(recipient(right))) {
      return Relation.OTHER_ACCOUNT;
    }
    return left.equals(right) ? Relation.SAME : Relation.CONFLICT;
  }

  private static Optional<Object> recipient(Object read) {
    return read instanceof Map<?, ?> members
        ? Optional.ofNullable(members.get(RECIPIENT))
        : Optional.empty();
  }

  /// The record as maps, lists and [Scalar]s; null where it cannot be compared like that.
  private static @Nullable Object read(byte[] raw) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), raw)) {
      return value(parser, parser.nextToken());
    } catch (JacksonException _) {
      // What was indexed is sound; what is not is only the same as itself.
      return null;
    }
  }

  private record Scalar(JsonToken type, String text) {}

  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      return members(parser);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> elements = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        Object element = value(parser, next);
        if (element == null) {
          return null;
        }
        elements.add(element);
      }
      return elements;
    }
    return token != null && token.isScalarValue() ? new Scalar(token, parser.getString()) : null;
  }

  private static @Nullable Object members(JsonParser parser) {
    Map<String, Object> members = new HashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      Object value = value(parser, parser.nextToken());
      if (value == null || members.put(name, value) != null) {
        return null;
      }
    }
    return members;
  }
}
