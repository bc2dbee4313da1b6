package io.trailseal.verifier.source;

import java.util.Set;

/// What operating systems leave lying around in folders and archives. It never was in a bucket.
final class Litter {
  private static final Set<String> NAMES = Set.of(".DS_Store", "Thumbs.db", "desktop.ini");
  private static final String MAC_FOLDER = "__MACOSX/";

  private Litter() {}

  static boolean isLitter(String path) {
    return NAMES.contains(path.substring(path.lastIndexOf('/') + 1))
        || path.startsWith(MAC_FOLDER)
        || path.contains("/" + MAC_FOLDER);
  }
}
