package io.trailseal.api.ask;

import io.trailseal.verifier.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads raw records for showing them. Records were parsed when they came in, but what could not be
/// parsed to its end is kept too, so nothing is taken for granted here.
public final class RecordText {
  /// Readers of our answers must be able to read them: most parsers stop at 500 or 1000.
  private static final int DEPTH_MAX = 500;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  // The record is in memory already, so a long string in it costs nothing more.
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private RecordText() {}

  /// A parser over the record's bytes.
  public static JsonParser parser(Payload raw) {
    return FACTORY.createParser(ObjectReadContext.empty(), raw.borrow());
  }

  /// The record's text, if it can stand in a JSON document as it is: valid UTF-8, exactly one
  /// object, not nested deeper than [#DEPTH_MAX]. Encoded as UTF-8 the text gives the record's very
  /// bytes.
  public static Optional<String> embeddable(Payload raw) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(raw.borrow()))
              .toString();
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
    try (JsonParser parser = parser(raw)) {
      if (parser.nextToken() == null || !parser.isExpectedStartObjectToken()) {
        return Optional.empty();
      }
      parser.skipChildren();
      return parser.nextToken() == null ? Optional.of(text) : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
