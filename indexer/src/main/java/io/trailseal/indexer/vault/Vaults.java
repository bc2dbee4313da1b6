package io.trailseal.indexer.vault;

import java.io.IOException;
import java.nio.file.Path;

/// Opens this room.
public final class Vaults {
  /// A pack is the unit in which an operator copies, moves and loses things. At 1 GiB a year of a
  /// large organization is a few thousand files, and one fits on any medium.
  private static final long PACK_BYTES_MAX = 1L << 30;

  private Vaults() {}

  /// Opens the vault in `folder`, creating the folder where it is missing, and cuts off a torn tail
  /// that a crash left behind.
  public static Vault open(Path folder) throws IOException {
    return PackVault.open(folder, PACK_BYTES_MAX, PackFile::new);
  }
}
