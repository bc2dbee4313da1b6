package io.trailseal.api.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Payload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1,\"a\":2}",
        "{ \"a\" :\n 1.10e+2 }",
        "{\"a\":\"\\ud800\"}",
        "{\"ä\":\"\u202e𝄞\"}",
      })
  void aRecordStandsInADocumentByteForByte(String record) {
    assertThat(RecordText.embeddable(bytes(record))).contains(record);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1},{\"b\":2}",
        "{\"a\":\"\u0000\"}",
        "{a:1}"
      })
  void whatIsNotExactlyOneObjectWouldBreakTheDocumentAroundIt(String record) {
    assertThat(RecordText.embeddable(bytes(record))).isEmpty();
  }

  @Test
  void invalidUtf8IsNotPassedOn() {
    byte[] record = "{\"a\":\"?\"}".getBytes(StandardCharsets.UTF_8);
    record[6] = (byte) 0xff;
    assertThat(RecordText.embeddable(Payload.adopt(record))).isEmpty();
  }

  @Test
  void aRecordNestedTooDeepForOtherReadersIsNotPassedOn() {
    assertThat(RecordText.embeddable(bytes(nested(499)))).isPresent();
    assertThat(RecordText.embeddable(bytes(nested(10_000)))).isEmpty();
  }

  private static String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
  }

  private static Payload bytes(String text) {
    return Payload.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
