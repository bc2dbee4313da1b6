package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// Opens this room.
public final class Ledgers {
  private Ledgers() {}

  /// Opens the ledger in `folder`, creating it where it is missing.
  ///
  /// @throws IOException if it cannot be read, or has lost entries that it once acknowledged
  public static Ledger open(Path folder, InstantSource clock) throws IOException {
    return new H2Ledger(folder, "file:", clock);
  }
}
