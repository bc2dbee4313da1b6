package io.trailseal.indexer.intake;

import java.util.LinkedHashSet;
import java.util.Set;

/// Which messages made taking in fail, the latest of them. Forgotten with this process: then each
/// is tried again.
///
/// Threads: any.
final class Suspects {
  static final int COUNT_MAX = 10_000;

  private final Set<String> ids = new LinkedHashSet<>();

  synchronized void add(String id) {
    ids.remove(id);
    ids.add(id);
    if (ids.size() > COUNT_MAX) {
      ids.remove(ids.iterator().next());
    }
  }

  synchronized boolean contains(String id) {
    return ids.contains(id);
  }
}
