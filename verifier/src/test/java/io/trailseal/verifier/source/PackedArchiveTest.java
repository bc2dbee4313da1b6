package io.trailseal.verifier.source;

import static io.trailseal.verifier.source.Delivered.bytes;
import static io.trailseal.verifier.source.Sample.listed;
import static io.trailseal.verifier.source.Sample.present;
import static io.trailseal.verifier.source.Sample.withheld;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import io.trailseal.verifier.synthetic.FolderBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archive files as archives: what they list and hand out.
final class PackedArchiveTest {
  @TempDir private Path tmp;

  private static Archive open(Path path) throws IOException {
    return LocalArchives.open(path, Optional.of("b"));
  }

  private List<Path> packed(Map<String, byte[]> entries) throws IOException {
    return List.of(
        Packed.zip(tmp.resolve("a.zip"), entries),
        Packed.tar(tmp.resolve("a.tar"), entries),
        Packed.gnuTar(tmp.resolve("gnu.tar"), entries),
        Packed.tgz(tmp.resolve("a.tgz"), entries));
  }

  @Test
  void everyKindOfArchiveFileIsReadByManyThreadsAsItsFolderIs() throws Exception {
    FolderBucket sample = Sample.write(tmp.resolve("copy"), "");
    for (Path path : packed(Sample.files(sample.folder()))) {
      try (Archive archive = LocalArchives.open(path, Optional.empty())) {
        assertThat(archive.roots()).containsExactly(new S3Prefix(Sample.BUCKET, ""));
        Concurrently.readAll(archive, sample);
        assertThat(archive.fetch(new S3Name(Sample.BUCKET, "gone")))
            .isEqualTo(new Fetched.Absent());
      }
    }
  }

  @Test
  void eachBucketInAFolderIsPlacedByItsOwnDigests() throws Exception {
    FolderBucket first = Sample.write(tmp.resolve("copy"), "");
    FolderBucket second = Sample.write(tmp.resolve("copy/buckets/" + Sample.BUCKET), "p");
    Map<String, byte[]> files = Sample.files(tmp.resolve("copy"));
    List<Path> paths = new ArrayList<>(packed(files));
    paths.add(tmp.resolve("copy"));
    for (Path path : paths) {
      try (Archive archive = LocalArchives.open(path, Optional.empty())) {
        // One root, although two folders of the copy lie under it.
        assertThat(archive.roots()).containsExactly(new S3Prefix(Sample.BUCKET, ""));
        Map<S3Name, Long> listed = listed(archive);
        for (String key : second.keys("p/")) {
          assertThat(listed).containsKey(new S3Name(Sample.BUCKET, key));
          assertThat(present(archive, Sample.BUCKET, key).delivered())
              .isEqualTo(second.get(key).orElseThrow().content().borrow());
        }
        for (String key : first.keys("AWSLogs/")) {
          assertThat(listed).containsKey(new S3Name(Sample.BUCKET, key));
        }
      }
    }
  }

