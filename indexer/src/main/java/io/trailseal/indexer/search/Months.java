package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The months that answer, as following sees them: what the package comment says under Durability.
final class Months implements Target {
  /// Memory for events not yet written out, all months together. Larger means fewer merges; this
  /// much fits a small machine and costs some 3 % of CPU against 256 MB.
  static final long BUFFER_BYTES_MAX = 64L << 20;

  private final Inventory inventory;
  private final Buffers buffers;

  Months(Inventory inventory) {
    this.inventory = inventory;
    this.buffers = new Buffers(inventory::own, BUFFER_BYTES_MAX);
  }

  @Override
  public LedgerPosition settled() {
    return inventory.settled();
  }

  @Override
  public void noteUnreadable(LedgerPosition object) throws IOException {
    inventory.unreadable().note(object);
  }

  @Override
  public @Nullable Month of(long time) throws IOException {
    Partition partition = Partition.of(time);
    if (inventory.isInTrouble(partition)) {
      return null;
    }
    if (!inventory.keeping().keeps(partition)) {
      inventory.keeping().noteLeftOut();
      return null;
    }
    Month month = inventory.month(partition);
    return month == null ? inventory.create(partition) : month;
  }

  @Override
  public void relieve() {
    buffers.relieve();
  }

  @Override
  public void flushBuffers() {
    buffers.flush();
  }

  @Override
  public boolean hasTooManyWriters() {
    return buffers.hasTooManyWriters();
  }

  @Override
  public void sortOut() throws IOException {
    sortOut(inventory.own().stream().anyMatch(month -> month.isDirty() && month.failure() == null));
  }

  /// @param others whether a month did not fail: where all do, it is not the months' fault
  private void sortOut(boolean others) throws IOException {
    for (Month month : List.copyOf(inventory.own())) {
      Exception failure = month.failure();
      if (failure != null && (others || Damage.isIn(failure))) {
        inventory.setAside(month, failure);
      } else if (failure != null) {
        throw new IOException(
            "%s of the search index cannot be written: %s"
                .formatted(month.partition().name(), PositionFile.reason(failure)),
            failure);
      }
    }
  }

  @Override
  public void settle(LedgerPosition position) throws IOException {
    boolean committed = false;
    for (Month month : inventory.own()) {
      committed |= month.commit(position);
    }
    sortOut(committed);
    inventory.settled(position);
    refresh();
    buffers.closeIdle();
  }

  void refresh() {
    inventory.all().forEach(Month::refresh);
  }

  @Override
  public void rollback() throws IOException {
    inventory.unreadable().forgetAfter(settled());
    inventory.keeping().forget();
    for (Month month : inventory.own()) {
      month.rollback();
    }
  }
}
