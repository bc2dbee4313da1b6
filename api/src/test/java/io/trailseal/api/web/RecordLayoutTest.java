package io.trailseal.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Payload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RecordLayoutTest {

  @Test
  void everyMemberHasALineAndEveryElementToo() {
    RecordLayout layout =
        layout(
            """
            {"eventName":"PutObject","resources":[{"ARN":"arn:aws:s3:::a"},{"ARN":"arn:aws:s3:::b"}],
            "n":[1,2.50],"none":null,"empty":{},"list":[],"yes":true}""");
    assertThat(text(layout))
        .isEqualTo(
            """
            {
              "eventName": "PutObject",
              "resources": [
                {
                  "ARN": "arn:aws:s3:::a"
                },
                {
                  "ARN": "arn:aws:s3:::b"
                }
              ],
              "n": [
                1,
                2.50
              ],
              "none": null,
              "empty": {},
              "list": [],
              "yes": true
            }
            """);
    assertThat(layout.remark()).isEmpty();
  }

  @Test
  void pathsAreTheIndexsPaths() {
    RecordLayout layout = layout("{\"a\":{\"b\":[{\"c\":1},{\"c\":[2,[3]]}]},\"d\":\"x\"}");
    assertThat(layout.values("a.b.c")).containsExactly("1", "2", "3");
    assertThat(layout.values("d")).containsExactly("x");
  }

  @Test
  void aValueIsASearchForItself() {
    RecordLayout layout = layout("{\"userAgent\":\"a \\\"b\\\" & c\"}");
    assertThat(layout.lines().get(1).tokens())
        .filteredOn(token -> !token.href().isEmpty())
        .singleElement()
        .satisfies(
            token ->
                assertThat(token.href()).isEqualTo("/?q=userAgent%3A%22a+%5C%22b%5C%22+%26+c%22"));
  }

  @Test
  void invisibleCharactersAreShown() {
    assertThat(text(layout("{\"a\\u202e\":\"x\\u202ey\\n\\u0000\\u200b\"}")))
        .contains("\"a\\u202e\": \"x\\u202ey\\n\\u0000\\u200b\"");
  }

  @Test
  void whatIsNoJsonIsShownAsText() {
    RecordLayout layout = layout("{\"a\":\u202e<b>");
    assertThat(layout.lines()).isEmpty();
    assertThat(layout.plain()).isEqualTo("{\"a\":\\u202e<b>\n");
    assertThat(layout.remark())
        .isEqualTo("the record is not one whole JSON object in UTF-8; these are its bytes as text");
  }

  @Test
  void aHugeRecordIsNotLaidOut() {
    RecordLayout layout = layout("{\"a\":\"" + "x".repeat(RecordLayout.RECORD_BYTES_MAX) + "\"}");
    assertThat(layout.lines()).isEmpty();
    assertThat(layout.plain()).hasSize(RecordLayout.PLAIN_BYTES_MAX + 1);
    assertThat(layout.remark())
        .isEqualTo("the record is too long to be laid out; these are its first 65,536 bytes");
  }

  @Test
  void aRecordOfManyTinyPartsEndsSomewhere() {
    RecordLayout layout = layout("{\"a\":[" + "1,".repeat(100_000) + "1]}");
    assertThat(layout.lines()).hasSize(RecordLayout.LINES_MAX);
    assertThat(layout.remark()).isEqualTo("the record has more lines than these 20,000");
  }

  private static RecordLayout layout(String record) {
    return RecordLayout.of(Payload.copyOf(record.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(RecordLayout layout) {
    StringBuilder out = new StringBuilder();
    for (EventView.Line line : layout.lines()) {
      out.append(line.indent());
      line.tokens().forEach(token -> out.append(token.text()));
      out.append('\n');
    }
    return out.toString();
  }
}
