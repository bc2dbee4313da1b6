package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.CollectedEvents.Leaf;
import io.trailseal.verifier.trail.EventSink.LeafType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every shape events come in, and what is said of files that are none of them.
final class ObjectReaderTest extends ReaderFixture {
  @Test
  void readsALogFileAndTellsItsLeavesInOrder() {
    String content =
        """
        {"Records":[ {"a":"x","b":{"c":1.50e3,"d":[true,{"e":null},[]],"f":{}},"g":[]},{} ]}
        """;
    ObjectReading reading = readLog(content);

    assertThat(reading.kind()).isEqualTo(ObjectKind.LOG);
    assertThat(reading.events()).isEqualTo(2);
    assertThat(reading.defects()).isEmpty();
    assertThat(reading.inflated()).contains(Sha256.of(bytes(content)));
    assertThat(reading.delivered()).isEqualTo(Sha256.of(Gz.of(content)));
    assertThat(reading.inflatedBytes()).isEqualTo(content.length());
    assertThat(sink.events.getFirst().leaves())
        .containsExactly(
            new Leaf("a", LeafType.STRING, "x"),
            new Leaf("b.c", LeafType.NUMBER, "1.50e3"),
            new Leaf("b.d", LeafType.BOOLEAN, "true"),
            new Leaf("b.d.e", LeafType.NULL, "null"),
            new Leaf("b.d", LeafType.EMPTY_CONTAINER, "[]"),
            new Leaf("b.f", LeafType.EMPTY_CONTAINER, "{}"),
            new Leaf("g", LeafType.EMPTY_CONTAINER, "[]"));
    assertThat(sink.events.getLast().leaves()).isEmpty();
    assertThat(rawRecords(Gz.of(content)))
        .containsExactly(
            "{\"a\":\"x\",\"b\":{\"c\":1.50e3,\"d\":[true,{\"e\":null},[]],\"f\":{}},\"g\":[]}",
            "{}");
  }

  @Test
  void givesTheSameStringForTheSamePathAcrossObjects() {
    readLog("{\"Records\":[{\"a\":{\"b\":1}},{\"x\":0,\"a\":{\"b\":1}}]}");
    String first = sink.events.get(0).leaves().getFirst().path();
    String second = sink.events.get(1).leaves().getLast().path();
    readLog("{\"Records\":[{\"a\":{\"c\":1,\"b\":1}}]}");
    assertThat(second).isSameAs(first);
    assertThat(sink.events.getFirst().leaves().getLast().path()).isSameAs(first);
  }

  @Test
  void readsEveryShapeOfRecordsWithoutHelpFromTheKey() {
    for (String content :
        List.of(
            "{\"Records\":[" + EVENT_A + "," + EVENT_B + "]}",
            "{\"x\":{\"Records\":[]},\"Records\":[" + EVENT_A + "," + EVENT_B + "],\"y\":[1]}",
            "[" + EVENT_A + "," + EVENT_B + "]",
            EVENT_A + "\n" + EVENT_B + "\n",
            EVENT_A + EVENT_B,
            "\ufeff[" + EVENT_A + "," + EVENT_B + "]",
            " \r\n\t" + EVENT_A + " " + EVENT_B)) {
      for (String name : List.of("export.json", "export.json.gz")) {
        byte[] delivered = name.endsWith(".gz") ? Gz.of(content) : bytes(content);
        ObjectReading reading = read(name, delivered);
        assertThat(reading.defects()).as(content).isEmpty();
        assertThat(reading.kind()).isEqualTo(ObjectKind.LOG);
        assertThat(rawRecords(delivered)).as(content).containsExactly(EVENT_A, EVENT_B);
      }
    }
    assertThat(read("one.json", bytes(EVENT_A)).events()).isEqualTo(1);
  }

  @Test
  void tellsTheKindsOfLogFilesFromTheirContent() {
    assertThat(read("x", bytes("{\"Records\":[]}")).kind()).isEqualTo(ObjectKind.LOG);
    assertThat(
            read("x", bytes("[{\"eventVersion\":\"1.08\",\"eventCategory\":\"Insight\"}]")).kind())
        .isEqualTo(ObjectKind.INSIGHT_LOG);
    assertThat(
            read(
                    "x",
                    bytes(
                        "[{\"eventVersion\":\"1.0\",\"accountId\":\"1\",\"eventId\":\"e\","
                            + "\"eventCategory\":\"Aggregated\",\"timeWindow\":{}}]"))
                .kind())
        .isEqualTo(ObjectKind.AGGREGATED_LOG);
    assertThat(
            read("x", bytes("{\"eventName\":\"n\",\"eventCategory\":\"NetworkActivity\"}")).kind())
        .isEqualTo(ObjectKind.NETWORK_ACTIVITY_LOG);
  }

  @Test
  void underALogFilesKeyEveryObjectIsAnEvent() {
    assertThat(readLog("{\"Records\":[{\"x\":1},{}]}").events()).isEqualTo(2);
    assertThat(readLog("[{\"x\":1}]").events()).isEqualTo(1);
  }

  @Test
  void recognisesDigestsKeysAndConfigFilesByTheirContent() {
    String digest = "{\"digestS3Object\":\"k\",\"digestEndTime\":\"t\",\"logFiles\":[]}";
    assertThat(read("d.json", bytes(digest)).kind()).isEqualTo(ObjectKind.DIGEST);
    assertThat(read("k.json", bytes("{\"publicKeyList\":[]}")).kind())
        .isEqualTo(ObjectKind.PUBLIC_KEYS);
    String config = "{\"fileVersion\":\"1.0\",\"configurationItems\":[]}";
    assertThat(read("c.json.gz", Gz.of(config)).kind()).isEqualTo(ObjectKind.CONFIG);
    assertThat(read("d.json", bytes(digest + "}")).defects()).hasSize(1);
  }

