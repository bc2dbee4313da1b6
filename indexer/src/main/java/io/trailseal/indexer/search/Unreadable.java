package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

/// Objects that the vault did not give back, and that are left out therefore.
///
/// Threads: any.
final class Unreadable {
  /// Objects the vault may fail to give back before it counts as gone: then following stops, rather
  /// than calling an empty index complete.
  private static final int COUNT_MAX = 1_000;

  private final SortedSet<LedgerPosition> objects = new TreeSet<>();

  synchronized SortedSet<LedgerPosition> all() {
    return new TreeSet<>(objects);
  }

  synchronized void set(SortedSet<LedgerPosition> those) {
    objects.clear();
    objects.addAll(those);
  }

  synchronized void note(LedgerPosition object) throws IOException {
    objects.add(object);
    if (objects.size() > COUNT_MAX) {
      throw new IOException(
          "the vault does not give back more than %,d objects that the ledger names; run fsck"
              .formatted(COUNT_MAX));
    }
  }

  synchronized void forget(LedgerPosition object) {
    boolean _ = objects.remove(object);
  }

  /// Those after `position` come again.
  synchronized void forgetAfter(LedgerPosition position) {
    objects.tailSet(new LedgerPosition(position.value() + 1)).clear();
  }
}
