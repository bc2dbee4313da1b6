package io.trailseal.api.awscompat;

import io.trailseal.api.error.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// The members of a request's JSON object, read strictly: what is not known, given twice, or of
/// another type is refused, because a filter that is not understood must not quietly find
/// everything. `null` counts as absent.
final class Members {
  /// A request with every member has three levels.
  private static final int DEPTH_MAX = 10;

  private static final int NUMBER_LENGTH_MAX = 40;
  private static final int LIST_COUNT_MAX = 1_000;

  private static final Pattern WHOLE = Pattern.compile("-?\\d+");

  /// That surely fit into an int, the sign included.
  private static final int DIGITS_MAX = 9;

  private static final double MILLIS_A_SECOND = 1000;

  /// 9999-12-31T23:59:59Z; later times would break whoever formats them.
  private static final double SECONDS_MAX = 253_402_300_799.0;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(NUMBER_LENGTH_MAX)
                  .build())
          .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
          .build();

  /// A number as it was written.
  private record Numeral(String text) {}

  private final Map<String, Object> values;

  private Members(Map<String, Object> values) {
    this.values = values;
  }

  /// @throws AwsError if it is no JSON object of at most these members
  static Members read(byte[] body, List<String> known) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      parser.nextToken();
      if (!(value(parser) instanceof Members members) || parser.nextToken() != null) {
        throw AwsError.unreadable("the body must be one JSON object");
      }
      return members.only(known);
    } catch (JacksonException _) {
      throw AwsError.unreadable(
          "the body must be JSON in UTF-8, nested at most %d deep, and is not"
              .formatted(DEPTH_MAX));
    }
  }

  private Members only(List<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw AwsError.unreadable(
            "%s is no member here; known are %s"
                .formatted(
                    AwsError.quoted(name), known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
    return this;
  }

  private static Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> whole(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw AwsError.unreadable("the body ends or holds null in a list");
    };
  }

  private static Members object(JsonParser parser) {
    Map<String, Object> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (parser.nextToken() != JsonToken.VALUE_NULL && values.put(name, value(parser)) != null) {
        throw AwsError.unreadable("%s is given twice".formatted(AwsError.quoted(name)));
      }
    }
    return new Members(values);
  }

  private static List<Object> list(JsonParser parser) {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (values.size() == LIST_COUNT_MAX) {
        throw AwsError.unreadable("a list has at most %,d members".formatted(LIST_COUNT_MAX));
      }
      values.add(value(parser));
    }
    return values;
  }

  /// Half of a character beyond U+FFFF, which JSON can say, is no text.
  private static String whole(String text) {
    if (!JsonText.wellFormed(text).equals(text)) {
      throw AwsError.unreadable("a text holds half a character");
    }
    return text;
  }

  private <T> Optional<T> of(String name, Class<T> type, String words) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw AwsError.unreadable("%s must be %s".formatted(name, words));
    }
    return Optional.ofNullable(type.cast(value));
  }

  Optional<String> text(String name) {
    return of(name, String.class, "a string");
  }

  void flag(String name) {
    of(name, Boolean.class, "true or false");
  }

  /// A whole number; one of many digits as the largest there is.
  Optional<Integer> count(String name) {
    return of(name, Numeral.class, "a whole number")
        .map(
            number -> {
              if (!WHOLE.matcher(number.text).matches()) {
                throw AwsError.unreadable("%s must be a whole number".formatted(name));
              }
              return number.text.length() > DIGITS_MAX
                  ? Integer.MAX_VALUE
                  : Integer.parseInt(number.text);
            });
  }

  /// Seconds since 1970, with fractions; kept to the millisecond.
  Optional<Instant> time(String name) {
    return of(name, Numeral.class, "a number of seconds since 1970")
        .map(
            number -> {
              double seconds = Double.parseDouble(number.text);
              if (!(seconds >= 0 && seconds <= SECONDS_MAX)) {
                throw AwsError.timeRange(
                    "%s must be seconds from 1970 to the year 9999, was %s"
                        .formatted(name, number.text));
              }
              return Instant.ofEpochMilli(Math.round(seconds * MILLIS_A_SECOND));
            });
  }

  /// A list of objects of at most these members; empty where there is none.
  List<Members> objects(String name, List<String> known) {
    return list(name, Members.class, "a list of objects").stream()
        .map(members -> members.only(known))
        .toList();
  }

  List<String> texts(String name) {
    return list(name, String.class, "a list of strings");
  }

  private <T> List<T> list(String name, Class<T> type, String words) {
    List<T> list = new ArrayList<>();
    for (Object value : of(name, List.class, words).orElse(List.of())) {
      if (!type.isInstance(value)) {
        throw AwsError.unreadable("%s must be %s".formatted(name, words));
      }
      list.add(type.cast(value));
    }
    return list;
  }
}
