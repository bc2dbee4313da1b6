package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.CollectedEvents.Leaf;
import io.trailseal.verifier.trail.EventSink.LeafType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every shape events come in, and everything that can be wrong with a file, one test each.
final class ObjectReaderTest {
  private static final String LOG_KEY =
      "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/"
          + "111122223333_CloudTrail_us-east-1_20261120T0935Z_AbCdEfGhIjKlMnOp.json.gz";
  private static final String EVENT_A =
      "{\"eventName\":\"A\",\"eventSource\":\"s3.amazonaws.com\"}";
  private static final String EVENT_B =
      "{\"eventName\":\"B\",\"eventSource\":\"s3.amazonaws.com\"}";

  private final ObjectReader reader = new ObjectReader();
  private CollectedEvents sink = new CollectedEvents();

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
  void whatIsNamedGzipAndIsNoneIsADefectAndReadAllTheSame() {
    ObjectReading reading = read(LOG_KEY, bytes("{\"Records\":[" + EVENT_A + "]}"));
    assertDefect(reading, 0, "gzip: required a gzip file");
    assertThat(reading.events()).isEqualTo(1);
    assertThat(reading.inflated()).isEmpty();
    assertThat(read(LOG_KEY.replace(".gz", ""), bytes("{\"Records\":[]}")).inflated()).isPresent();
  }

  @Test
  void aTruncatedFileGivesTheEventsBeforeTheCut() {
    String many =
        IntStream.range(0, 500).mapToObj(i -> event("e" + i)).collect(Collectors.joining(","));
    byte[] whole = Gz.of("{\"Records\":[" + many + "]}");
    ObjectReading reading = read(LOG_KEY, Arrays.copyOf(whole, whole.length / 2));

    assertThat(reading.defects().getFirst().reason()).contains("gzip: it is truncated");
    assertThat(reading.defects().getFirst().offset()).isEqualTo(whole.length / 2);
    assertThat(reading.inflated()).isEmpty();
    assertThat(reading.events()).isBetween(50, 499).isEqualTo(sink.events.size());
    assertThat(sink.abandoned).isEqualTo(1);
    assertThat(reader.content(Arrays.copyOf(whole, whole.length / 2)))
        .hasSize((int) reading.inflatedBytes());
  }

  @Test
  void aSecondMemberIsADefectAndItsEventsAreNotRead() {
    byte[] forged =
        Gz.concat(
            Gz.of("{\"Records\":[" + EVENT_A + "]}"), Gz.of("{\"Records\":[" + EVENT_B + "]}"));
    ObjectReading reading = read(LOG_KEY, forged);
    assertThat(reading.defects())
        .singleElement()
        .extracting(Defect::reason)
        .asString()
        .contains("a second member");
    assertThat(reading.events()).isEqualTo(1);
    assertThat(reading.inflated()).isEmpty();
  }

