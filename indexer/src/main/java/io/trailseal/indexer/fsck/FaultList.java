package io.trailseal.indexer.fsck;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Faults as they are found, at most so many, and how many more there were.
final class FaultList {
  /// A lost pack makes a fault of every object in it; a person reads the first few.
  static final int COUNT_MAX = 1_000;

  private record Place(long pack, long offset) {}

  private final List<Fault> faults = new ArrayList<>();
  private final Set<Place> reported = new HashSet<>();
  private long further;

  synchronized void add(Fault fault) {
    if (faults.size() < COUNT_MAX) {
      faults.add(fault);
    } else {
      further++;
    }
  }

  /// An object that the vault cannot give back from its place.
  synchronized void addAt(long pack, long offset, Fault fault) {
    if (faults.size() < COUNT_MAX) {
      reported.add(new Place(pack, offset));
    }
    add(fault);
  }

  synchronized boolean isReported(long pack, long offset) {
    return reported.contains(new Place(pack, offset));
  }

  synchronized List<Fault> inOrder() {
    List<Fault> all = new ArrayList<>(faults);
    all.sort(Comparator.comparing(Fault::at));
    if (further > 0) {
      all.add(new Fault.FurtherFaults(LedgerPosition.START, further));
    }
    return all;
  }
}
