package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// Opens this room.
public final class Ledgers {
  private Ledgers() {}

  /// Opens the ledger in `folder`, creating it where it is missing.
  public static Ledger open(Path folder, InstantSource clock) throws IOException {
    throw new IOException("ledger not built yet: " + folder + clock);
  }
}
