package io.trailseal.verifier.report;

import java.util.List;

/// How to write a report.
///
/// @param columns the width of the text form, in characters; names and hashes are never cut for it
/// @param verbose whether days on which everything is intact get a line as well
/// @param remarks what else the reader has to know, one sentence each: whose keys were used, how a
///   time was understood; may quote hostile text
public record ReportOptions(int columns, boolean verbose, List<String> remarks) {
  /// Paper and pipes.
  public static final int COLUMNS_STANDARD = 100;

  private static final int COLUMNS_MIN = 60;
  private static final int COLUMNS_MAX = 400;

  public static final ReportOptions STANDARD =
      new ReportOptions(COLUMNS_STANDARD, false, List.of());

  public ReportOptions {
    columns = Math.clamp(columns, COLUMNS_MIN, COLUMNS_MAX);
    remarks = List.copyOf(remarks);
  }

  public ReportOptions remarks(List<String> others) {
    return new ReportOptions(columns, verbose, others);
  }
}
