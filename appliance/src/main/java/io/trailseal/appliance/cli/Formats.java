package io.trailseal.appliance.cli;

import java.util.Locale;

/// Forms in which commands give their results.
final class Formats {
  private Formats() {}

  /// For reports.
  enum Report {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// For events.
  enum Events {
    TABLE,
    JSON,
    NDJSON,
    CSV;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
