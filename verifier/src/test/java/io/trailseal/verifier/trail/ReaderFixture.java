package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A reader, what it told last, and ways to hold a reading to what is expected.
abstract class ReaderFixture {
  static final String LOG_KEY =
      "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/"
          + "111122223333_CloudTrail_us-east-1_20261120T0935Z_AbCdEfGhIjKlMnOp.json.gz";
  static final String EVENT_A = "{\"eventName\":\"A\",\"eventSource\":\"s3.amazonaws.com\"}";
  static final String EVENT_B = "{\"eventName\":\"B\",\"eventSource\":\"s3.amazonaws.com\"}";

  final ObjectReader reader = new ObjectReader();
  CollectedEvents sink = new CollectedEvents();

  static void assertDefect(ObjectReading reading, long offset, String reason) {
    assertThat(reading.defects()).as("%s", reading).hasSize(1);
    assertThat(reading.defects().getFirst().reason()).contains(reason);
    if (!reason.startsWith("record ")) {
      assertThat(reading.defects().getFirst().offset()).as("%s", reading).isEqualTo(offset);
    } else {
      assertThat(reading.defects().getFirst().reason()).contains("at byte " + offset + ",");
    }
  }

  ObjectReading readLog(String content) {
    return read(LOG_KEY, Gz.of(content));
  }

  ObjectReading read(String key, byte[] delivered) {
    sink = new CollectedEvents();
    byte[] before = delivered.clone();
    ObjectReading reading = reader.read(key, delivered, sink);
    sink.checkWhole();
    assertThat(delivered).isEqualTo(before);
    assertThat(reading.events()).isEqualTo(sink.events.size());
    return reading;
  }

  List<String> rawRecords(byte[] delivered) {
    return sink.events.stream()
        .map(event -> reader.record(delivered, event.offset(), event.endOffset()))
        .map(raw -> new String(raw, StandardCharsets.UTF_8))
        .toList();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
