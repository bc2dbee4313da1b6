package io.trailseal.api.web;

import java.util.List;

/// The search page.
///
/// @param trouble all empty where the question was fine
/// @param answered false where the question was not understood, so that nothing was searched
public record SearchView(
    String q,
    String from,
    String to,
    String limit,
    Trouble trouble,
    boolean answered,
    String summary,
    String evidence,
    List<String> reservations,
    List<String> hints,
    List<Row> rows,
    String next,
    String first,
    String json,
    String askedAt,
    List<Example> examples) {

  public SearchView {
    reservations = List.copyOf(reservations);
    hints = List.copyOf(hints);
    rows = List.copyOf(rows);
    examples = List.copyOf(examples);
  }

  /// What is wrong with the question; all empty where nothing is.
  ///
  /// @param before the query up to the place
  /// @param at what stands at the place
  /// @param after the rest
  public record Trouble(String message, String remedy, String before, String at, String after) {
    static final Trouble NONE = new Trouble("", "", "", "", "");

    public boolean isPresent() {
      return !message.isEmpty();
    }

    public boolean hasPlace() {
      return !at.isEmpty();
    }
  }

  /// One event in the list.
  ///
  /// @param who the part of the name that tells people apart
  /// @param whoBy the role a session is of, or the kind of name; may be empty
  /// @param whoInFull the name as the event has it
  public record Row(
      String href,
      String time,
      String eventName,
      String eventSource,
      String who,
      String whoBy,
      String whoInFull,
      String account,
      String region,
      String sourceIP,
      String errorCode,
      BadgeView badge) {}

  /// A query to learn from.
  public record Example(String query, String meaning, String href) {}
}
