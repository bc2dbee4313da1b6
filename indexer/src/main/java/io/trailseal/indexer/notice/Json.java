package io.trailseal.indexer.notice;

import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// A JSON value of a message. Messages are small, so they are read whole; the limits bound what a
/// hostile one costs: some 100 bytes for each of [#VALUES_MAX] values, besides its text.
sealed interface Json {
  /// Far above what AWS Config nests, far below what overflows a stack.
  int NESTING_MAX = 100;

  /// A message of 1 MiB that names objects has some 50,000.
  int VALUES_MAX = 100_000;

  JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING_MAX)
                  .maxStringLength(Notices.BODY_LENGTH_MAX)
                  .maxNameLength(1_000)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  /// Members in the order of the message, each name once.
  record Members(Map<String, Json> all) implements Json {
    public Members {
      all = Collections.unmodifiableMap(all);
    }

    @Nullable Json get(String name) {
      return all.get(name);
    }

    /// The text under `name`; empty where there is none or something else.
    Optional<String> text(String name) {
      return all.get(name) instanceof Text text ? Optional.of(text.value()) : Optional.empty();
    }

    Optional<Members> members(String name) {
      return all.get(name) instanceof Members members ? Optional.of(members) : Optional.empty();
    }
  }

  record Items(List<Json> all) implements Json {
    public Items {
      all = Collections.unmodifiableList(all);
    }
  }

  record Text(String value) implements Json {}

  /// @param digits as written
  record Numeral(String digits) implements Json {}

  /// `true`, `false` and `null`.
  enum Word implements Json {
    TRUE,
    FALSE,
    NULL
  }

  /// The object that `text` is.
  ///
  /// @param more whether something else may come behind it
  /// @throws NotUnderstoodException if it is none, or over a limit, or names a member twice
  static Members object(String text, boolean more) throws NotUnderstoodException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new NotUnderstoodException("it is no JSON object: it begins " + beginning(text));
      }
      Members members = new Reading(parser).members();
      if (!more && parser.nextToken() != null) {
        throw new NotUnderstoodException("something follows the JSON object");
      }
      return members;
    } catch (JacksonException e) {
      throw new NotUnderstoodException(words(e, text));
    }
  }

  private static String words(JacksonException e, String text) {
    if (e instanceof StreamConstraintsException) {
      return "it is JSON nested more than %d deep, or with a name or number of more than 1,000 characters"
          .formatted(NESTING_MAX);
    }
    // The parser's own words name its classes.
    return "it is not JSON: it begins " + beginning(text);
  }

  private static String beginning(String text) {
    return text.isBlank() ? "and ends with nothing" : "'" + S3Name.excerpt(text, 40) + "'";
  }

  /// One reading of one text.
  final class Reading {
    private final JsonParser parser;
    private int values;

    private Reading(JsonParser parser) {
      this.parser = parser;
    }

    private Members members() throws NotUnderstoodException {
      Map<String, Json> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        // Two readers of one message could each believe another of the two.
        if (members.put(name, value()) != null) {
          throw new NotUnderstoodException(
              "it has the member '%s' twice".formatted(S3Name.excerpt(name, 50)));
        }
      }
      return new Members(members);
    }

    private Items items() throws NotUnderstoodException {
      List<Json> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
      return new Items(items);
    }

    private Json value() throws NotUnderstoodException {
      values++;
      if (values > VALUES_MAX) {
        throw new NotUnderstoodException("it has more than %,d values".formatted(VALUES_MAX));
      }
      return switch (parser.currentToken()) {
        case START_OBJECT -> members();
        case START_ARRAY -> items();
        case VALUE_STRING -> new Text(parser.getString());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getString());
        case VALUE_TRUE -> Word.TRUE;
        case VALUE_FALSE -> Word.FALSE;
        case VALUE_NULL -> Word.NULL;
        case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
            throw new IllegalStateException("no value begins with " + parser.currentToken());
      };
    }
  }
}
