package io.trailseal.verifier.report;

import java.util.Locale;

/// Forms in which a report is written.
public enum Format {
  /// For a person at a terminal, or on paper.
  TEXT,
  /// For programs; see [Reports#schema()].
  JSON,
  /// The XML in which test runners report, as Jenkins, GitLab and others read it.
  JUNIT,
  /// One page for a browser, nothing else needed.
  HTML;

  /// As on the command line: `junit`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The same, for lists of choices.
  @Override
  public String toString() {
    return word();
  }
}
