package io.trailseal.verifier.source;

import static io.trailseal.verifier.source.Delivered.all;
import static io.trailseal.verifier.source.Delivered.bytes;
import static io.trailseal.verifier.source.Delivered.content;
import static io.trailseal.verifier.source.Delivered.keys;
import static io.trailseal.verifier.source.Delivered.named;
import static io.trailseal.verifier.source.Delivered.put;
import static io.trailseal.verifier.source.Delivered.reasons;
import static io.trailseal.verifier.source.Delivered.sparse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.check.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What folders and single files hand out, before anything is kept.
final class FolderSourceTest {
  @TempDir private Path tmp;

  private Path folder() throws IOException {
    return Files.createDirectories(tmp.resolve("bucket"));
  }

  @Test
  void aFolderComesInTheOrderOfKeysWithSlashesBetweenItsParts() throws IOException {
    Path folder = folder();
    for (String key : List.of("a/b", "a.b", "a-b/c", "z", "a/a/a")) {
      put(folder, key, bytes(key));
    }
    List<LocalObject> all = all(folder);
    assertThat(keys(all)).containsExactly("a-b/c", "a.b", "a/a/a", "a/b", "z");
    assertThat(all).allSatisfy(one -> assertThat(content(one)).isEqualTo(bytes(one.name().key())));
    assertThat(all).allSatisfy(one -> assertThat(one.defects()).isEmpty());
  }

  @Test
  void anEmptyFolderHandsOutNothing() throws IOException {
    assertThat(all(folder())).isEmpty();
  }

  @Test
  void litterOfOperatingSystemsIsLeftOut() throws IOException {
    Path folder = folder();
    put(folder, ".DS_Store", bytes("x"));
    put(folder, "sub/Thumbs.db", bytes("x"));
    put(folder, "__MACOSX/sub/._a.json", bytes("x"));
    put(folder, "sub/a.json", bytes("{}"));
    assertThat(keys(all(folder))).containsExactly("sub/a.json");
  }

  @Test
  void userMetadataComesFromTheFileBesideTheObject() throws IOException {
    Path folder = folder();
    put(folder, "d/a.json.gz", bytes("a"));
    put(folder, "d/a.json.gz.metadata.json", bytes("{\"Signature\":\"ab\",\"x\":\"1\"}"));
    put(folder, "d/b.metadata.json", bytes("{\"without\":\"object\"}"));
    List<LocalObject> all = all(folder);
    assertThat(keys(all)).containsExactly("d/a.json.gz", "d/b.metadata.json");
    assertThat(all.getFirst().userMetadata()).isEqualTo(Map.of("signature", "ab", "x", "1"));
  }

  @Test
  void aFileThatIsNoUserMetadataComesInItselfAndItsObjectSaysSo() throws IOException {
    Path folder = folder();
    Map<String, String> broken =
        Map.of(
            "cut", "{\"a\":\"b",
            "list", "[]",
            "number", "{\"a\":1}",
            "twice", "{\"A\":\"1\",\"a\":\"2\"}",
            "more", "{} {}",
            "empty", "",
            "huge", "{\"a\":\"" + "x".repeat(Sidecar.BYTES_MAX) + "\"}");
    for (var one : broken.entrySet()) {
      put(folder, one.getKey(), bytes("object"));
      put(folder, one.getKey() + ".metadata.json", bytes(one.getValue()));
    }
    List<LocalObject> all = all(folder);
    assertThat(all).hasSize(2 * broken.size());
    for (var one : broken.entrySet()) {
      assertThat(reasons(named(all, one.getKey())))
          .contains("its user metadata in " + one.getKey() + ".metadata.json cannot be used");
      assertThat(content(named(all, one.getKey() + ".metadata.json")))
          .isEqualTo(bytes(one.getValue()));
    }
    assertThat(reasons(named(all, "number"))).contains("at byte 5 there is VALUE_NUMBER_INT");
  }

