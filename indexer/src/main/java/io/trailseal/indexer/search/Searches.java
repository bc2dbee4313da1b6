package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.lucene.store.MMapDirectory;

/// Opens this room.
public final class Searches {
  private Searches() {}

  /// Opens the index in `folder`, creating it empty where it is missing. One that is damaged or of
  /// another version is cleared, so that following rebuilds it.
  ///
  /// @param clock what lag is measured by
  public static Search open(Path folder, Vault vault, Ledger ledger, InstantSource clock)
      throws IOException {
    return new LuceneSearch(folder, MMapDirectory::new, vault, ledger, clock);
  }
}
