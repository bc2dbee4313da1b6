package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folders that no longer count once the position file is written, and are deleted then.
///
/// Threads: while [Inventory] is locked.
final class Garbage {
  private static final Logger LOG = LoggerFactory.getLogger(Garbage.class);

  private final Set<String> names = new HashSet<>();

  void add(String name) {
    names.add(name);
  }

  /// Closes a month of which nothing is wanted any more.
  void add(Month month) {
    month.closeQuietly();
    names.add(month.folderName());
  }

  Set<String> names() {
    return new HashSet<>(names);
  }

  void deleteFrom(IndexFolder folder) {
    for (String name : List.copyOf(names)) {
      try {
        folder.delete(name);
        names.remove(name);
      } catch (IOException e) {
        LOG.warn("{} of the search index is of no use any more and cannot be deleted", name, e);
      }
    }
  }
}
