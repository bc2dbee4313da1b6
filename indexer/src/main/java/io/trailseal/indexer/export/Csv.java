package io.trailseal.indexer.export;

import java.util.List;
import java.util.stream.Collectors;

/// Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.
public final class Csv {
  /// A cell that begins like this is a formula to a spreadsheet, and attackers choose what is in
  /// ours. Source: OWASP, "CSV Injection".
  private static final String FORMULA_BEGINS = "=+-@\t\r\n";

  private Csv() {}

  /// One line with its line end.
  public static String row(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
  }

  /// One value, in quotation marks.
  public static String cell(String text) {
    String safe = startsFormula(text) ? "'" + text : text;
    // Always in quotation marks: a reader never has to guess.
    return '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static boolean startsFormula(String text) {
    // Spreadsheets look past blanks, and some take the full-width signs of East Asian keyboards.
    String stripped = text.stripLeading();
    if (stripped.isEmpty()) {
      return !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0;
    }
    char first = stripped.charAt(0);
    return FORMULA_BEGINS.indexOf(first) >= 0
        || FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0
        || "＝＋－＠".indexOf(first) >= 0;
  }
}
