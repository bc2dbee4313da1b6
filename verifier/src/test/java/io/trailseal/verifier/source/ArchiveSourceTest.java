package io.trailseal.verifier.source;

import static io.trailseal.verifier.source.Delivered.all;
import static io.trailseal.verifier.source.Delivered.bytes;
import static io.trailseal.verifier.source.Delivered.inOrder;
import static io.trailseal.verifier.source.Delivered.keys;
import static io.trailseal.verifier.source.Delivered.put;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What sound archives hand out, before anything is kept.
final class ArchiveSourceTest {
  @TempDir private Path tmp;

  private Path folder() throws IOException {
    return Files.createDirectories(tmp.resolve("bucket"));
  }

  @Test
  void everyArchiveOfAFolderHandsOutWhatTheFolderDoes() throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      entries.put("AWSLogs/ä-%d/%s".formatted(i, "x".repeat(1 + i % 250)), bytes("content " + i));
    }
    entries.put("AWSLogs/ä-7/xxxxxxxx.metadata.json", bytes("{\"signature\":\"77\"}"));
    entries.put("orphan.metadata.json", bytes("{}"));
    Path folder = folder();
    for (var entry : entries.entrySet()) {
      put(folder, entry.getKey(), entry.getValue());
    }
    List<LocalObject> expected = inOrder(all(folder));
    assertThat(expected).hasSize(301);
    Map<String, byte[]> backwards = new LinkedHashMap<>();
    new TreeMap<>(entries).descendingMap().forEach(backwards::put);
    for (Path archive :
        List.of(
            Packed.zip(tmp.resolve("1.zip"), entries),
            Packed.tar(tmp.resolve("2.tar"), entries),
            Packed.gnuTar(tmp.resolve("3.tar"), backwards),
            Packed.tgz(tmp.resolve("4.tgz"), backwards),
            Packed.zip(tmp.resolve("5.zip"), backwards))) {
      assertThat(inOrder(all(archive))).as(archive.toString()).isEqualTo(expected);
    }
  }

  @Test
  void theArchiversOfTheOperatingSystemAreUnderstood() throws Exception {
    Path folder = folder();
    put(folder, "AWSLogs/1/a.json", bytes("{}"));
    put(folder, "deep/" + "d".repeat(120) + "/" + "e".repeat(120), bytes("long"));
    List<LocalObject> expected = inOrder(all(folder));
    for (String format : List.of("gnu", "pax", "ustar", "v7")) {
      Path archive = tmp.resolve(format + ".tar");
      String[] command = {
        "tar", "--format=" + format, "-C", folder.toString(), "-cf", archive.toString(), "."
      };
      boolean fits = format.equals("gnu") || format.equals("pax") || format.equals("ustar");
      int exit = new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
      List<LocalObject> all = inOrder(all(archive));
      if (exit == 0 && fits) {
        assertThat(all).as(format).isEqualTo(expected);
      } else {
        // The format has no room for the long name, tar left it out.
        assertThat(keys(all)).as(format).containsExactly("AWSLogs/1/a.json");
      }
    }
  }
}
