package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultDamagedException;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.util.function.Predicate;

/// Counts how many events of an object belong to months that are not in the index. Nothing but the
/// object says so.
final class MissingMonths implements EventSink {
  private final Vault vault;
  private final Predicate<Partition> missing;
  private final ObjectReader reader = new ObjectReader();
  private final EventDocument document = new EventDocument();
  private int count;

  MissingMonths(Vault vault, Predicate<Partition> missing) {
    this.vault = vault;
    this.missing = missing;
  }

  /// @return 0 too where the vault does not give it back; somebody else says that
  int eventsOf(ObjectReceived object) throws IOException {
    count = 0;
    if (object.kept().isPresent()) {
      try {
        reader.read(object.name().key(), vault.read(object.kept().get()), this);
      } catch (VaultDamagedException _) {
        return 0;
      }
    }
    return count;
  }

  @Override
  public void beginEvent(int ordinal, long offset) {
    document.begin();
  }

  @Override
  public void leaf(String path, LeafType type, String text) {
    document.leaf(path, type, text);
  }

  @Override
  public void endEvent(long endOffset) {
    if (missing.test(Partition.of(document.time()))) {
      count++;
    }
  }

  @Override
  public void abandonEvent() {
    // It is no event of the index either.
  }
}
