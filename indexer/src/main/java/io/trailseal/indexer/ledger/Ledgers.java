package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;

/// Opens this room.
public final class Ledgers {
  private Ledgers() {}

  /// Opens the ledger in `folder`, creating it where it is missing.
  ///
  /// @throws IOException if it cannot be read, or has lost entries that it once acknowledged
  public static Ledger open(Path folder, InstantSource clock) throws IOException {
    return new H2Ledger(folder, "file:", clock);
  }

  /// What lies in the database's folder.
  static long bytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
