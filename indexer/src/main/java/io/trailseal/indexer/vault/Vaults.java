package io.trailseal.indexer.vault;

import java.io.IOException;
import java.nio.file.Path;

/// Opens this room.
public final class Vaults {
  private Vaults() {}

  /// Opens the vault in `folder`, creating the folder where it is missing, and cuts off a torn tail
  /// that a crash left behind.
  public static Vault open(Path folder) throws IOException {
    throw new IOException("vault not built yet: " + folder);
  }
}
