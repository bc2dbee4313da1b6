package io.trailseal.indexer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.WalkRequest.Order;
import io.trailseal.verifier.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is exported is what is found.
final class ExportTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir private Path folder;

  private static FileOptions options(Path target) {
    return new FileOptions(target, false, FileOptions.EVENTS_PER_FILE_DEFAULT, false);
  }

  private static String raw(EventHit hit) {
    return new String(hit.raw().toByteArray(), StandardCharsets.UTF_8);
  }

  private static List<String> lines(String text) {
    return List.of(text.split("\n", -1)).subList(0, text.split("\n", -1).length - 1);
  }

  @Test
  void realEventsComeOutByteForByteInEveryForm() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.take(Path.of(System.getProperty("trailseal.shared"), "data", "delivered"));
      List<EventHit> hits = shelf.hits();
      assertThat(hits.size()).isGreaterThan(500);
      List<String> records = hits.stream().map(ExportTest::raw).toList();

      List<String> streamed =
          lines(shelf.read(Shelf.request(ExportForm.NDJSON, Order.NEWEST_FIRST, false)));
      assertThat(streamed.getLast())
          .startsWith("{\"trailseal\":{\"complete\":true,\"events\":%d,".formatted(hits.size()));
      assertThat(streamed).hasSize(hits.size() + 1);
      for (int i = 0; i < hits.size(); i++) {
        if (records.get(i).contains("\n")) {
          assertThat(streamed.get(i).length()).isLessThan(records.get(i).length());
        } else {
          assertThat(streamed.get(i)).isEqualTo(records.get(i));
        }
      }

      ExportSummary summary =
          shelf.write(
              Shelf.request(ExportForm.RECORDS, Order.NEWEST_FIRST, false),
              new FileOptions(shelf.out("records"), true, 100, false));
      assertThat(summary.events()).isEqualTo(hits.size());
      assertThat(summary.files()).isEqualTo((hits.size() + 99) / 100);
      StringBuilder all = new StringBuilder();
      String manifest = Files.readString(summary.manifest());
      for (int file = 1; file <= summary.files(); file++) {
        Path path = shelf.out("records").resolve("%06d.json.gz".formatted(file));
        String text = gunzip(Files.readAllBytes(path));
        assertThat(text).startsWith("{\"Records\":[{").endsWith("}]}");
        all.append(all.isEmpty() ? "" : ",").append(text, 12, text.length() - 2);
        assertThat(manifest)
            .contains("\"sha256\":\"%s\"".formatted(Sha256.of(Files.readAllBytes(path)).hex()));
      }
      assertThat(all.toString()).isEqualTo(String.join(",", records));
      assertThat(manifest).startsWith("{\"trailsealExport\":1,\"complete\":true,");
      try (Stream<Path> files = Files.list(shelf.out("records"))) {
        assertThat(files).hasSize((int) summary.files() + 1);
      }

      List<List<String>> rows =
          CsvTest.parse(shelf.read(Shelf.csv("*", "id,offset,size,objectEntry,verdict,eventName")));
      assertThat(rows).hasSize(hits.size() + 2);
      assertThat(rows.subList(1, rows.size() - 1).stream().map(List::getFirst))
          .containsExactlyInAnyOrderElementsOf(
              hits.stream().map(hit -> hit.id().toString()).toList());
    }
  }

  private static String gunzip(byte[] bytes) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatCameOutComesInAgainAsTheSame() throws Exception {
    Path out = folder.resolve("out");
    List<String> before;
    try (Shelf shelf = new Shelf(Files.createDirectory(folder.resolve("a")))) {
      shelf.put(
          IntStream.range(0, 30).mapToObj(i -> Shelf.event(i, START.plusSeconds(i))).toList());
      shelf.write(
          Shelf.request(ExportForm.RECORDS, Order.OLDEST_FIRST, false),
          new FileOptions(out, false, 7, false));
      before = shelf.hits().stream().map(ExportTest::raw).toList();
    }
    try (Shelf shelf = new Shelf(Files.createDirectory(folder.resolve("b")))) {
      Files.delete(out.resolve("manifest.json"));
      shelf.take(out);
      assertThat(shelf.hits().stream().map(ExportTest::raw).toList()).isEqualTo(before);
    }
  }

  @Test
  void proofComesWithEachRecord() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of("{\"eventTime\":\"2026-03-01T00:00:00Z\",\n \"eventName\" : \"E\"}"));
      EventHit hit = shelf.hits().getFirst();
      String line =
          shelf.read(Shelf.request(ExportForm.NDJSON, Order.OLDEST_FIRST, true)).split("\n", 2)[0];
      assertThat(line)
          .startsWith("{\"id\":\"1-0\",\"objectName\":{\"bucket\":\"bucket\",\"key\":\"AWSLogs/")
          .contains(
              "\"objectEntry\":1,\"objectSha256\":\"" + hit.objectHash().get().hex() + "\"",
              "\"offset\":12,\"eventBytes\":" + hit.raw().length(),
              "\"eventSha256\":\"" + hit.raw().hash().hex() + "\",\"verdict\":{\"word\":\"")
          .endsWith(",\"event\":{\"eventTime\":\"2026-03-01T00:00:00Z\",\"eventName\":\"E\"}}");
    }
  }

  @Test
  void anEventThatCameTwiceIsWrittenOnceAndSaysWhere() throws Exception {
    String event =
        "{\"eventID\":\"e0\",\"eventTime\":\"%s\",\"recipientAccountId\":\"111122223333\"}"
            .formatted(START);
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of(event));
      shelf.put(List.of(Shelf.event(1, START.plusSeconds(1)), event));
      assertThat(lines(shelf.read(Shelf.request(ExportForm.NDJSON)))).hasSize(3);
      List<String> proven =
          lines(shelf.read(Shelf.request(ExportForm.NDJSON, Order.OLDEST_FIRST, true)));
      assertThat(proven).hasSize(3);
      assertThat(proven.getFirst()).containsPattern("\"alsoIn\":\\[\\{\"id\":\"\\d+-1\",");
      assertThat(proven.get(1)).contains("\"alsoIn\":[],\"conflicting\":[]");
    }
  }

  @Test
  void aLimitIsKeptAndSaid() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(IntStream.range(0, 9).mapToObj(i -> Shelf.event(i, START.plusSeconds(i))).toList());
      ExportRequest three =
          ExportRequest.of(
              QueryParser.parse("*"),
              Optional.empty(),
              Optional.empty(),
              Order.OLDEST_FIRST,
              ExportForm.NDJSON,
              Optional.empty(),
              false,
              3);
      List<String> lines = lines(shelf.read(three));
      assertThat(lines.subList(0, 3))
          .containsExactly(
              Shelf.event(0, START),
              Shelf.event(1, START.plusSeconds(1)),
              Shelf.event(2, START.plusSeconds(2)));
      assertThat(lines).hasSize(4);
      assertThat(lines.get(3)).contains("\"complete\":true,\"events\":3,", "\"total\":9,");
      ExportSummary summary = shelf.write(three, options(shelf.out("three.ndjson")));
      assertThat(summary.events()).isEqualTo(3);
      assertThat(Files.readAllLines(shelf.out("three.ndjson"))).isEqualTo(lines.subList(0, 3));
    }
  }

  @Test
  void nothingFoundIsAWholeExportToo() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of(Shelf.event(0, START)));
      for (ExportForm form : ExportForm.values()) {
        Path out = shelf.out("none-" + form);
        ExportRequest none =
            ExportRequest.of(
                QueryParser.parse("eventName:nothing"),
                Optional.empty(),
                Optional.empty(),
                Order.OLDEST_FIRST,
                form,
                Optional.empty(),
                false,
                ExportRequest.UNLIMITED);
        ExportSummary summary = shelf.write(none, options(out));
        assertThat(summary.events()).isZero();
        assertThat(Files.readString(summary.manifest())).contains("\"complete\":true");
        Path data = form == ExportForm.RECORDS ? out.resolve("000001.json") : out;
        assertThat(Files.readString(data))
            .isEqualTo(
                switch (form) {
                  case NDJSON -> "";
                  case CSV -> Csv.row(Columns.USUAL.names());
                  case RECORDS -> "{\"Records\":[]}";
                });
      }
    }
  }

  @Test
  void whatTheVaultDoesNotGiveBackIsListed() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of(Shelf.event(0, START), Shelf.event(1, START.plusSeconds(2))));
      shelf.put(List.of(Shelf.event(2, START.plusSeconds(1))));
      damageFirst(folder.resolve("home/vault"));
      List<String> lines = lines(shelf.read(Shelf.request(ExportForm.NDJSON)));
      assertThat(lines.get(0))
          .startsWith("{\"trailseal\":{\"unreadable\":{\"id\":\"1-0\",\"eventTime\":\"2026-03-01T");
      assertThat(lines.get(1)).isEqualTo(Shelf.event(2, START.plusSeconds(1)));
      assertThat(lines.get(2)).contains("\"id\":\"1-1\"");
      assertThat(lines.get(3)).contains("\"complete\":true,\"events\":1,\"unreadable\":2,");
      List<List<String>> rows = CsvTest.parse(shelf.read(Shelf.csv("*", "eventID,who")));
      assertThat(rows.get(1).getFirst()).startsWith("#trailseal event 1-0 of 2026-03-01T00:00:00Z");

      for (ExportForm form : ExportForm.values()) {
        Path out = shelf.out("lost-" + form);
        ExportSummary summary = shelf.write(Shelf.request(form), options(out));
        assertThat(summary.events()).isEqualTo(1);
        assertThat(summary.unreadable()).isEqualTo(2);
        Path list =
            form == ExportForm.RECORDS
                ? out.resolve("unreadable.ndjson")
                : shelf.out("lost-" + form + ".unreadable.ndjson");
        assertThat(Files.readAllLines(list))
            .hasSize(2)
            .allMatch(line -> line.contains("damaged") || line.contains("hash"));
        assertThat(Files.readString(summary.manifest()))
            .contains(
                "\"unreadable\":2",
                "\"unreadableEvents\":{\"name\":\"" + list.getFileName() + "\",\"events\":2",
                Sha256.of(Files.readAllBytes(list)).hex());
      }
    }
  }

  static void damageFirst(Path vault) throws IOException {
    Path pack;
    try (Stream<Path> files = Files.walk(vault)) {
      pack = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
    try (FileChannel channel = FileChannel.open(pack, StandardOpenOption.WRITE)) {
      assertThat(channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 100)).isEqualTo(4);
    }
  }

  @Test
  void whatIsInTheWayIsNeverWrittenOver() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of(Shelf.event(0, START)));
      ExportRequest request = Shelf.request(ExportForm.NDJSON);
      for (String name : List.of("o", "o.manifest.json", "o.unreadable.ndjson", "o.part")) {
        Files.writeString(shelf.out(name), "mine");
        assertThatThrownBy(() -> shelf.write(request, options(shelf.out("o"))))
            .isInstanceOf(ExportRefusedException.class)
            .hasMessageContaining(name + " is there");
        assertThat(Files.readString(shelf.out(name))).isEqualTo("mine");
        Files.delete(shelf.out(name));
      }
      Files.createDirectory(shelf.out("o.part"));
      Files.writeString(shelf.out("o.part/mine"), "mine");
      for (boolean resume : new boolean[] {false, true}) {
        assertThatThrownBy(
                () -> shelf.write(request, new FileOptions(shelf.out("o"), false, 1, resume)))
            .isInstanceOf(ExportRefusedException.class);
      }
      assertThat(Files.readString(shelf.out("o.part/mine"))).isEqualTo("mine");
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      shelf.put(List.of(Shelf.event(0, START)));
      Path absent = shelf.out("absent");
      assertThatThrownBy(
              () -> shelf.write(Shelf.request(ExportForm.NDJSON), options(absent.resolve("o"))))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage(absent.toAbsolutePath().normalize().toString());
      assertThat(absent).doesNotExist();
    }
  }

  @Test
  void formsThatDoNotGoTogetherAreRefused() throws Exception {
    assertThatThrownBy(() -> Shelf.request(ExportForm.CSV, Order.OLDEST_FIRST, true))
        .isInstanceOf(ExportRefusedException.class);
    try (Shelf shelf = new Shelf(folder)) {
      assertThatThrownBy(() -> shelf.read(Shelf.request(ExportForm.RECORDS)))
          .isInstanceOf(ExportRefusedException.class);
    }
  }

  @Test
  void aStreamThatIsClosedEarlyLetsGo() throws Exception {
    try (Shelf shelf = new Shelf(folder)) {
      List<String> records = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        records.add(Shelf.event(i, START.plusSeconds(i)));
      }
      shelf.put(records);
      ExportStream stream = shelf.open(Shelf.request(ExportForm.NDJSON));
      assertThat(stream.readNBytes(100)).hasSize(100);
      assertThat(stream.isComplete()).isFalse();
      stream.close();
      assertThat(stream.isComplete()).isFalse();
    }
  }
}
