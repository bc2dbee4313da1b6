package io.trailseal.api.web;

import java.util.List;

/// The page about who did what.
///
/// @param action chosen; empty for all
/// @param trouble empty where the question was fine
/// @param summary what is shown
/// @param next address of what comes after; empty at the end
/// @param first address of the first page; empty on it
public record AccessView(
    String who,
    String action,
    String from,
    String to,
    String text,
    List<String> actions,
    String trouble,
    String summary,
    List<Row> rows,
    String next,
    String first,
    String json,
    String export) {
  public AccessView {
    actions = List.copyOf(actions);
    rows = List.copyOf(rows);
  }

  /// One entry.
  public record Row(
      String entry,
      String leafHash,
      String time,
      String who,
      String address,
      String action,
      String outcome,
      String details) {}
}
