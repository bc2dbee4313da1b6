package io.trailseal.indexer.ingest;

import static io.trailseal.indexer.ingest.Delivered.bytes;
import static io.trailseal.indexer.ingest.Delivered.put;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SampleSummary;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole imports into real rooms. Every test ends with the check of the whole house.
final class ImportTest {
  private static final Path SHARED =
      Path.of(System.getProperty("trailseal.shared", "../shared"), "data");

  @TempDir private Path tmp;

  private Rooms rooms() throws IOException {
    return Rooms.open(tmp.resolve("home"));
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(tmp.resolve(name));
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  // ------------------------------------------------------------ a sample

  private SampleSummary sample(Path folder, int hours) throws IOException {
    SampleSettings like = SampleSettings.DEFAULTS;
    return new SyntheticTrail(
            new SampleSettings(
                2,
                1,
                hours,
                300,
                Optional.of("o-abcdefghij"),
                7,
                like.start(),
                "the-trail",
                "some/prefix"))
        .writeTo(FolderBucket.at(folder));
  }

  @Test
  void aSampleComesInWithItsNamesItsEventsAndItsMetadata() throws Exception {
    Path folder = folder("sample");
    SampleSummary written = sample(folder, 3);
    try (Rooms rooms = rooms()) {
      ImportSummary summary = rooms.take(folder);
      assertThat(summary.refusals()).isEmpty();
      assertThat(summary.quarantined()).isZero();
      assertThat(summary.duplicates()).isZero();
      assertThat(summary.events()).isEqualTo(written.events());
      List<ObjectReceived> objects = rooms.objects();
      assertThat(summary.objects()).isEqualTo(objects.size());
      assertThat(objects.stream().filter(one -> one.kind() == ObjectKind.LOG))
          .hasSize((int) written.logFiles());
      assertThat(objects.stream().filter(one -> one.kind() == ObjectKind.DIGEST))
          .hasSize((int) written.digests())
          .allSatisfy(one -> assertThat(one.userMetadata()).containsKeys("signature"));
      assertThat(objects.stream().filter(one -> one.kind() == ObjectKind.PUBLIC_KEYS)).isNotEmpty();
      assertThat(objects)
          .filteredOn(one -> one.kind() == ObjectKind.LOG)
          .allSatisfy(
              one ->
                  assertThat(one.name().toString())
                      .startsWith("s3://the-trail/some/prefix/AWSLogs/o-abcdefghij/"));
      assertThat(rooms.wakes.get()).isPositive();
    }
  }

  @Test
  void importingTheSameThingAgainChangesNothingAndSaysSo() throws Exception {
    Path folder = folder("sample");
    sample(folder, 2);
    put(folder, "bad.json", bytes("{\"Records\":["));
    try (Rooms rooms = rooms()) {
      ImportSummary first = rooms.take(folder);
      long vaultBytes = rooms.vault.bytes();
      var head = rooms.ledger.head();
      ImportSummary second = rooms.take(folder);
      assertThat(second.duplicates()).isEqualTo(second.objects()).isEqualTo(first.objects());
      assertThat(second.events()).isZero();
      assertThat(second.bytes()).isEqualTo(first.bytes());
      assertThat(second.quarantined()).isEqualTo(first.quarantined()).isEqualTo(1);
      assertThat(second.refusals()).isEqualTo(first.refusals()).hasSize(1);
      assertThat(rooms.vault.bytes()).isEqualTo(vaultBytes);
      assertThat(rooms.ledger.head()).isEqualTo(head);
    }
  }

  @Test
  void anArchiveOfTheSampleGivesTheSameEntriesAsTheFolder() throws Exception {
    Path folder = folder("sample");
    sample(folder, 2);
    Map<String, byte[]> files = files(folder);
    Map<String, Rooms.Gist> expected;
    try (Rooms rooms = Rooms.open(tmp.resolve("home-folder"))) {
      rooms.take(folder);
      expected = rooms.gists();
    }
    for (Path archive :
        List.of(
            Packed.zip(tmp.resolve("sample.zip"), files),
            Packed.tar(tmp.resolve("sample.tar"), files),
            Packed.tgz(tmp.resolve("sample.tgz"), files))) {
      try (Rooms rooms = Rooms.open(tmp.resolve("home-" + archive.getFileName()))) {
        rooms.take(archive);
        assertThat(rooms.gists()).as(archive.toString()).isEqualTo(expected);
        // And both together are one.
        assertThat(rooms.take(folder).duplicates()).isEqualTo(expected.size());
      }
    }
  }

  @Test
  void theCallersBucketCounts() throws Exception {
    Path folder = folder("logs");
    put(folder, "a.json", bytes("{\"Records\":[]}"));
    try (Rooms rooms = rooms()) {
      rooms.importer().run(List.of(folder), Optional.of("said"), (_, _, _, _, _) -> {});
      assertThat(rooms.objects().getFirst().name().bucket()).isEqualTo("said");
      assertThatThrownBy(
              () ->
                  rooms.importer().run(List.of(folder), Optional.of("a\nb"), (_, _, _, _, _) -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a\\u000ab");
    }
  }

  @Test
  void progressEndsAtTheTotals() throws Exception {
    Path folder = folder("sample");
    sample(folder, 2);
    Path more = Packed.tgz(tmp.resolve("x.tgz"), Map.of("k", bytes("{\"Records\":[]}")));
    try (Rooms rooms = rooms()) {
      List<long[]> calls = new ArrayList<>();
      ImportSummary summary =
          rooms
              .importer()
              .run(
                  List.of(folder, more),
                  Optional.empty(),
                  (objects, objectsTotal, bytes, bytesTotal, events) ->
                      calls.add(new long[] {objects, objectsTotal, bytes, bytesTotal, events}));
      assertThat(calls.getFirst()).containsExactly(0, summary.objects(), 0, summary.bytes(), 0);
      assertThat(calls.getLast())
          .containsExactly(
              summary.objects(),
              summary.objects(),
              summary.bytes(),
              summary.bytes(),
              summary.events());
    }
  }

  @Test
  void anInterruptedImportLeavesTheHouseWholeAndGoesOnWhenRunAgain() throws Exception {
    Path folder = folder("many");
    for (int i = 0; i < 2000; i++) {
      put(
          folder,
          "%d/%d.json".formatted(i % 10, i),
          bytes("{\"Records\":[{\"eventVersion\":\"1.08\",\"eventName\":\"N%d\"}]}".formatted(i)));
    }
    try (Rooms rooms = rooms()) {
      Thread importing = Thread.currentThread();
      Importer importer =
          new Importer(
              rooms.vault,
              rooms.ledger,
              () -> {
                if (rooms.wakes.incrementAndGet() == 2) {
                  importing.interrupt();
                }
              });
      assertThatThrownBy(
              () -> importer.run(List.of(folder), Optional.empty(), (_, _, _, _, _) -> {}))
          .isInstanceOf(InterruptedException.class);
      rooms.check();
      int before = rooms.objects().size();
      assertThat(before).isBetween(256, 1999);
      ImportSummary rest = rooms.take(folder);
      assertThat(rest.duplicates()).isEqualTo(before);
      assertThat(rest.events()).isEqualTo(2000 - before);
      assertThat(rooms.ledger.objectCounts().events()).isEqualTo(2000);
    }
  }

  // ------------------------------------------------------------ bad input

  @Test
  void everyKindOfBadInputIsSetAsideByNameAndTheRestComesIn() throws Exception {
    Path folder = folder("bad");
    BadInputs.write(folder);
    put(
        folder,
        "zz-good.json",
        bytes("{\"Records\":[{\"eventVersion\":\"1.08\",\"eventName\":\"Good\"}]}"));
    try (Rooms rooms = rooms()) {
      ImportSummary summary = rooms.take(folder);
      for (String key : BadInputs.KEYS) {
        assertThat(rooms.named(key).isQuarantined()).as(key).isTrue();
        assertThat(rooms.named(key).kept()).as(key).isPresent();
      }
      assertThat(summary.quarantined()).isEqualTo(BadInputs.KEYS.size());
      assertThat(summary.refusals())
          .allSatisfy(refusal -> assertThat(refusal.defect().reason()).isNotBlank());
      assertThat(rooms.named("zz-good.json").reading().events()).isEqualTo(1);
      assertThat(rooms.named("zz-good.json").isQuarantined()).isFalse();
      assertThat(rooms.ledger.quarantined(LedgerPosition.START, 1000))
          .hasSize(BadInputs.KEYS.size());
    }
  }

  @Test
  void whatCannotBeReadAtAllHasAnEntryWithoutBytes() throws Exception {
    Path folder = folder("unreadable");
    put(folder, "fine.json", bytes("{\"Records\":[]}"));
    Files.createSymbolicLink(folder.resolve("nowhere.json"), folder.resolve("gone"));
    Path tar = Packed.tar(tmp.resolve("cut.tar"), Map.of("a.json", new byte[5000]));
    Files.write(tar, Arrays.copyOf(Files.readAllBytes(tar), 2000));
    try (Rooms rooms = rooms()) {
      ImportSummary summary = rooms.take(folder, tar);
      assertThat(summary.objects()).isEqualTo(4);
      assertThat(summary.quarantined()).isEqualTo(3);
      assertThat(rooms.named("nowhere.json").kept()).isEmpty();
      assertThat(rooms.reasons("a.json")).contains("breaks off");
      assertThat(rooms.reasons("cut.tar")).contains("breaks off");
      assertThat(rooms.take(folder, tar).duplicates()).isEqualTo(4);
    }
  }

  @Test
  void aPathThatDoesNotExistStopsTheImportBeforeAnythingIsTakenIn() throws Exception {
    Path folder = folder("there");
    put(folder, "a.json", bytes("{}"));
    try (Rooms rooms = rooms()) {
      assertThatThrownBy(() -> rooms.take(folder, tmp.resolve("not-there")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("there is no");
      assertThat(rooms.objects()).isEmpty();
    }
  }

  // ------------------------------------------------------------ real input

  @Test
  void everythingInTheRealDataComesInAndEveryEventIsCounted() throws Exception {
    long lines;
    try (var in =
        new GZIPInputStream(
            new ByteArrayInputStream(Files.readAllBytes(SHARED.resolve("events.ndjson.gz"))))) {
      lines = new String(in.readAllBytes(), UTF_8).lines().count();
    }
    assertThat(lines).isEqualTo(4770);
    Map<String, byte[]> files = files(SHARED);
    try (Rooms rooms = rooms()) {
      ImportSummary summary = rooms.take(SHARED);
      assertThat(summary.objects()).isEqualTo(files.size());
      assertThat(rooms.named("events.ndjson.gz").reading().events()).isEqualTo(4770);
      long delivered = 0;
      for (ObjectReceived object : rooms.objects()) {
        if (object.name().key().startsWith("delivered/") && object.name().key().endsWith(".json")) {
          assertThat(object.defects()).as(object.name().toString()).isEmpty();
          assertThat(object.reading().events()).as(object.name().toString()).isPositive();
          delivered += object.reading().events();
        }
      }
      // 2,900 real events in 55 log files and 310 in 35 files of techniques: the 3,210 records
      // that the fact sheet on the record format was checked against.
      assertThat(delivered).isEqualTo(3210);
      for (var file : files.entrySet()) {
        assertThat(rooms.vault.read(rooms.named(file.getKey()).kept().orElseThrow()))
            .as(file.getKey())
            .isEqualTo(file.getValue());
      }
    }
  }

  @Test
  void realFilesAreTheSameFromAFolderAndFromEveryArchive() throws Exception {
    Path delivered = SHARED.resolve("delivered");
    Map<String, byte[]> files = files(delivered);
    Map<String, Rooms.Gist> expected;
    try (Rooms rooms = Rooms.open(tmp.resolve("home-folder"))) {
      rooms.take(delivered);
      expected = rooms.gists();
      assertThat(expected).hasSize(files.size());
    }
    for (Path archive :
        List.of(
            Packed.zip(tmp.resolve("delivered.zip"), files),
            Packed.tar(tmp.resolve("delivered.tar"), files),
            Packed.tgz(tmp.resolve("delivered.tar.gz"), files))) {
      try (Rooms rooms = Rooms.open(tmp.resolve("home-" + archive.getFileName()))) {
        rooms.take(archive);
        assertThat(rooms.gists()).as(archive.toString()).isEqualTo(expected);
      }
    }
  }
}
