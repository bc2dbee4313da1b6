package io.trailseal.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The log files of a bucket that lies in a folder.
public final class LogFiles {
  private LogFiles() {}

  public static List<Path> in(Path objects) throws IOException {
    try (Stream<Path> all = Files.walk(objects)) {
      return all.filter(file -> file.toString().contains("_CloudTrail_")).sorted().toList();
    }
  }

  public static byte[] read(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      return in.readAllBytes();
    }
  }

  /// Bytes of all files below.
  public static long bytes(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
