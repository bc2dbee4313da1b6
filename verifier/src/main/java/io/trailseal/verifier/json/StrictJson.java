package io.trailseal.verifier.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
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
