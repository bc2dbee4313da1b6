package io.trailseal.appliance.cli;

import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Rows under headings, fitted to a width. Cells may quote evidence.
final class Table {
  /// Less than this cannot be read.
  private static final int COLUMN_WIDTH_MIN = 6;

  private static final String BETWEEN = "  ";

  private final List<String> headings;
  private final List<Integer> keepWidth;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param headings one for each column
  /// @param keepWidth indexes of columns that are never cut, because half a time or verdict
  ///   misleads
  Table(List<String> headings, List<Integer> keepWidth) {
    this.headings = List.copyOf(headings);
    this.keepWidth = List.copyOf(keepWidth);
  }

  void row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row has %d cells, this one has %d".formatted(headings.size(), cells.length));
    }
    List<String> printable = new ArrayList<>();
    for (String cell : cells) {
      printable.add(S3Name.printable(cell));
    }
    rows.add(printable);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// @param columns the width of the screen
  void print(Terminal terminal, int columns) {
    print(terminal::line, columns);
  }

  /// @param to takes each line
  void print(Consumer<String> to, int columns) {
    int[] widths = widths(columns);
    to.accept(line(headings, widths));
    for (List<String> row : rows) {
      to.accept(line(row, widths));
    }
  }

  private int[] widths(int columns) {
    int[] widths = new int[headings.size()];
    int total = BETWEEN.length() * (widths.length - 1);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(headings.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
      total += widths[i];
    }
    // The widest gives way first, so that one long name does not cost all others theirs.
    while (total > columns) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (!keepWidth.contains(i)
            && widths[i] > Math.max(COLUMN_WIDTH_MIN, width(headings.get(i)))
            && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0) {
        break; // Nothing can be narrower; the screen will wrap.
      }
      widths[widest]--;
      total--;
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cut(cells.get(i), widths[i]);
      line.append(cell);
      if (i < widths.length - 1) {
        line.append(" ".repeat(widths[i] - width(cell))).append(BETWEEN);
      }
    }
    return line.toString();
  }

  private static String cut(String cell, int width) {
    if (width(cell) <= width) {
      return cell;
    }
    return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
  }

  /// Code points; wide scripts take two columns each and only shift what is right of them.
  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
