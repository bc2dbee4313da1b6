package io.trailseal.verifier.source;

import static io.trailseal.verifier.source.Delivered.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/// Tars with names no archiver would write.
final class RawTar {
  private RawTar() {}

  static byte[] of(Map<String, byte[]> entries) {
    ByteBuffer tar = ByteBuffer.allocate(1 << 20);
    for (var entry : entries.entrySet()) {
      byte[] value = bytes(entry.getKey());
      int length = value.length + 7;
      length += Integer.toString(length).length();
      length = value.length + 7 + Integer.toString(length).length();
      byte[] record = bytes(length + " path=" + entry.getKey() + "\n");
      tar.put(header("pax", 'x', record.length)).put(padded(record));
      tar.put(header("ignored", '0', entry.getValue().length)).put(padded(entry.getValue()));
    }
    return Arrays.copyOf(tar.array(), tar.position() + 1024);
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512);
  }

  static byte[] header(String name, char type, long size) {
    byte[] block = new byte[512];
    ByteBuffer.wrap(block)
        .put(name.getBytes(ISO_8859_1))
        .put(124, "%011o\0".formatted(size).getBytes(ISO_8859_1))
        .put(148, "        ".getBytes(ISO_8859_1))
        .put(156, (byte) type)
        .put(257, "ustar\00000".getBytes(ISO_8859_1));
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    ByteBuffer.wrap(block).put(148, "%06o\0 ".formatted(sum).getBytes(ISO_8859_1));
    return block;
  }
}
