package io.trailseal.verifier.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/// Archives as others write them.
final class Packed {
  private Packed() {}

  static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
    try (var out = new ZipArchiveOutputStream(file)) {
      for (var entry : entries.entrySet()) {
        out.putArchiveEntry(new ZipArchiveEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeArchiveEntry();
      }
    }
    return file;
  }

  static Path tar(Path file, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      tar(out, TarArchiveOutputStream.LONGFILE_POSIX, entries);
    }
    return file;
  }

  static Path gnuTar(Path file, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      tar(out, TarArchiveOutputStream.LONGFILE_GNU, entries);
    }
    return file;
  }

  static Path tgz(Path file, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      tar(out, TarArchiveOutputStream.LONGFILE_POSIX, entries);
    }
    return file;
  }

  private static void tar(OutputStream to, int longNames, Map<String, byte[]> entries)
      throws IOException {
    try (var out = new TarArchiveOutputStream(to, "UTF-8")) {
      out.setLongFileMode(longNames);
      out.setAddPaxHeadersForNonAsciiNames(longNames == TarArchiveOutputStream.LONGFILE_POSIX);
      for (var entry : entries.entrySet()) {
        var header = new TarArchiveEntry(entry.getKey(), true);
        header.setSize(entry.getValue().length);
        out.putArchiveEntry(header);
        out.write(entry.getValue());
        out.closeArchiveEntry();
      }
    }
  }
}
