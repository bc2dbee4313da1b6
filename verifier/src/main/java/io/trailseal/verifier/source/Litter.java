package io.trailseal.verifier.source;

import java.util.Set;

/// What operating systems leave lying around in folders and archives. It never was in a bucket.
final class Litter {
  private static final Set<String> NAMES = Set.of(".DS_Store", "Thumbs.db", "desktop.ini");
  private static final String MAC_FOLDER = "__MACOSX/";
  private static final String LOGS = "AWSLogs/";

  private Litter() {}

  static boolean isLitter(String path) {
    return NAMES.contains(path.substring(path.lastIndexOf('/') + 1))
        || path.startsWith(MAC_FOLDER)
        || isBefore(path.indexOf("/" + MAC_FOLDER), path.indexOf(LOGS));
  }

  /// Archivers put their folder beside what was packed. Below `AWSLogs` it is somebody's own, and
  /// whatever reads log files there would read those in it.
  private static boolean isBefore(int folder, int logs) {
    return folder >= 0 && (logs < 0 || folder < logs);
  }
}
