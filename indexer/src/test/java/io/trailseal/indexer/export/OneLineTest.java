package io.trailseal.indexer.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

final class OneLineTest {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String[] SPACE = {"", "", " ", "\n", "\r\n", "\t", " \n  "};
  private static final String[] SCALARS = {
    "1.10",
    "1e400",
    "-0",
    "12345678901234567890123",
    "true",
    "null",
    "\"\"",
    "\"a  b\"",
    "\"\\n\\\\\"",
    "\"\\\"{ }\"",
    "\"\\u0041\"",
    "\"é \u2028\"",
    "\"\\\\\""
  };

  private static String line(String json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OneLine.write(json.getBytes(StandardCharsets.UTF_8), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsOnOneLineStaysAsItIs() {
    String spaced = "{ \"a\" :\t[ 1.0 , \"x\\u00e9  \" ] }";
    assertThat(line(spaced)).isEqualTo(spaced);
  }

  @Test
  void lineBreaksAndWhatIsLikeThemGoAndNothingElse() {
    assertThat(line("{\r\n  \"a\" : \"b c\\n\\\\\" ,\n\t\"n\": 1.10e+0,\"a\":{ }\n}"))
        .isEqualTo("{\"a\":\"b c\\n\\\\\",\"n\":1.10e+0,\"a\":{}}");
    assertThat(line("{\"a\":\"broken\nstring\\\nend\"}"))
        .isEqualTo("{\"a\":\"broken\\nstring\\\\nend\"}");
    assertThat(line("{\"a\":\n\"\\")).isEqualTo("{\"a\":\"\\");
  }

  @Test
  void aLineSaysWhatTheRecordSays() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      StringBuilder json = new StringBuilder();
      value(json, random, 4);
      String line = line(json.toString());
      assertThat(line).as("seed %d: %s", seed, json).doesNotContain("\n", "\r");
      assertThat(tokens(line)).as("seed %d: %s", seed, json).isEqualTo(tokens(json.toString()));
    }
  }

  private static void value(StringBuilder out, Random random, int depth) {
    space(out, random);
    int kind = depth == 0 ? 0 : random.nextInt(3);
    if (kind == 0) {
      out.append(SCALARS[random.nextInt(SCALARS.length)]);
    } else {
      out.append(kind == 1 ? "[" : "{");
      for (int i = random.nextInt(4); i > 0; i--) {
        if (kind == 2) {
          space(out, random);
          out.append("\"k ").append(random.nextInt(3)).append('"');
          space(out, random);
          out.append(':');
        }
        value(out, random, depth - 1);
        out.append(i > 1 ? "," : "");
      }
      space(out, random);
      out.append(kind == 1 ? "]" : "}");
    }
    space(out, random);
  }

  private static void space(StringBuilder out, Random random) {
    out.append(SPACE[random.nextInt(SPACE.length)]);
  }

  /// Every token with its text as it was written.
  private static List<String> tokens(String json) {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      while (parser.nextToken() != null) {
        tokens.add(parser.currentToken() + " " + parser.getString());
      }
    }
    return tokens;
  }
}
