package io.trailseal.indexer.export;

import java.nio.file.Path;

/// Where an export goes and how its files are made.
///
/// @param target the file or, of [ExportForm#RECORDS], the folder; it must not be there
/// @param gzip whether files are compressed
/// @param eventsPerFile of [ExportForm#RECORDS]: events in one file at most
/// @param resume whether to go on with what was interrupted
public record FileOptions(Path target, boolean gzip, int eventsPerFile, boolean resume) {
  /// About as much as a busy account's log file has.
  public static final int EVENTS_PER_FILE_DEFAULT = 1_000;

  public static final int EVENTS_PER_FILE_MAX = 1_000_000;

  public FileOptions {
    if (eventsPerFile < 1 || eventsPerFile > EVENTS_PER_FILE_MAX) {
      throw new IllegalArgumentException(
          "a file has 1 to %d events, not %d".formatted(EVENTS_PER_FILE_MAX, eventsPerFile));
    }
  }
}
