package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;

/// What reading something's bytes gave.
sealed interface Content {

  /// All of them, perhaps with something wrong about how they came.
  final class Whole implements Content {
    private final byte[] bytes;
    private final List<Defect> defects;

    Whole(byte[] bytes, List<Defect> defects) {
      this.bytes = bytes;
      this.defects = List.copyOf(defects);
    }

    byte[] bytes() {
      return bytes;
    }

    List<Defect> defects() {
      return defects;
    }
  }

  /// None of them can be kept.
  ///
  /// @param length how long it is, as far as that is known
  record Withheld(long length, Defect why) implements Content {}

  /// The first allocation, and what is asked of a file at a time: the JDK copies through a direct
  /// buffer of that size, of which every thread keeps one.
  int CHUNK_BYTES = 1 << 20;

  /// Reads to the end, but never past `bytesMax`.
  ///
  /// @param sizeHint what somebody said about the length; not believed, only used to allocate
  static Content readAll(InputStream in, long sizeHint, int bytesMax) throws IOException {
    // Exactly what is expected, so that the usual case is not copied.
    int first = sizeHint <= 0 ? 512 : (int) Math.min(sizeHint, CHUNK_BYTES);
    byte[] buffer = new byte[Math.min(first, bytesMax)];
    int length = 0;
    while (true) {
      int read = in.read(buffer, length, Math.min(CHUNK_BYTES, buffer.length - length));
      if (read < 0) {
        return new Whole(Arrays.copyOf(buffer, length), List.of());
      }
      length += read;
      if (length == buffer.length) {
        int next = in.read();
        if (next < 0) {
          return new Whole(buffer, List.of());
        }
        if (length == bytesMax) {
          return overLimit(Math.max(sizeHint, length + 1L), bytesMax);
        }
        long larger = Math.max(2L * length, Math.min(sizeHint, 4L * length));
        buffer = Arrays.copyOf(buffer, (int) Math.min(larger, bytesMax));
        buffer[length++] = (byte) next;
      }
    }
  }

  static Withheld overLimit(long length, int bytesMax) {
    return new Withheld(
        length,
        new Defect(
            bytesMax,
            "an object has at most %,d bytes, this one has %,d or more; its bytes are not kept"
                .formatted(bytesMax, length)));
  }

  static Withheld unreadable(long length, IOException why) {
    return new Withheld(length, new Defect(0, "it could not be read: " + reason(why)));
  }

  /// What a file system exception means, without the path it repeats.
  static String reason(IOException e) {
    return S3Name.printable(
        switch (e) {
          case AccessDeniedException _ -> "permission denied";
          case NoSuchFileException _ -> "it is no longer there";
          case FileSystemException f when f.getReason() != null -> f.getReason();
          default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        });
  }
}