  @Test
  void linksInsideAreFollowedAndLinksThatLeadOutAreSetAside() throws IOException {
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
    List<LocalObject> all = all(folder);
    assertThat(content(named(all, "file"))).isEqualTo(bytes("a"));
    assertThat(content(named(all, "folder/a"))).isEqualTo(bytes("a"));
    assertThat(reasons(named(all, "folder2"))).contains("one link only");
    assertThat(reasons(named(all, "out"))).contains("this one leads out");
    assertThat(reasons(named(all, "out-file"))).contains("this one leads out");
    assertThat(reasons(named(all, "nowhere"))).contains("could not be read");
    assertThat(reasons(named(all, "itself"))).contains("could not be read");
    assertThat(reasons(named(all, "real/loop"))).contains("a folder it lies in");
    assertThat(all)
        .allSatisfy(
            one ->
                assertThat(one.payload().map(payload -> new String(payload.borrow(), UTF_8)))
                    .isNotEqualTo(Optional.of("outside")));
  }

  @Test
  void aPipeIsSetAsideWithoutBeingOpened() throws Exception {
    Path folder = folder();
    put(folder, "z", bytes("z"));
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
    List<LocalObject> all = all(folder);
    assertThat(reasons(named(all, "pipe"))).contains("this is a pipe, socket or device");
    assertThat(content(named(all, "z"))).isEqualTo(bytes("z"));
    assertThatThrownBy(() -> all(folder.resolve("pipe"))).hasMessageContaining("is a pipe");
  }

  @Test
  void whatVanishesBetweenTwoBatchesIsSetAsideAndTheRestGoesOn() throws IOException {
    Path folder = folder();
    put(folder, "a/1", bytes("1"));
    put(folder, "b/2", bytes("2"));
    put(folder, "c", bytes("3"));
    put(folder, "d", bytes("4"));
    FolderShelf shelf = FolderShelf.of(folder);
    try (LocalObjects source = LocalObjects.open(shelf, Optional.empty(), List.of())) {
      Shelf.Item first = shelf.next();
      assertThat(first).isNotNull();
      // A folder that was listed and is no folder any more, and a file that is gone.
      Files.delete(folder.resolve("b/2"));
      Files.delete(folder.resolve("b"));
      Files.delete(folder.resolve("c"));
      List<LocalObject> rest = all(source);
      assertThat(keys(rest)).containsExactly("b", "c", "d");
      assertThat(reasons(rest.get(0))).contains("no longer there");
      assertThat(reasons(rest.get(1))).contains("no longer there");
      assertThat(content(rest.get(2))).isEqualTo(bytes("4"));
    }
  }

  @Test
  void aFileThatTheKernelRefusesToReadIsSetAside() throws IOException {
    // Reading a process's memory at 0 is an I/O error for everyone, also for root.
    Content content = FileItem.read(Path.of("/proc/self/mem"), 0, 1000);
    assertThat(content)
        .isInstanceOfSatisfying(
            Content.Withheld.class,
            withheld -> assertThat(withheld.why().reason()).contains("it could not be read"));
  }

