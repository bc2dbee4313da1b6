package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Takes folders, archives and single files in.
public final class Importer {

  public Importer(Vault vault, Ledger ledger, Runnable wakeFollowers) {
    throw new IllegalStateException("ingest not built yet: " + vault + ledger + wakeFollowers);
  }

  /// Imports everything under `paths` and returns once it is durable in vault and ledger.
  ///
  /// @param bucket the bucket the files came from, where the caller says so; otherwise it is taken
  ///   from the digests among them, and failing that from the path's own name
  /// @throws IOException if a path does not exist or the store cannot be written; a single object
  ///   that cannot be read is no reason to stop
  public ImportSummary run(List<Path> paths, Optional<String> bucket, ImportProgress progress)
      throws IOException, InterruptedException {
    throw new IOException("ingest not built yet: " + paths + bucket + progress);
  }
}