  @Test
  void namesThatLeadOutAreOnlyNames() throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name :
        List.of("../up", "a/../../up", "/etc/passwd", "nul\0byte", "two\nlines", "a//b", "ä")) {
      entries.put(name, bytes(name));
    }
    Path zip = Files.write(tmp.resolve("h.zip"), RawZip.of(entries));
    Path tar = Files.write(tmp.resolve("h.tar"), RawTar.of(entries));
    for (Path path : List.of(zip, tar)) {
      try (Archive archive = open(path)) {
        assertThat(listed(archive).keySet())
            .extracting(S3Name::key)
            .containsExactlyInAnyOrderElementsOf(entries.keySet());
        for (String name : entries.keySet()) {
          assertThat(present(archive, "b", name).delivered()).isEqualTo(bytes(name));
        }
        assertThat(archive.fetch(new S3Name("b", "\ud800"))).isEqualTo(new Fetched.Absent());
      }
    }
  }

  @Test
  void ofTwoEntriesWithOneNameTheLastIsTheObject() throws Exception {
    Path zip = tmp.resolve("twice.zip");
    try (var out = new ZipArchiveOutputStream(zip)) {
      for (String text : List.of("first", "second")) {
        out.putArchiveEntry(new ZipArchiveEntry("same"));
        out.write(bytes(text));
        out.closeArchiveEntry();
      }
    }
    try (Archive archive = open(zip)) {
      assertThat(listed(archive)).containsOnly(Map.entry(new S3Name("b", "same"), 6L));
      assertThat(present(archive, "b", "same").delivered()).isEqualTo(bytes("second"));
    }
  }

  @Test
  void sidecarsAreMetadataAndWhatIsNoneIsAnObject() throws Exception {
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put("a", bytes("a"));
    entries.put("a.metadata.json", bytes("{\"Signature\":\"ab\"}"));
    entries.put("b", bytes("b"));
    entries.put("b.metadata.json", bytes("{\"cut\":"));
    entries.put("orphan.metadata.json", bytes("{}"));
    for (Path path : packed(entries)) {
      try (Archive archive = open(path)) {
        assertThat(listed(archive).keySet())
            .extracting(S3Name::key)
            .containsExactly("a", "b", "b.metadata.json", "orphan.metadata.json");
        assertThat(present(archive, "b", "a").userMetadata()).isEqualTo(Map.of("signature", "ab"));
        assertThat(present(archive, "b", "b").userMetadata()).isEmpty();
        assertThat(archive.fetch(new S3Name("b", "a.metadata.json")))
            .isEqualTo(new Fetched.Absent());
      }
    }
  }

  @Test
  void anArchiveThatBreaksOffIsNeverWholeAndAccusesNobody() throws Exception {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a", bytes("a"));
    entries.put("b", new byte[3000]);
    byte[] tar = Files.readAllBytes(Packed.tar(tmp.resolve("whole.tar"), entries));
    byte[] tgz = Files.readAllBytes(Packed.tgz(tmp.resolve("whole.tgz"), entries));
    byte[] zip = Files.readAllBytes(Packed.zip(tmp.resolve("whole.zip"), entries));
    Path cutTar = Files.write(tmp.resolve("cut.tar"), Arrays.copyOf(tar, 2000));
    Path cutTgz = Files.write(tmp.resolve("cut.tgz"), Arrays.copyOf(tgz, tgz.length - 20));
    Path cutZip = Files.write(tmp.resolve("cut.zip"), Arrays.copyOf(zip, zip.length - 10));
    Path stub = Files.write(tmp.resolve("stub.tar.gz"), Arrays.copyOf(tgz, 5));
    for (Path path : List.of(cutTar, cutTgz, cutZip, stub)) {
      try (Archive archive = open(path)) {
        Map<S3Name, Long> listed = new TreeMap<>();
        assertThatThrownBy(() -> Sample.list(archive, archive.roots().getFirst(), listed))
            .isInstanceOfSatisfying(
                ListingException.class,
                e -> {
                  assertThat(e.obstacle()).isEqualTo(Obstacle.OBJECT_NOT_READABLE);
                  assertThat(e.detail()).contains(path.getFileName() + ": at byte ");
                });
        assertThat(withheld(archive, "b", "later").obstacle())
            .isEqualTo(Obstacle.OBJECT_NOT_READABLE);
        if (path.equals(cutTar)) {
          assertThat(listed).hasSize(2);
          assertThat(present(archive, "b", "a").delivered()).isEqualTo(bytes("a"));
          assertThat(withheld(archive, "b", "b").detail()).contains("464 of 3,000 bytes");
        }
      }
    }
  }

  @Test
  void whatIsOverTheLimitIsNotRead() throws Exception {
    Map<String, byte[]> entries = new TreeMap<>();
    entries.put("bomb", new byte[Archive.OBJECT_BYTES_MAX + 1]);
    entries.put("z", bytes("z"));
    Path zip = Files.write(tmp.resolve("bomb.zip"), RawZip.of(entries));
    Path tgz = Packed.tgz(tmp.resolve("bomb.tgz"), entries);
    for (Path path : List.of(zip, tgz)) {
      try (Archive archive = open(path)) {
        assertThat(withheld(archive, "b", "bomb").obstacle()).isEqualTo(Obstacle.OBJECT_OVER_LIMIT);
        assertThat(present(archive, "b", "z").delivered()).isEqualTo(bytes("z"));
      }
    }
  }

  @Test
  void randomDamageIsAnAnswerNeverAnException() throws Exception {
    Map<String, byte[]> entries = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      entries.put("key-" + i + "/" + "n".repeat(1 + 40 * i), bytes("content " + i));
    }
    byte[] zip = RawZip.of(entries);
    byte[] tar = Files.readAllBytes(Packed.tar(tmp.resolve("w.tar"), entries));
    long seed = Long.getLong("test.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = (round % 2 == 0 ? zip : tar).clone();
      for (int hits = random.nextInt(1, 6); hits > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(tmp.resolve(round % 2 == 0 ? "fuzz.zip" : "fuzz.tar"), damaged);
      try (Archive archive = open(file)) {
        Map<S3Name, Long> listed = new TreeMap<>();
        try {
          Sample.list(archive, archive.roots().getFirst(), listed);
        } catch (ListingException e) {
          assertThat(e.detail()).isNotEmpty();
        }
        for (S3Name name : listed.keySet()) {
          assertThat(archive.fetch(name)).as("seed %d round %d", seed, round).isNotNull();
        }
      }
    }
  }

  @Test
  void theIndexSortsAndKeepsTheLastOfEachName() {
    long seed = Long.getLong("test.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    Map<String, Long> expected = new TreeMap<>();
    EntryIndex index = new EntryIndex();
    for (long i = 0; i < 20_000; i++) {
      String name = "n".repeat(random.nextInt(300)) + random.nextInt(100);
      expected.put(name, i);
      assertThat(index.add(name, i, 2 * i)).isTrue();
    }
    index.sort();
    assertThat(index.size()).as("seed %d", seed).isEqualTo(expected.size());
    expected.forEach((name, i) -> assertThat(index.where(index.find(name))).isEqualTo(i));
    assertThat(index.find("m")).isEqualTo(-1);
  }
}
