package io.trailseal.verifier.source;

import static io.trailseal.verifier.source.Delivered.all;
import static io.trailseal.verifier.source.Delivered.bytes;
import static io.trailseal.verifier.source.Delivered.content;
import static io.trailseal.verifier.source.Delivered.keys;
import static io.trailseal.verifier.source.Delivered.named;
import static io.trailseal.verifier.source.Delivered.reasons;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What damaged and hostile archives hand out, before anything is kept.
final class HostileArchiveTest {
  @TempDir private Path tmp;

  @Test
  void namesThatEscapeFromAnArchiveAreKeptAsKeysAndSaidToBeSo() throws IOException {
    Map<String, String> hostile = new LinkedHashMap<>();
    hostile.put("../up", "'..'");
    hostile.put("a/../../up", "'..'");
    hostile.put("/etc/passwd", "at the root");
    hostile.put("C:/windows", "a drive");
    hostile.put("..\\up", "'..'");
    hostile.put("a\\b", "a backslash");
    hostile.put("nul\0byte", "U+0000");
    hostile.put("two\nlines", "U+000A");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    hostile.keySet().forEach(key -> entries.put(key, bytes(key)));
    entries.put("fine..name/...", bytes("fine"));
    Path zip = tmp.resolve("hostile.zip");
    try (OutputStream out = Files.newOutputStream(zip)) {
      out.write(RawZip.of(entries));
    }
    Path tar = tmp.resolve("hostile.tar");
    Files.write(tar, RawTar.of(entries));
    for (Path archive : List.of(zip, tar)) {
      List<LocalObject> all = all(archive);
      assertThat(keys(all)).as(archive.toString()).containsExactlyElementsOf(entries.keySet());
      hostile.forEach(
          (key, reason) -> {
            assertThat(reasons(named(all, key))).contains(reason);
            assertThat(content(named(all, key))).isEqualTo(bytes(key));
          });
      assertThat(named(all, "fine..name/...").defects()).isEmpty();
    }
    assertThat(tmp.resolve("../up")).doesNotExist();
  }

