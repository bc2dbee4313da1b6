package io.trailseal.indexer.ingest;

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

  /// Reads to the end, but never past `bytesMax`.
  ///
  /// @param sizeHint what somebody said about the length; not believed, only used to allocate
  static Content readAll(InputStream in, long sizeHint, int bytesMax) throws IOException {
    // One byte more than expected, so that the usual case sees the end without growing.
    byte[] buffer = new byte[Math.clamp(sizeHint + 1, 512, Math.min(bytesMax, 1 << 20) + 1)];
    int length = 0;
    while (true) {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        return new Whole(
            length == buffer.length ? buffer : Arrays.copyOf(buffer, length), List.of());
      }
      length += read;
      if (length > bytesMax) {
        return overLimit(Math.max(sizeHint, length), bytesMax);
      }
      if (length == buffer.length) {
        long larger = Math.max(2L * buffer.length, Math.min(sizeHint + 1, 4L * buffer.length));
        buffer = Arrays.copyOf(buffer, (int) Math.min(larger, bytesMax + 1L));
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
