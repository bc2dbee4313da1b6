package io.trailseal.indexer.fsck;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.search.Search;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.util.List;

/// Re-derives every claim of a store from the bytes up. The operator's command and the tests run
/// this same code.
public final class Fsck {
  private final Ledger ledger;
  private final Vault vault;
  private final Search search;

  public Fsck(Ledger ledger, Vault vault, Search search) {
    this.ledger = ledger;
    this.vault = vault;
    this.search = search;
  }

  /// Everything wrong, in ledger order; empty means the house is whole.
  public List<Fault> check() throws IOException {
    throw new IOException("fsck not built yet: " + ledger + vault + search);
  }
}
