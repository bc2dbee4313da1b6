package io.trailseal.verifier.trail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/// Gzip files for tests, right and wrong.
final class Gz {
  private Gz() {}

  static byte[] of(String content) {
    return of(content.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] of(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// `length` zeros: about a thousandth of that when compressed.
  static byte[] zeros(long length) {
    return padded("", (byte) 0, length, "");
  }

  /// One byte `length` times between two texts, never held uncompressed.
  static byte[] padded(String before, byte padding, long length, String after) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out, 64 * 1024)) {
      gzip.write(before.getBytes(StandardCharsets.UTF_8));
      byte[] some = new byte[1 << 20];
      Arrays.fill(some, padding);
      for (long left = length; left > 0; left -= some.length) {
        gzip.write(some, 0, (int) Math.min(left, some.length));
      }
      gzip.write(after.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