  @Test
  void saysWhatAnUnrecognisedFileLooksLike() {
    assertUnrecognised(
        "{\"Records\":[{\"s3\":{},\"eventSource\":\"aws:s3\",\"eventName\":\"x\"}]}",
        "Records that are notifications from 'aws:s3'");
    assertUnrecognised(
        "{\"detail-type\":\"x\",\"detail\":" + EVENT_A + "}", "an EventBridge event");
    assertUnrecognised("{\"TopicArn\":\"x\",\"Message\":\"y\"}", "an SNS message");
    assertUnrecognised("{\"hello\":1}", "a JSON object with the members 'hello'");
    assertUnrecognised("PAR1 and so on", "a Parquet file");
    assertUnrecognised("hello\u0000 world", "something that begins with 'hello. world'");
    assertUnrecognised("[1,2]", "a list without objects");
    assertUnrecognised("  ", "nothing");
  }

  @Test
  void anEmptyObjectIsAMarkerOnlyAtAMarkersKey() {
    ObjectReading marker = read("AWSLogs/111122223333/CloudTrail/", new byte[0]);
    assertThat(marker.kind()).isEqualTo(ObjectKind.MARKER);
    assertThat(marker.defects()).isEmpty();
    assertThat(read("AWSLogs/111122223333/Config/ConfigWritabilityCheckFile", new byte[0]).kind())
        .isEqualTo(ObjectKind.MARKER);

    ObjectReading log = read(LOG_KEY, new byte[0]);
    assertThat(log.kind()).isEqualTo(ObjectKind.LOG);
    assertDefect(log, 0, "found no bytes at all");
    // Something hidden where nobody looks is looked at.
    assertThat(read("folder/", bytes(EVENT_A)).events()).isEqualTo(1);
  }

  @Test
  void aConfigFileOverTheLimitForLogFilesIsHashedWhole() {
    String before = "{\"configurationItems\":[";
    byte[] delivered = Gz.padded(before, (byte) ' ', ObjectReader.INFLATED_BYTES_MAX, "]}");
    byte[] content = new byte[before.length() + ObjectReader.INFLATED_BYTES_MAX + 2];
    Arrays.fill(content, (byte) ' ');
    System.arraycopy(bytes(before), 0, content, 0, before.length());
    System.arraycopy(bytes("]}"), 0, content, content.length - 2, 2);
    for (String key :
        List.of(
            "backup.json.gz",
            "AWSLogs/111122223333/Config/us-east-1/2026/1/2/ConfigSnapshot/"
                + "111122223333_Config_us-east-1_ConfigSnapshot_20260102T000000Z_id.json.gz")) {
      ObjectReading reading = read(key, delivered);
      assertThat(reading.kind()).isEqualTo(ObjectKind.CONFIG);
      assertThat(reading.defects()).isEmpty();
      assertThat(reading.inflatedBytes()).isEqualTo(content.length);
      assertThat(reading.inflated()).contains(Sha256.of(content));
    }
  }

  @Test
  void morePathsThanTheTableHoldsAreStillTold() {
    String record =
        IntStream.range(0, 30_000)
            .mapToObj(i -> "\"k" + i + "\":{\"v\":" + i + "}")
            .collect(Collectors.joining(",", "{", ",\"k29999\":0}"));
    ObjectReading reading = readLog("{\"Records\":[" + record + "," + EVENT_B + "]}");
    assertThat(reading.events()).isEqualTo(2);
    assertThat(sink.events.getFirst().leaves()).hasSize(30_001);
    assertThat(sink.events.getFirst().leaves().get(29_999).path()).isEqualTo("k29999.v");
    assertDefect(reading, 12, "found 'k29999' twice");
    // The next object starts with an empty table, and paths are shared again.
    readLog("{\"Records\":[{\"n\":1},{\"n\":1}]}");
    assertThat(sink.events.get(0).leaves().getFirst().path())
        .isSameAs(sink.events.get(1).leaves().getFirst().path());
  }

  @Test
  void longPathsAreCutAndCostNoMemory() {
    String name = "n".repeat(40_000);
    String record = ("{\"" + name + "\":").repeat(900) + "[1,2]" + "}".repeat(900);
    readLog("{\"Records\":[" + record + "]}");
    assertThat(sink.events.getFirst().leaves())
        .hasSize(2)
        .allSatisfy(leaf -> assertThat(leaf.path()).hasSize(1_000).endsWith("…"));
  }

  @Test
  void aRecordIsCutOutOfAnObjectThatBreaksBehindIt() {
    byte[] whole = Gz.of("{\"Records\":[" + EVENT_A + "," + "1,".repeat(50_000) + "1]}");
    byte[] cut = Arrays.copyOf(whole, whole.length - 20);
    assertThat(reader.record(cut, 12, 12 + EVENT_A.length())).isEqualTo(bytes(EVENT_A));
    assertThatThrownBy(() -> reader.record(cut, 5, 10_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before the record's end at 10,000,000");
    assertThatThrownBy(() -> reader.record(cut, 5, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reader.record(cut, -1, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void assertUnrecognised(String content, String found) {
    ObjectReading reading = read("x.json", bytes(content));
    assertThat(reading.kind()).isEqualTo(ObjectKind.UNRECOGNIZED);
    assertThat(reading.events()).isZero();
    assertDefect(reading, 0, "found " + found);
  }
}
