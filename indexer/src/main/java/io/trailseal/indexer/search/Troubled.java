package io.trailseal.indexer.search;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Why months are not taken along with the others.
///
/// Threads: what changes it while [Inventory] is locked, the rest from any.
final class Troubled {
  /// Replaced whole, so that whoever reads it has all of one moment.
  private volatile SortedMap<Partition, String> reasons = Collections.emptySortedMap();

  SortedMap<Partition, String> reasons() {
    return reasons;
  }

  boolean has(Partition partition) {
    return reasons.containsKey(partition);
  }

  void note(Partition partition, String why) {
    SortedMap<Partition, String> more = new TreeMap<>(reasons);
    more.put(partition, why);
    reasons = Collections.unmodifiableSortedMap(more);
  }

  void forget(Predicate<Partition> which) {
    SortedMap<Partition, String> left = new TreeMap<>(reasons);
    left.keySet().removeIf(which);
    reasons = Collections.unmodifiableSortedMap(left);
  }

  /// By the months' names.
  SortedMap<String, String> lines() {
    SortedMap<String, String> lines = new TreeMap<>();
    reasons.forEach((partition, why) -> lines.put(partition.name(), why));
    return lines;
  }
}
