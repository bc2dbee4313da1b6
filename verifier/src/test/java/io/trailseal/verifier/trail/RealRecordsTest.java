package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// Real records, as CloudTrail wrote them and as others passed them on: see the data's README.
final class RealRecordsTest {
  private static final Path DATA =
      Path.of(System.getProperty("trailseal.shared", "../shared")).resolve("data");

  private final ObjectReader reader = new ObjectReader();

  @Test
  void everyLineOfTheCollectionIsAnEvent() throws IOException {
    byte[] delivered = Files.readAllBytes(DATA.resolve("events.ndjson.gz"));
    var sink = new CollectedEvents();

    ObjectReading reading = reader.read("events.ndjson.gz", delivered, sink);

    assertThat(reading.defects()).isEmpty();
    assertThat(reading.kind()).isEqualTo(ObjectKind.LOG);
    assertThat(reading.events()).isEqualTo(4770);
    assertThat(sink.events).hasSize(4770);
    byte[] content = gunzip(delivered);
    assertThat(reading.inflated()).contains(Sha256.of(content));
    assertThat(reading.inflatedBytes()).isEqualTo(content.length);
    List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
    for (CollectedEvents.Event event : sink.events) {
      assertThat(cut(content, event)).isEqualTo(lines.get(event.ordinal()));
    }
  }

  @Test
  void everyDeliveredFileGivesItsEvents() throws IOException {
    int events = 0;
    for (Path file : jsonFiles("delivered")) {
      byte[] delivered = Files.readAllBytes(file);
      var sink = new CollectedEvents();
      ObjectReading reading = reader.read(file.getFileName().toString(), delivered, sink);

      assertThat(reading.defects()).as("%s", file).isEmpty();
      assertThat(reading.kind().holdsEvents()).as("%s", file).isTrue();
      assertThat(reading.events()).as("%s", file).isPositive().isEqualTo(sink.events.size());
      assertThat(reading.inflated()).contains(reading.delivered());
      events += reading.events();
      for (CollectedEvents.Event event : sink.events) {
        var again = new CollectedEvents();
        byte[] raw = reader.record(delivered, event.offset(), event.endOffset());
        assertThat(reader.read("one.json", raw, again).events()).isEqualTo(1);
        assertThat(again.events.getFirst().leaves()).isEqualTo(event.leaves());
      }
    }
    assertThat(events).isEqualTo(3210);
  }

  @Test
  void aRecordCutOutByItsOffsetsReadsAsTheSameRecord() throws IOException {
    byte[] collection = Files.readAllBytes(DATA.resolve("events.ndjson.gz"));
    var sink = new CollectedEvents();
    reader.read("events.ndjson.gz", collection, sink);

    for (int i = 0; i < sink.events.size(); i += 97) {
      CollectedEvents.Event event = sink.events.get(i);
      byte[] raw = reader.record(collection, event.offset(), event.endOffset());
      var again = new CollectedEvents();
      assertThat(reader.read("AWSLogs/1.json", raw, again).events()).isEqualTo(1);
      assertThat(again.events.getFirst().leaves()).isEqualTo(event.leaves());
    }
  }

  @Test
  void configItemsAndNotificationsAreNotTakenForEvents() throws IOException {
    for (String folder : List.of("config", "notifications")) {
      for (Path file : jsonFiles(folder)) {
        var sink = new CollectedEvents();
        ObjectReading reading =
            reader.read(file.getFileName().toString(), Files.readAllBytes(file), sink);
        assertThat(reading.kind())
            .as("%s: %s", file, reading.defects())
            .isIn(ObjectKind.CONFIG, ObjectKind.UNRECOGNIZED);
        assertThat(sink.events).as("%s", file).isEmpty();
        assertThat(reading.defects().isEmpty())
            .as("%s: %s", file, reading.defects())
            .isEqualTo(reading.kind() == ObjectKind.CONFIG);
      }
    }
  }

  private static List<Path> jsonFiles(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(DATA.resolve(folder))) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().endsWith(".json")).sorted().toList();
      assertThat(found).hasSizeGreaterThan(20);
      return found;
    }
  }

  private static String cut(byte[] content, CollectedEvents.Event event) {
    return new String(
        content,
        (int) event.offset(),
        (int) (event.endOffset() - event.offset()),
        StandardCharsets.UTF_8);
  }

  private static byte[] gunzip(byte[] gzip) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }
}
