package io.trailseal.verifier.source;

import static io.trailseal.verifier.source.Delivered.bytes;
import static io.trailseal.verifier.source.Delivered.put;
import static io.trailseal.verifier.source.Delivered.sparse;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder as an archive: what it lists and hands out.
final class FolderArchiveTest {
  @TempDir private Path tmp;

  private Archive open() throws IOException {
    return LocalArchives.open(tmp.resolve("folder"), Optional.of("b"));
  }

  private Path folder() throws IOException {
    return Files.createDirectories(tmp.resolve("folder"));
  }

  private static S3Name name(String key) {
    return new S3Name("b", key);
  }

  @Test
  void aFolderListsAndHandsOutItsObjectsUnderTheNamesTheyHad() throws Exception {
    FolderBucket sample = Sample.write(tmp.resolve("copy"), "some/prefix");
    for (String path : new String[] {"copy", "copy/some/prefix", "copy/some/prefix/AWSLogs"}) {
      try (Archive archive = LocalArchives.open(tmp.resolve(path), Optional.empty())) {
        Map<S3Name, Long> listed = listed(archive);
        assertThat(listed.keySet().stream().map(S3Name::key))
            .containsExactlyElementsOf(sample.keys(path.equals("copy") ? "" : "some/prefix/"));
        for (S3Name one : listed.keySet()) {
          var object = sample.get(one.key()).orElseThrow();
          var present = present(archive, Sample.BUCKET, one.key());
          assertThat(present.delivered()).isEqualTo(object.content().borrow());
          assertThat(present.userMetadata()).isEqualTo(object.metadata());
          assertThat(listed.get(one)).isEqualTo(object.content().length());
        }
        assertThat(archive.roots()).allMatch(root -> root.bucket().equals(Sample.BUCKET));
      }
    }
  }

  @Test
  void aKeyThatNoFileInTheFolderCanHaveIsAbsentAndNeverLeadsOut() throws Exception {
    put(folder(), "a/inside", bytes("inside"));
    put(tmp, "outside", bytes("secret"));
    try (Archive archive = open()) {
      for (String key :
          new String[] {
            "../outside",
            "a/../../outside",
            "a/../a/inside",
            "a/./inside",
            "./a/inside",
            "a//inside",
            "/a/inside",
            "a/inside/",
            "a/inside/x",
            "a/",
            "a",
            "/",
            "..",
            tmp.resolve("outside").toString(),
            "nul\0byte",
            "a/inside\0",
            "\ud800lone",
            "%2e%2e/outside",
            "line\nbreak",
            "x".repeat(256),
            "ä".repeat(500),
            "d/".repeat(500),
            "gone"
          }) {
        assertThat(archive.fetch(name(key)))
            .as(S3Name.printable(key))
            .isEqualTo(new Fetched.Absent());
        Map<S3Name, Long> listed = new TreeMap<>();
        Sample.list(archive, new S3Prefix("b", key + "/"), listed);
        assertThat(listed.keySet())
            .as(S3Name.printable(key))
            .isSubsetOf(key.equals("a") ? Set.of(name("a/inside")) : Set.of());
      }
      assertThat(archive.fetch(new S3Name("other", "a/inside"))).isEqualTo(new Fetched.Absent());
      assertThat(present(archive, "b", "a/inside").delivered()).isEqualTo(bytes("inside"));
    }
  }

