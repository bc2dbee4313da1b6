package io.trailseal.indexer.ingest;

import static io.trailseal.indexer.ingest.Delivered.bytes;
import static io.trailseal.indexer.ingest.Delivered.put;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/// Files named for what is wrong with them.
final class BadInputs {
  private static final String GOOD =
      "{\"Records\":[{\"eventVersion\":\"1.08\",\"eventName\":\"One\"},{\"eventVersion\":\"1.08\",\"eventName\":\"Two\"}]}";

  /// Made once: the largest inflates to a gigabyte.
  private static final Map<String, byte[]> ALL = all();

  static final Set<String> KEYS = ALL.keySet();

  private BadInputs() {}

  static void write(Path folder) throws IOException {
    for (var one : ALL.entrySet()) {
      put(folder, one.getKey(), one.getValue());
    }
  }

  private static Map<String, byte[]> all() {
    byte[] good = gzip(bytes(GOOD));
    Map<String, byte[]> all = new TreeMap<>();
    all.put("empty.json.gz", new byte[0]);
    all.put("not-gzip.json.gz", bytes("this is not gzip"));
    all.put("truncated.json.gz", Arrays.copyOf(good, good.length - 12));
    all.put("second-member.json.gz", joined(good, good));
    all.put("trailing-bytes.json.gz", joined(good, bytes("more")));
    all.put("bomb.json.gz", bomb(1 << 30));
    all.put("cut-in-the-middle.json", bytes(GOOD.substring(0, GOOD.length() - 8)));
    all.put(
        "nested-10000-deep.json",
        bytes("{\"Records\":[{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}]}"));
    all.put("huge-string.json.gz", hugeString(300 << 20));
    all.put("records-missing.json", bytes("{\"NotRecords\":[]}"));
    all.put(
        "record-not-an-object.json",
        bytes("{\"Records\":[1,{\"eventVersion\":\"1.08\",\"eventName\":\"One\"}]}"));
    all.put("invalid-utf8.json", latin1("{\"Records\":[{\"a\":\"\u00ff\u00fe\"}]}"));
    all.put(
        "duplicate-keys.json", bytes("{\"Records\":[{\"eventName\":\"A\",\"eventName\":\"B\"}]}"));
    all.put("lone-surrogate.json", bytes("{\"Records\":[{\"eventName\":\"\\ud800\"}]}"));
    all.put("records-an-object.json", bytes("{\"Records\":{\"eventName\":\"One\"}}"));
    all.put("line\nbreak.json", bytes(GOOD));
    return all;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private static byte[] gzip(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      for (byte[] part : parts) {
        gzip.write(part);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return out.toByteArray();
  }

  private static byte[] bomb(long zeros) {
    byte[][] parts = new byte[(int) (zeros >> 20)][];
    Arrays.fill(parts, new byte[1 << 20]);
    return gzip(parts);
  }

  private static byte[] hugeString(int length) {
    byte[] filler = new byte[1 << 20];
    Arrays.fill(filler, (byte) 'x');
    byte[][] parts = new byte[(length >> 20) + 2][];
    Arrays.fill(parts, filler);
    parts[0] = bytes("{\"Records\":[{\"a\":\"");
    parts[parts.length - 1] = bytes("\"}]}");
    return gzip(parts);
  }
}
