package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.CollectedEvents.Leaf;
import io.trailseal.verifier.trail.EventSink.LeafType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Everything that can be wrong with a file: what is told, and what is read all the same.
final class BadInputTest extends ReaderFixture {
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

  /// fsck compares what it reads with what was read when the object came in.
  @Test
  void aDefectReadsTheSameWhateverWasReadBefore() {
    String tooLong =
        "{\"Records\":[{\"eventName\":\"a\",\"b\":\"" + "x".repeat(20_500_000) + "\"}]}";
    ObjectReading first = readLog(tooLong);
    assertThat(first.defects()).hasSize(1);
    readLog("{\"Records\":[" + EVENT_A + "]}");
    assertThat(readLog(tooLong)).isEqualTo(first);
    assertThat(first.defects().getFirst().reason())
        .contains("a text of more than 20,000,000 characters");
  }

  @Test
  void loneSurrogateEscapesBecomeReplacementCharactersAndAreADefectWithTheirPlace() {
    ObjectReading reading =
        readLog(
            "{\"Records\":[{\"a\":\"\\ud800x\",\"\\udc00\":\"\\uD83D\\uDE00\",\"c\":\"\\uD83D\","
                + "\"d\":\"\\\\ud800\",\"\\ude00\\ud83d\":1}]}");
    assertDefect(reading, "{'Records':[{'a':'".length(), "half of a surrogate pair and 4 more");
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

  private static String event(String name) {
    return "{\"eventName\":\"" + name + "\",\"eventID\":\"" + Sha256.of(bytes(name)) + "\"}";
  }
}
