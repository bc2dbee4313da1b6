package io.trailseal.verifier.json;

import io.trailseal.verifier.S3Name;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Makes parsers with this module's limits.
public final class StrictJson {
  /// The deepest real event seen nests 11 deep; 1,000 leaves room and is far from a stack overflow
  /// in anything that handles the record later.
  public static final int NESTING_MAX = 1_000;

  /// CloudTrail limits an event to 1 MB, so no honest string comes near; in characters.
  public static final int STRING_LENGTH_MAX = 20_000_000;

  /// In bytes of UTF-8.
  public static final int NAME_LENGTH_MAX = 50_000;

  /// In digits.
  public static final int NUMBER_LENGTH_MAX = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING_MAX)
                  .maxStringLength(STRING_LENGTH_MAX)
                  .maxNameLength(NAME_LENGTH_MAX)
                  .maxNumberLength(NUMBER_LENGTH_MAX)
                  .build())
          // Always UTF-8: guessing UTF-16 would mean characters, and offsets would be lost.
          .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
          .build();

  private StrictJson() {}

  /// A parser over UTF-8 bytes. Its byte offsets count from `offset`. A byte order mark is not
  /// skipped.
  public static JsonParser parser(byte[] content, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), content, offset, length);
  }

  /// A parser over a stream of UTF-8 bytes, with the same limits for each value. How much it reads
  /// altogether is for the stream to limit. What the stream throws comes out as the cause of a
  /// [JacksonException].
  public static JsonParser parser(InputStream content) {
    return FACTORY.createParser(ObjectReadContext.empty(), content);
  }

  /// What is wrong, in words of ours that are the same at every reading. The parser's own name its
  /// classes, and say how much of a text it had buffered when it gave up, which depends on what it
  /// read before.
  public static String words(JacksonException e) {
    String said = e.getOriginalMessage();
    if (e instanceof StreamConstraintsException) {
      if (said.contains("String value length")) {
        return "a text of more than %,d characters".formatted(STRING_LENGTH_MAX);
      }
      if (said.contains("Number value length")) {
        return "a number of more than %,d digits".formatted(NUMBER_LENGTH_MAX);
      }
      if (said.contains("nesting depth")) {
        return "nested more than %,d deep".formatted(NESTING_MAX);
      }
      if (said.contains("ame length")) {
        return "a name of more than %,d bytes".formatted(NAME_LENGTH_MAX);
      }
      return "larger than what is read";
    }
    return said.startsWith("Unexpected end-of-input")
        ? "the content ends in the middle of a value"
        : S3Name.excerpt(said, 150);
  }

  /// Where `e` happened.
  ///
  /// @param base where the parser began; what is returned where `e` does not say more
  public static long offsetOf(JacksonException e, long base) {
    TokenStreamLocation location = e.getLocation();
    return location == null || location.getByteOffset() < 0
        ? base
        : base + location.getByteOffset();
  }
}