  @Test
  void aGigabyteOfZerosIsOverTheLimitAndCostsLittle() {
    ObjectReading reading = read("x.json.gz", Gz.zeros(1L << 30));
    assertThat(reading.defects().getFirst().isOverLimit()).isTrue();
    assertThat(reading.inflatedBytes()).isEqualTo(ObjectReader.INFLATED_BYTES_MAX);
    assertThat(reading.kind()).isEqualTo(ObjectKind.UNRECOGNIZED);
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
  void jsonCutInTheMiddleGivesTheEventsBeforeIt() {
    String whole = "{\"Records\":[" + EVENT_A + "," + EVENT_B + "]}";
    for (int cut = 12; cut < whole.length(); cut++) {
      ObjectReading reading = readLog(whole.substring(0, cut));
      int complete = cut >= whole.length() - 2 ? 2 : cut >= 12 + EVENT_A.length() ? 1 : 0;
      assertThat(reading.events()).as("cut at %d", cut).isEqualTo(complete);
      assertThat(reading.defects()).as("cut at %d", cut).hasSize(1);
      assertThat(reading.defects().getFirst().offset()).isBetween(11L, (long) cut);
      assertThat(reading.inflated()).isPresent();
    }
  }

  @Test
  void aRecordNestedTooDeepIsLeftOutAndTheOnesAroundItAreRead() {
    String deep = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
    for (String content :
        List.of(
            "{\"Records\":[" + EVENT_A + "," + deep + " , " + EVENT_B + "]}",
            "[" + EVENT_A + "," + deep + "," + EVENT_B + "]",
            EVENT_A + "\n" + deep + "\n" + EVENT_B)) {
      ObjectReading reading = read("x.json", bytes(content));
      assertDefect(reading, content.indexOf(deep), "record 1, at byte");
      assertThat(sink.abandoned).isEqualTo(1);
      assertThat(sink.events).extracting(CollectedEvents.Event::ordinal).containsExactly(0, 2);
      assertThat(rawRecords(bytes(content))).containsExactly(EVENT_A, EVENT_B);
    }
    assertThat(readLog("{\"Records\":[" + deep + "]}").events()).isZero();
    assertThat(readLog("{\"Records\":[" + EVENT_A + "," + deep).events()).isEqualTo(1);
  }

  @Test
  void limitsOfTheParserHoldFromBothSides() {
    // The record itself is the third container: the parser is inside the list, not the wrapper.
    assertWithin("{\"a\":".repeat(998) + "{}" + "}".repeat(998));
    assertOver("{\"a\":".repeat(999) + "{}" + "}".repeat(999));
    assertWithin("{\"a\":" + "1".repeat(1_000) + "}");
    assertOver("{\"a\":" + "1".repeat(1_001) + "}");
    assertWithin("{\"" + "n".repeat(50_000) + "\":1}");
    assertOver("{\"" + "n".repeat(50_100) + "\":1}");
    assertWithin("{\"a\":\"" + "s".repeat(20_000_000) + "\"}");
    assertOver("{\"a\":\"" + "s".repeat(20_000_001) + "\"}");
  }

  @Test
  void anElementOverALimitThatIsNoRecordIsSteppedOver() {
    ObjectReading reading =
        readLog("[" + EVENT_A + ", " + "1".repeat(2_000) + " ,2," + EVENT_B + "]");
    assertThat(sink.events).extracting(CollectedEvents.Event::ordinal).containsExactly(0, 3);
    assertThat(reading.defects()).hasSize(2);
    assertThat(readLog("[" + "1".repeat(2_000) + "," + EVENT_B + "]").events()).isEqualTo(1);
  }

  @Test
  void aStringOf300MegabytesIsOverTheLimitAndTheEventBeforeItIsRead() {
    byte[] delivered =
        Gz.padded("{\"Records\":[" + EVENT_A + ",{\"a\":\"", (byte) 's', 300_000_000, "\"}]}");
    ObjectReading reading = read(LOG_KEY, delivered);
    assertThat(reading.defects().getFirst().isOverLimit()).isTrue();
    assertThat(reading.events()).isEqualTo(1);
    assertThat(sink.abandoned).isEqualTo(1);
  }

  @Test
  void membersThatComeTwiceAreDefectsAndBothAreTold() {
    String record = "{\"eventName\":\"A\",\"x\":{\"y\":1,\"y\":2},\"eventName\":\"B\"}";
    ObjectReading reading = readLog("{\"Records\":[" + EVENT_A + "," + record + "]}");
    assertDefect(reading, 12 + EVENT_A.length() + 1, "found 'eventName' twice in record 1");
    assertThat(sink.events.getLast().leaves())
        .contains(
            new Leaf("eventName", LeafType.STRING, "A"),
            new Leaf("eventName", LeafType.STRING, "B"));

    ObjectReading two =
        readLog("{\"Records\":[" + EVENT_A + "],\"\\u0052ecords\":[" + EVENT_B + "]}");
    assertThat(two.events()).isEqualTo(2);
    assertDefect(two, 12 + EVENT_A.length() + 2, "found 'Records' again");
    assertThat(sink.events).extracting(CollectedEvents.Event::ordinal).containsExactly(0, 1);
  }

  @Test
  void recordsThatAreMissingOrNoListAreDefects() {
    assertDefect(readLog("{\"foo\":1}"), 0, "required a member Records with a list, found a JSON");
    assertDefect(readLog("{\"Records\":{\"a\":1}}"), 0, "required a member Records with a list");
    assertDefect(readLog("17"), 0, "required a member Records with a list");
    ObjectReading second = readLog("{\"Records\":null,\"Records\":[" + EVENT_A + "]}");
    assertThat(second.events()).isEqualTo(1);
    assertThat(second.defects())
        .extracting(Defect::reason)
        .containsExactly(
            "json: required Records to be a list, found something else",
            "json: required each member of the file once, found 'Records' again");
  }

  @Test
  void elementsThatAreNoObjectsAreSkippedAndCounted() {
    ObjectReading reading =
        readLog("{\"Records\":[1," + EVENT_A + ",[{\"x\":[]}],\"s\",null," + EVENT_B + "]}");
    assertThat(reading.events()).isEqualTo(2);
    assertThat(sink.events).extracting(CollectedEvents.Event::ordinal).containsExactly(1, 5);
    assertThat(reading.defects()).hasSize(4);
    assertThat(reading.defects().getFirst())
        .isEqualTo(new Defect(12, "json: required record 0 to be an object, found none"));
  }

  @Test
  void onlyTheFirstTenDefectsAreTold() {
    ObjectReading reading = readLog("{\"Records\":[" + "1,".repeat(50) + EVENT_A + "]}");
    assertThat(reading.defects()).hasSize(ObjectReading.DEFECTS_MAX);
    assertThat(reading.events()).isEqualTo(1);
  }

  @Test
  void bytesThatAreNotUtf8BecomeReplacementCharactersAndADefect() {
    byte[] content = bytes("{\"Records\":[{\"a\":\"x?y\",\"?\":\"é\"}," + EVENT_B + "]}");
    int first = -1;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '?') {
        content[i] = (byte) 0xC3;
        first = first < 0 ? i : first;
      }
    }
    for (String key : List.of(LOG_KEY, LOG_KEY.replace(".gz", ""))) {
      byte[] delivered = key.endsWith(".gz") ? Gz.of(content) : content.clone();
      ObjectReading reading = read(key, delivered);
      assertDefect(reading, first, "required UTF-8, found byte c3 and 1 more");
      assertThat(reading.events()).isEqualTo(2);
      assertThat(reading.inflated()).contains(Sha256.of(content));
      assertThat(sink.events.getFirst().leaves())
          .containsExactly(
              new Leaf("a", LeafType.STRING, "x\ufffdy"), new Leaf("\ufffd", LeafType.STRING, "é"));
      assertThat(reader.content(delivered)).isEqualTo(content);
    }
  }

  @Test
  void loneSurrogateEscapesBecomeReplacementCharactersAndAreNoDefect() {
    ObjectReading reading =
        readLog(
            "{\"Records\":[{\"a\":\"\\ud800x\",\"\\udc00\":\"\\uD83D\\uDE00\",\"c\":\"\\uD83D\","
                + "\"d\":\"\\\\ud800\",\"\\ude00\\ud83d\":1}]}");
    assertThat(reading.defects()).isEmpty();
    assertThat(sink.events.getFirst().leaves())
        .containsExactly(
            new Leaf("a", LeafType.STRING, "\ufffdx"),
            new Leaf("\ufffd", LeafType.STRING, "😀"),
            new Leaf("c", LeafType.STRING, "\ufffd"),
            new Leaf("d", LeafType.STRING, "\\ud800"),
            new Leaf("\ufffd\ufffd", LeafType.NUMBER, "1"));
  }

  @Test
  void whatFollowsTheDocumentIsADefectAndReadIfItIsEvents() {
    String log = "{\"Records\":[" + EVENT_A + "]}";
    ObjectReading garbage = readLog(log + " garbage");
    assertThat(garbage.events()).isEqualTo(1);
    assertThat(garbage.defects().getFirst().offset()).isEqualTo(log.length() + 1);
    ObjectReading second = readLog(log + "\n" + "{\"Records\":[" + EVENT_B + "]}");
    assertDefect(second, log.length() + 1, "required the end of the file");
    assertThat(second.events()).isEqualTo(2);
    assertThat(readLog(log + " \n").defects()).isEmpty();
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

  private void assertWithin(String record) {
    assertThat(readLog("{\"Records\":[" + record + "," + EVENT_B + "]}").defects()).isEmpty();
    assertThat(sink.events).hasSize(2);
  }

  private void assertOver(String record) {
    ObjectReading reading = readLog("{\"Records\":[" + record + "," + EVENT_B + "]}");
    assertThat(reading.defects())
        .singleElement()
        .satisfies(defect -> assertThat(defect.reason()).contains("is over a limit"));
    assertThat(sink.events).extracting(CollectedEvents.Event::ordinal).containsExactly(1);
  }

  private static void assertDefect(ObjectReading reading, long offset, String reason) {
    assertThat(reading.defects()).as("%s", reading).hasSize(1);
    assertThat(reading.defects().getFirst().reason()).contains(reason);
    if (!reason.startsWith("record ")) {
      assertThat(reading.defects().getFirst().offset()).as("%s", reading).isEqualTo(offset);
    } else {
      assertThat(reading.defects().getFirst().reason()).contains("at byte " + offset + ",");
    }
  }

  private ObjectReading readLog(String content) {
    return read(LOG_KEY, Gz.of(content));
  }

  private ObjectReading read(String key, byte[] delivered) {
    sink = new CollectedEvents();
    byte[] before = delivered.clone();
    ObjectReading reading = reader.read(key, delivered, sink);
    sink.checkWhole();
    assertThat(delivered).isEqualTo(before);
    assertThat(reading.events()).isEqualTo(sink.events.size());
    return reading;
  }

  private List<String> rawRecords(byte[] delivered) {
    return sink.events.stream()
        .map(event -> reader.record(delivered, event.offset(), event.endOffset()))
        .map(raw -> new String(raw, StandardCharsets.UTF_8))
        .toList();
  }

  private static String event(String name) {
    return "{\"eventName\":\"" + name + "\",\"eventID\":\"" + Sha256.of(bytes(name)) + "\"}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
