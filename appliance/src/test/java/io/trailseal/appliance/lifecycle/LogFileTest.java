package io.trailseal.appliance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.appliance.lifecycle.LogFile.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Whatever is logged stays one entry, and is text to whoever shows it.
final class LogFileTest {
  private static final Logger LOG = LoggerFactory.getLogger("io.trailseal.LogFileTest");

  /// What would end a line, begin another entry, colour a terminal or turn the reading direction.
  private static final List<String> HOSTILE =
      List.of(
          "a\nb",
          "a\r\n2026-11-21T10:00:00.000Z INFO  [main] forged",
          "\u001b[31mred\u001b]0;title\u0007",
          "\u009b31m\u0085next\u007f\b",
          "\u2028line\u2029paragraph\u000b\f",
          "\u202etxt.exe\u2066\u200b\ufeff",
          "\"},{\"forged\":\"yes\\",
          "\0",
          "\ud800 half",
          "café 😀");

  @TempDir Path folder;

  @Test
  void aLineOfTextIsOneEntryWhateverItQuotes() throws IOException {
    Home home = new Home(folder.toAbsolutePath());
    LogFile.open(home, Format.TEXT);
    HOSTILE.forEach(value -> LOG.info("an object: {}", value));
    List<String> lines = lines(home);
    assertThat(lines).hasSize(HOSTILE.size());
    assertThat(lines)
        .allMatch(
            line ->
                line.matches(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  \\[[^]]+] \\S+ an object: .*"));
    assertPrintable(lines);
    assertThat(lines.getFirst()).endsWith("a\\u000ab");
  }

  @Test
  void aStackOfTextIsIndentedAndItsMessagesAreToo() throws IOException {
    Home home = new Home(folder.toAbsolutePath());
    LogFile.open(home, Format.TEXT);
    HOSTILE.forEach(value -> LOG.warn("it failed", failure(value)));
    List<String> lines = lines(home);
    assertThat(lines.stream().filter(line -> !line.startsWith("\t"))).hasSize(HOSTILE.size());
    assertThat(lines.stream().filter(line -> line.startsWith("\tCaused by: ")))
        .hasSize(HOSTILE.size());
    assertThat(lines.stream().filter(line -> line.startsWith("\tSuppressed: ")))
        .hasSize(HOSTILE.size());
    assertPrintable(lines.stream().map(line -> line.replace("\t", "")).toList());
  }

  @Test
  void anEntryOfJsonIsOneObjectOnOneLine() throws IOException {
    Home home = new Home(folder.toAbsolutePath());
    LogFile.open(home, Format.JSON);
    HOSTILE.forEach(value -> LOG.warn("an object: {}", value, failure(value)));
    List<String> lines = lines(home);
    assertThat(lines).hasSize(HOSTILE.size());
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).matches("[ -~]+");
      Map<String, String> entry = members(lines.get(i));
      assertThat(entry)
          .containsOnlyKeys("time", "level", "logger", "thread", "message", "error")
          .containsEntry("level", "WARN")
          .containsEntry("logger", "io.trailseal.LogFileTest")
          .containsEntry("message", "an object: " + HOSTILE.get(i));
      assertThat(entry.get("error"))
          .startsWith("java.io.IOException: ")
          .contains("\n\tCaused by: java.lang.IllegalStateException: inside", "\n\tat ");
    }
  }

  @Test
  void theFormatChangesInTheSameFile() throws IOException {
    Home home = new Home(folder.toAbsolutePath());
    LogFile.open(home, Format.TEXT);
    LOG.info("one");
    LogFile.open(home, Format.TEXT);
    LogFile.open(home, Format.JSON);
    LOG.info("two");
    assertThat(lines(home)).hasSize(2);
    assertThat(members(lines(home).get(1)))
        .containsEntry("message", "two")
        .doesNotContainKey("error");
  }

  @Test
  void endlessMessagesAndCausesAreCut() throws IOException {
    Home home = new Home(folder.toAbsolutePath());
    LogFile.open(home, Format.JSON);
    IOException circle = new IOException("x".repeat(1_000_000));
    circle.initCause(new IllegalStateException("around", circle));
    LOG.error("y".repeat(1_000_000), circle);
    assertThat(lines(home)).singleElement().asString().hasSizeBetween(60_000, 200_000);
    assertThat(members(lines(home).getFirst()).get("message")).endsWith("… (1,000,000 characters)");
  }

  private static IOException failure(String value) {
    IOException failure =
        new IOException("could not read " + value, new IllegalStateException("inside " + value));
    failure.addSuppressed(new IOException("while closing " + value));
    return failure;
  }

  private static List<String> lines(Home home) throws IOException {
    String log = Files.readString(home.logFile(), StandardCharsets.UTF_8);
    assertThat(log).endsWith("\n");
    // Not String.lines(): only a line feed ends an entry.
    return List.of(log.substring(0, log.length() - 1).split("\n", -1));
  }

  private static void assertPrintable(List<String> lines) {
    for (String line : lines) {
      assertThat(line.codePoints())
          .as(line)
          .noneMatch(
              c ->
                  switch (Character.getType(c)) {
                    case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE ->
                        true;
                    default -> false;
                  });
    }
  }

  private static Map<String, String> members(String line) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser json =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        members.put(name, json.getString());
      }
      assertThat(json.nextToken()).isNull();
    }
    return members;
  }
}