  @Test
  void namesThatAreNotUtf8AreSpelledOutAndSaidToBeSo() throws Exception {
    Path folder = folder();
    String script = "cd \"$1\" && printf x > \"$(printf 'bad-\\377-name')\" && printf y > good-ä";
    assertThat(
            new ProcessBuilder("sh", "-c", script, "sh", folder.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor())
        .isZero();
    List<LocalObject> all = all(folder);
    assertThat(keys(all)).containsExactlyInAnyOrder("bad-%FF-name", "good-ä");
    assertThat(reasons(named(all, "bad-%FF-name"))).contains("byte 4 of it is not");
    assertThat(content(named(all, "bad-%FF-name"))).isEqualTo(bytes("x"));
    assertThat(named(all, "good-ä").defects()).isEmpty();
  }

  @Test
  void aNameWithALineBreakComesInAndSaysSo() throws IOException {
    Path folder = folder();
    put(folder, "two\nlines", bytes("x"));
    LocalObject delivery = all(folder).getFirst();
    assertThat(delivery.name().key()).isEqualTo("two\nlines");
    assertThat(reasons(delivery)).contains("control character U+000A at character 3");
  }

  @Test
  void aKeyOf1024BytesFitsAndOneByteMoreIsEnteredUnderAMadeUpName() throws IOException {
    Path folder = folder();
    String longest = ("d".repeat(200) + "/").repeat(5) + "k".repeat(1024 - 5 * 201);
    put(folder, longest, bytes("fits"));
    put(folder, longest + "k", bytes("too long"));
    List<LocalObject> all = all(folder);
    assertThat(named(all, longest).defects()).isEmpty();
    LocalObject other =
        all.stream().filter(one -> !one.defects().isEmpty()).findFirst().orElseThrow();
    assertThat(reasons(other)).contains("this name has 1,025");
    assertThat(other.name().key()).startsWith("ddd").contains("~");
    assertThat(content(other)).isEqualTo(bytes("too long"));
  }

  @Test
  void anObjectExactlyAtTheLimitComesInAndOneByteMoreIsEnteredWithoutBytes() throws IOException {
    Path folder = folder();
    sparse(folder.resolve("at"), Archive.OBJECT_BYTES_MAX);
    sparse(folder.resolve("over"), Archive.OBJECT_BYTES_MAX + 1L);
    List<LocalObject> all = all(folder);
    assertThat(content(all.getFirst())).hasSize(Archive.OBJECT_BYTES_MAX);
    assertThat(all.getLast().payload()).isEmpty();
    assertThat(all.getLast().deliveredBytes()).isEqualTo(Archive.OBJECT_BYTES_MAX + 1L);
    assertThat(reasons(all.getLast())).contains("at most 67,108,864 bytes");
  }

  @Test
  void filesGivenByNameAreOneSourceWithTheirSidecars() throws IOException {
    Path folder = folder();
    put(folder, "a.json", bytes("{}"));
    put(folder, "b.json.gz", bytes("b"));
    put(folder, "b.json.gz.metadata.json", bytes("{\"k\":\"v\"}"));
    put(folder, "not-asked-for", bytes("c"));
    List<Path> asked =
        List.of(
            folder.resolve("b.json.gz"),
            folder.resolve("b.json.gz.metadata.json"),
            folder.resolve("a.json"));
    assertThat(LocalObjects.of(asked)).hasSize(1);
    List<LocalObject> all = all(asked.toArray(Path[]::new));
    assertThat(keys(all)).containsExactly("a.json", "b.json.gz");
    assertThat(all.getLast().userMetadata()).isEqualTo(Map.of("k", "v"));
  }

  @Test
  void anArchiveIsRecognisedByItsContent() throws IOException {
    Map<String, byte[]> entries = Map.of("inside", bytes("x"));
    Path zip = Packed.zip(tmp.resolve("a"), entries);
    Path tar = Packed.tar(tmp.resolve("b"), entries);
    Path tgz = Packed.tgz(tmp.resolve("c"), entries);
    for (Path archive : List.of(zip, tar, tgz)) {
      assertThat(keys(all(archive))).containsExactly("inside");
    }
    Files.write(tmp.resolve("no.zip"), bytes("not a zip"));
    Files.write(tmp.resolve("no.bin"), new byte[] {0x1f, (byte) 0x8b, 9, 9});
    assertThat(keys(all(tmp.resolve("no.zip"), tmp.resolve("no.bin"))))
        .containsExactly("no.bin", "no.zip");
  }

  @Test
  void aPathThatDoesNotExistIsRefusedBeforeAnythingIsRead() {
    assertThatThrownBy(() -> all(folder(), tmp.resolve("mistyped")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must exist, there is no")
        .hasMessageContaining("mistyped");
  }
}