  @Test
  void anEmptyNameAndANameThatIsTooLongAreEnteredUnderMadeUpNames() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("", bytes("nameless"));
    entries.put("l".repeat(1025), bytes("long"));
    entries.put("l".repeat(1024), bytes("longest"));
    Files.write(tmp.resolve("n.zip"), RawZip.of(entries));
    Files.write(tmp.resolve("n.tar"), RawTar.of(entries));
    for (String archive : List.of("n.zip", "n.tar")) {
      List<LocalObject> all = all(tmp.resolve(archive));
      assertThat(all).hasSize(3);
      assertThat(reasons(all.get(0))).contains("this name has 0");
      assertThat(content(all.get(0))).isEqualTo(bytes("nameless"));
      assertThat(reasons(all.get(1))).contains("this name has 1,025");
      assertThat(content(all.get(1))).isEqualTo(bytes("long"));
      assertThat(all.get(2).defects()).isEmpty();
    }
  }

  @Test
  void linksAndDevicesInArchivesAreSetAside() throws IOException {
    Path tar = tmp.resolve("links.tar");
    try (var out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      for (byte type :
          new byte[] {
            TarConstants.LF_SYMLINK,
            TarConstants.LF_LINK,
            TarConstants.LF_CHR,
            TarConstants.LF_FIFO,
            (byte) 'Z'
          }) {
        var entry = new TarArchiveEntry("type-" + (char) type, type);
        entry.setLinkName("/etc/passwd");
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
      }
      var entry = new TarArchiveEntry("after");
      entry.setSize(1);
      out.putArchiveEntry(entry);
      out.write('x');
      out.closeArchiveEntry();
    }
    List<LocalObject> all = all(tar);
    assertThat(all).hasSize(6);
    assertThat(all.subList(0, 5))
        .allSatisfy(one -> assertThat(reasons(one)).contains("an object must be a file"));
    assertThat(content(all.getLast())).isEqualTo(bytes("x"));

    Path zip = tmp.resolve("links.zip");
    try (var out = new ZipArchiveOutputStream(zip)) {
      var link = new ZipArchiveEntry("link");
      link.setUnixMode(0120777);
      out.putArchiveEntry(link);
      out.write(bytes("/etc/passwd"));
      out.closeArchiveEntry();
    }
    assertThat(reasons(all(zip).getFirst())).contains("this is a link or device in the zip");
  }

  @Test
  void anEntryThatInflatesPastTheLimitIsCutByCountingWhateverTheArchiveSays() throws IOException {
    byte[] zeros = new byte[Archive.OBJECT_BYTES_MAX + 1];
    Path zip = tmp.resolve("bomb.zip");
    Files.write(zip, RawZip.of(Map.of("bomb", zeros)));
    ByteBuffer lying = ByteBuffer.wrap(Files.readAllBytes(zip)).order(ByteOrder.LITTLE_ENDIAN);
    int central = lying.getInt(lying.capacity() - 22 + 16);
    lying.putInt(central + 24, 10);
    Files.write(zip, lying.array());
    assertThat(reasons(all(zip).getFirst())).contains("at most 67,108,864 bytes");

    Path tgz = Packed.tgz(tmp.resolve("bomb.tgz"), Map.of("bomb", zeros, "z", bytes("z")));
    List<LocalObject> all = all(tgz);
    assertThat(reasons(named(all, "bomb"))).contains("at most 67,108,864 bytes");
    assertThat(content(named(all, "z"))).isEqualTo(bytes("z"));
  }

  @Test
  void aDamagedZipEntryIsSetAsideAndTheOthersComeIn() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a", bytes("first content, long enough to be compressed, compressed, compressed"));
    entries.put("b", bytes("second content"));
    byte[] good = RawZip.of(entries);
    byte[] wrongCrc = good.clone();
    ByteBuffer buffer = ByteBuffer.wrap(wrongCrc).order(ByteOrder.LITTLE_ENDIAN);
    int central = buffer.getInt(buffer.capacity() - 22 + 16);
    buffer.putInt(central + 16, 0x12345678);
    Files.write(tmp.resolve("crc.zip"), wrongCrc);
    List<LocalObject> all = all(tmp.resolve("crc.zip"));
    assertThat(reasons(named(all, "a"))).contains("says its CRC-32 is 12345678");
    assertThat(content(named(all, "a"))).isEqualTo(entries.get("a"));
    assertThat(named(all, "b").defects()).isEmpty();

    byte[] cut = good.clone();
    Arrays.fill(cut, 31, 36, (byte) 0xff);
    Files.write(tmp.resolve("cut.zip"), cut);
    all = all(tmp.resolve("cut.zip"));
    assertThat(reasons(named(all, "a"))).contains("cannot be inflated");
    assertThat(content(named(all, "b"))).isEqualTo(entries.get("b"));

    byte[] encrypted = good.clone();
    encrypted[central + 8] |= 1;
    Files.write(tmp.resolve("encrypted.zip"), encrypted);
    assertThat(reasons(named(all(tmp.resolve("encrypted.zip")), "a"))).contains("is encrypted");

    byte[] exotic = good.clone();
    exotic[central + 10] = 12;
    Files.write(tmp.resolve("exotic.zip"), exotic);
    assertThat(reasons(named(all(tmp.resolve("exotic.zip")), "a"))).contains("this is method 12");
  }

  @Test
  void twoEntriesOfOneNameAreBothHandedOut() throws IOException {
    Path zip = tmp.resolve("twice.zip");
    try (var out = new ZipArchiveOutputStream(zip)) {
      for (String text : List.of("first", "second")) {
        out.putArchiveEntry(new ZipArchiveEntry("same"));
        out.write(bytes(text));
        out.closeArchiveEntry();
      }
    }
    assertThat(all(zip).stream().map(one -> new String(content(one), UTF_8)))
        .containsExactly("first", "second");
  }

  @Test
  void aZip64WithBytesInFrontIsUnderstood() throws IOException {
    Path zip = tmp.resolve("64.zip");
    try (var out = new ZipArchiveOutputStream(zip)) {
      out.setUseZip64(Zip64Mode.Always);
      out.putArchiveEntry(new ZipArchiveEntry("a"));
      out.write(bytes("a"));
      out.closeArchiveEntry();
    }
    byte[] plain = Files.readAllBytes(zip);
    byte[] inFront = Arrays.copyOf(bytes("#!/bin/sh\n"), 10 + plain.length);
    System.arraycopy(plain, 0, inFront, 10, plain.length);
    Files.write(tmp.resolve("sfx.zip"), inFront);
    for (String name : List.of("64.zip", "sfx.zip")) {
      List<LocalObject> all = all(tmp.resolve(name));
      assertThat(keys(all)).as(name).containsExactly("a");
      assertThat(content(all.getFirst())).isEqualTo(bytes("a"));
      assertThat(all.getFirst().defects()).isEmpty();
    }
  }

  @Test
  void entriesThatShareTheirBytesAreRefused() throws IOException {
    byte[] one = RawZip.of(Map.of("a", new byte[5000]));
    ByteBuffer buffer = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN);
    int central = buffer.getInt(one.length - 22 + 16);
    byte[] record = Arrays.copyOfRange(one, central, one.length - 22);
    int copies = 2000;
    // Each copy of the one entry claims half of the file for its own.
    ByteBuffer greedy =
        ByteBuffer.allocate(central + copies * record.length + 22).order(ByteOrder.LITTLE_ENDIAN);
    greedy.put(one, 0, central);
    for (int i = 0; i < copies; i++) {
      greedy.put(record);
      greedy.putInt(central + i * record.length + 20, greedy.capacity() / 2);
    }
    greedy.put(one, one.length - 22, 22);
    greedy.putShort(greedy.capacity() - 22 + 10, (short) copies);
    greedy.putInt(greedy.capacity() - 22 + 12, copies * record.length);
    Path zip = Files.write(tmp.resolve("overlap.zip"), greedy.array());
    List<LocalObject> all = all(zip);
    assertThat(all.size()).isLessThan(5);
    assertThat(named(all, "overlap.zip").defects().getFirst().reason())
        .contains("claim more bytes than the zip has");
  }

  @Test
  void anArchiveThatBreaksOffGivesWhatComesBeforeAndIsEnteredItself() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a", bytes("a"));
    entries.put("b", new byte[3000]);
    byte[] tar = Files.readAllBytes(Packed.tar(tmp.resolve("whole.tar"), entries));
    Files.write(tmp.resolve("cut.tar"), Arrays.copyOf(tar, 2000));
    List<LocalObject> all = all(tmp.resolve("cut.tar"));
    assertThat(keys(all)).containsExactly("a", "b", "cut.tar");
    assertThat(content(all.get(0))).isEqualTo(bytes("a"));
    assertThat(all.get(1).payload()).isEmpty();
    assertThat(reasons(all.get(1))).contains("inside this entry: it has 464 of 3,000 bytes");
    assertThat(reasons(all.get(2))).contains("breaks off or is damaged here");

    byte[] tgz = Files.readAllBytes(Packed.tgz(tmp.resolve("whole.tgz"), entries));
    Files.write(tmp.resolve("cut.tgz"), Arrays.copyOf(tgz, tgz.length - 20));
    assertThat(keys(all(tmp.resolve("cut.tgz")))).contains("a", "cut.tgz");
    Files.write(tmp.resolve("stub.tar.gz"), Arrays.copyOf(tgz, 5));
    assertThat(reasons(all(tmp.resolve("stub.tar.gz")).getFirst())).contains("not gzip");

    byte[] zip = Files.readAllBytes(Packed.zip(tmp.resolve("whole.zip"), entries));
    Files.write(tmp.resolve("cut.zip"), Arrays.copyOf(zip, zip.length - 10));
    assertThat(reasons(all(tmp.resolve("cut.zip")).getFirst()))
        .contains("a zip ends with its directory, this one has none");

    byte[] garbled = tar.clone();
    garbled[1024 + 10] ^= 1;
    Files.write(tmp.resolve("garbled.tar"), garbled);
    all = all(tmp.resolve("garbled.tar"));
    assertThat(keys(all)).containsExactly("a", "garbled.tar");
    assertThat(all.getLast().defects().getFirst().offset()).isEqualTo(1024);

    Files.write(tmp.resolve("unended.tar"), Arrays.copyOf(tar, 1024));
    assertThat(reasons(all(tmp.resolve("unended.tar")).getLast())).contains("just stops");

    byte[] twice = Arrays.copyOf(tar, 2 * tar.length);
    System.arraycopy(tar, 0, twice, tar.length, tar.length);
    Files.write(tmp.resolve("twice.tar"), twice);
    assertThat(reasons(all(tmp.resolve("twice.tar")).getLast())).contains("nothing may follow");
  }

  @Test
  void aTarThatAnnouncesAHugeNameIsStoppedBeforeTheNameIsRead() throws IOException {
    Path tgz = tmp.resolve("name.tgz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tgz))) {
      out.write(RawTar.header("././@LongLink", 'L', 1L << 30));
      byte[] filler = new byte[1 << 20];
      for (int i = 0; i < 1024; i++) {
        out.write(filler);
      }
    }
    assertThat(reasons(all(tgz).getFirst())).contains("at most 1,048,576 bytes");
  }

  @Test
  void randomDamageNeverBreaksTheReaders() throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      entries.put("key-" + i + "/" + "n".repeat(1 + 40 * i), bytes("content " + i));
    }
    byte[] zip = RawZip.of(entries);
    byte[] tar = Files.readAllBytes(Packed.tar(tmp.resolve("w.tar"), entries));
    byte[] gnu = Files.readAllBytes(Packed.gnuTar(tmp.resolve("w.tar"), entries));
    long seed = Long.getLong("test.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 600; round++) {
      byte[] whole =
          switch (round % 3) {
            case 0 -> zip;
            case 1 -> tar;
            default -> gnu;
          };
      byte[] damaged =
          random.nextInt(4) == 0
              ? Arrays.copyOf(whole, random.nextInt(whole.length))
              : whole.clone();
      for (int hits = random.nextInt(1, 6); hits > 0 && damaged.length > 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path file = tmp.resolve(round % 3 == 0 ? "fuzz.zip" : "fuzz.tar");
      Files.write(file, damaged);
      for (LocalObject delivery : allAsFormat(file, round % 3 == 0)) {
        assertThat(delivery.name()).as("seed %d round %d", seed, round).isNotNull();
      }
    }
  }

  private static List<LocalObject> allAsFormat(Path file, boolean zip) throws IOException {
    ArchiveShelf shelf =
        new ArchiveShelf(file, "x", zip ? ZipEntries::open : path -> TarEntries.open(path, false));
    try (LocalObjects source = LocalObjects.open(shelf, Optional.empty(), List.of())) {
      return all(source);
    }
  }

  @Test
  void archivesInArchivesAreNotOpened() throws IOException {
    byte[] inner = RawZip.of(Map.of("secret", bytes("x")));
    List<LocalObject> all = all(Packed.zip(tmp.resolve("outer.zip"), Map.of("inner.zip", inner)));
    assertThat(keys(all)).containsExactly("inner.zip");
    assertThat(content(all.getFirst())).isEqualTo(inner);
    assertThat(all.getFirst().name()).isEqualTo(new S3Name("bucket", "inner.zip"));
  }
}