  @Test
  void linksInsideAreFollowedAndLinksThatLeadOutAreNot() throws Exception {
    Path folder = folder();
    put(folder, "real/a", bytes("a"));
    put(tmp, "secret/key", bytes("outside"));
    Files.createSymbolicLink(folder.resolve("file"), folder.resolve("real/a"));
    Files.createSymbolicLink(folder.resolve("folder"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("folder2"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("out"), tmp.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("out-file"), Path.of("../secret/key"));
    Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("gone"));
    Files.createSymbolicLink(folder.resolve("real/loop"), folder);
    Files.createSymbolicLink(folder.resolve("itself"), folder.resolve("itself"));
    try (Archive archive = open()) {
      assertThat(listed(archive).keySet())
          .extracting(S3Name::key)
          .containsExactly(
              "file",
              "folder/a",
              "folder/loop",
              "folder2",
              "itself",
              "nowhere",
              "out",
              "out-file",
              "real/a",
              "real/loop");
      assertThat(present(archive, "b", "file").delivered()).isEqualTo(bytes("a"));
      assertThat(present(archive, "b", "folder/a").delivered()).isEqualTo(bytes("a"));
      for (String key :
          new String[] {
            "out",
            "out/key",
            "out-file",
            "folder2",
            "folder2/a",
            "nowhere",
            "itself",
            "itself/x",
            "real/loop",
            "real/loop/real/a"
          }) {
        assertThat(withheld(archive, "b", key).obstacle())
            .as(key)
            .isEqualTo(Obstacle.OBJECT_NOT_READABLE);
      }
      assertThat(withheld(archive, "b", "out-file").detail()).contains("this one leads out");
      assertThatThrownBy(() -> archive.list(new S3Prefix("b", "out/"), Sample.NOBODY))
          .isInstanceOf(ListingException.class)
          .hasMessageContaining("only inside");
    }
  }

  @Test
  void aLinkChangedAfterTheSurveyIsNotFollowedOut() throws Exception {
    put(folder(), "real/a", bytes("a"));
    put(tmp, "secret/a", bytes("outside"));
    Path link = Files.createSymbolicLink(folder().resolve("link"), folder().resolve("real"));
    try (Archive archive = open()) {
      Files.delete(link);
      Files.createSymbolicLink(link, tmp.resolve("secret"));
      assertThat(withheld(archive, "b", "link/a").detail()).contains("only inside");
    }
  }

  @Test
  void pipesAreNotOpenedAndUnreadableFilesAreNotAbsent() throws Exception {
    Path folder = folder();
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
    sparse(folder.resolve("over"), Archive.OBJECT_BYTES_MAX + 1L);
    sparse(folder.resolve("at"), Archive.OBJECT_BYTES_MAX);
    try (Archive archive = open()) {
      assertThat(listed(archive)).containsKeys(name("pipe"), name("over"), name("at"));
      assertThat(withheld(archive, "b", "pipe").detail()).contains("a pipe, socket or device");
      assertThat(withheld(archive, "b", "over").obstacle()).isEqualTo(Obstacle.OBJECT_OVER_LIMIT);
      assertThat(present(archive, "b", "at").delivered()).hasSize(Archive.OBJECT_BYTES_MAX);
    }
    // Reading a process's memory at 0 is an I/O error for everyone, also for root.
    try (Archive archive = LocalArchives.open(Path.of("/proc/self/mem"), Optional.of("b"))) {
      String key = listedAsFarAsGiven(archive).keySet().iterator().next().key();
      assertThat(withheld(archive, "b", key).obstacle()).isEqualTo(Obstacle.OBJECT_NOT_READABLE);
    }
  }

  @Test
  void whatMayNotBeReadIsWithheldForThatReason() throws Exception {
    Path folder = folder();
    put(folder, "denied", bytes("x"));
    put(folder, "closed/a", bytes("x"));
    Files.setPosixFilePermissions(folder.resolve("denied"), Set.of());
    Files.setPosixFilePermissions(folder.resolve("closed"), Set.of());
    try (Archive archive = open()) {
      if (Files.isReadable(folder.resolve("denied"))) {
        // Root may read everything, and then these are objects like any other.
        assertThat(listed(archive)).hasSize(2);
        assertThat(archive.fetch(new S3Name("b", "denied"))).isInstanceOf(Fetched.Present.class);
        return;
      }
      assertThat(withheld(archive, "b", "denied").obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
      assertThat(withheld(archive, "b", "closed/a").obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
      assertThatThrownBy(() -> listed(archive))
          .isInstanceOfSatisfying(
              ListingException.class,
              e -> assertThat(e.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED));
    } finally {
      Files.setPosixFilePermissions(
          folder.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void sidecarsAreMetadataAndWhatIsNoneIsAnObject() throws Exception {
    Path folder = folder();
    put(folder, "d/a", bytes("a"));
    put(folder, "d/a.metadata.json", bytes("{\"Signature\":\"ab\"}"));
    put(folder, "d/b", bytes("b"));
    put(folder, "d/b.metadata.json", bytes("{\"cut\":"));
    put(folder, "d/c", bytes("c"));
    put(folder, "d/c.metadata.json", bytes("{\"a\":\"" + "x".repeat(Sidecar.BYTES_MAX) + "\"}"));
    put(folder, "d/orphan.metadata.json", bytes("{}"));
    try (Archive archive = open()) {
      assertThat(listed(archive).keySet())
          .extracting(S3Name::key)
          .containsExactly(
              "d/a",
              "d/b",
              "d/b.metadata.json",
              "d/c",
              "d/c.metadata.json",
              "d/orphan.metadata.json");
      assertThat(present(archive, "b", "d/a").userMetadata()).isEqualTo(Map.of("signature", "ab"));
      assertThat(present(archive, "b", "d/b").userMetadata()).isEmpty();
      assertThat(present(archive, "b", "d/c").userMetadata()).isEmpty();
      assertThat(archive.fetch(name("d/a.metadata.json"))).isEqualTo(new Fetched.Absent());
      assertThat(present(archive, "b", "d/b.metadata.json").delivered())
          .isEqualTo(bytes("{\"cut\":"));
      assertThat(present(archive, "b", "d/orphan.metadata.json").delivered())
          .isEqualTo(bytes("{}"));
    }
  }

  @Test
  void namesThatAreNotUtf8AreReadUnderTheNameTheyAreListedBy() throws Exception {
    String script =
        "cd \"$1\" && mkdir \"$(printf 'd\\377')\" && cd d* && printf x > \"$(printf 'bad-\\377-name')\""
            + " && printf y > 100%25 && printf z > good-ä";
    assertThat(
            new ProcessBuilder("sh", "-c", script, "sh", folder().toString())
                .redirectErrorStream(true)
                .start()
                .waitFor())
        .isZero();
    try (Archive archive = open()) {
      Map<S3Name, Long> listed = listed(archive);
      assertThat(listed.keySet())
          .extracting(S3Name::key)
          .containsExactly("d%FF/100%25", "d%FF/bad-%FF-name", "d%FF/good-ä");
      for (S3Name one : listed.keySet()) {
        assertThat(present(archive, "b", one.key()).delivered()).hasSize(1);
      }
    }
  }

  @Test
  void whatVanishesIsAbsentAndLitterNeverWasThere() throws Exception {
    put(folder(), "a/1", bytes("1"));
    put(folder(), "b/2", bytes("2"));
    put(folder(), "b/.DS_Store", bytes("x"));
    put(folder(), "__MACOSX/x", bytes("x"));
    try (Archive archive = open()) {
      assertThat(listed(archive)).containsOnlyKeys(name("a/1"), name("b/2"));
      assertThat(archive.fetch(name("b/.DS_Store"))).isEqualTo(new Fetched.Absent());
      Files.delete(folder().resolve("b/2"));
      Files.delete(folder().resolve("a/1"));
      Files.delete(folder().resolve("a"));
      assertThat(archive.fetch(name("a/1"))).isEqualTo(new Fetched.Absent());
      assertThat(archive.fetch(name("b/2"))).isEqualTo(new Fetched.Absent());
      assertThat(listed(archive)).isEmpty();
    }
  }

  @Test
  void aSingleFileIsAllThatIsKnown() throws Exception {
    put(folder(), "AWSLogs/1/x.json.gz", bytes("x"));
    put(folder(), "AWSLogs/1/x.json.gz.metadata.json", bytes("{\"k\":\"v\"}"));
    put(folder(), "AWSLogs/1/y.json.gz", bytes("y"));
    Path file = folder().resolve("AWSLogs/1/x.json.gz");
    try (Archive archive = LocalArchives.open(file, Optional.of("b"))) {
      assertThat(listedAsFarAsGiven(archive)).containsOnlyKeys(name("AWSLogs/1/x.json.gz"));
      assertThat(present(archive, "b", "AWSLogs/1/x.json.gz").userMetadata()).containsKey("k");
      assertThat(withheld(archive, "b", "AWSLogs/1/y.json.gz").detail())
          .contains("one file was given");
    }
  }

  private static Map<S3Name, Long> listedAsFarAsGiven(Archive archive) {
    Map<S3Name, Long> listed = new TreeMap<>();
    assertThatThrownBy(() -> Sample.list(archive, archive.roots().getFirst(), listed))
        .isInstanceOf(ListingException.class)
        .hasMessageContaining("one file was given");
    return listed;
  }

  @Test
  void whatIsNotThereCannotBeOpened() {
    assertThatThrownBy(() -> LocalArchives.open(tmp.resolve("gone"), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no");
    assertThatThrownBy(() -> LocalArchives.open(tmp, Optional.of("no/bucket")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no/bucket");
  }

  @Test
  void manyThreadsReadAtOnce() throws Exception {
    FolderBucket sample = Sample.write(tmp.resolve("copy"), "");
    try (Archive archive = LocalArchives.open(tmp.resolve("copy"), Optional.empty())) {
      assertThat(archive.parallelism()).isPositive();
      Concurrently.readAll(archive, sample);
    }
  }
}
