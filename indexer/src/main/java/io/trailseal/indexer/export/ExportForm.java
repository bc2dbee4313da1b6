package io.trailseal.indexer.export;

import java.util.Locale;

/// The forms that events can be written in.
public enum ExportForm {
  /// A record a line.
  NDJSON,
  /// Chosen columns.
  CSV,
  /// Files as CloudTrail writes them; only into a folder.
  RECORDS;

  /// As it is typed.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }
}
