package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;

/// Opens this room.
public final class Searches {
  private Searches() {}

  /// Opens the index in `folder`, creating it empty where it is missing.
  public static Search open(Path folder, Vault vault, Ledger ledger) throws IOException {
    throw new IOException("search not built yet: " + folder + vault + ledger);
  }
}
