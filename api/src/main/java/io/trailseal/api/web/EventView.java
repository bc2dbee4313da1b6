package io.trailseal.api.web;

import java.util.List;

/// One event in full.
///
/// @param proof what the verdict rests on
/// @param lines the record laid out, empty where it could not be
/// @param plain the record as plain text where it could not be laid out
/// @param remark what one must know about how the record is shown, else empty
public record EventView(
    String id,
    String title,
    String time,
    BadgeView badge,
    String bucketAndKey,
    String sha256,
    String witnessLabel,
    String witness,
    ProofView proof,
    String entry,
    String rawHref,
    String rawBytes,
    String jsonHref,
    List<Elsewhere> alsoIn,
    List<Elsewhere> conflicting,
    List<Fact> facts,
    List<Around> around,
    List<Line> lines,
    String plain,
    String remark) {

  public EventView {
    alsoIn = List.copyOf(alsoIn);
    conflicting = List.copyOf(conflicting);
    facts = List.copyOf(facts);
    around = List.copyOf(around);
    lines = List.copyOf(lines);
  }

  /// Another record.
  ///
  /// @param name of the log file, where that says something
  /// @param verdict of that log file, where it says something
  public record Elsewhere(String id, String href, String name, String verdict) {}

  /// One of the main members.
  ///
  /// @param href a search for this value, or empty
  public record Fact(String label, String path, String value, String href) {}

  /// A search that leads to the events around this one.
  ///
  /// @param q its query, for reading; empty for everything
  public record Around(String label, String href, String q) {}

  /// One line of the record laid out.
  public record Line(String indent, List<Token> tokens) {
    public Line {
      tokens = List.copyOf(tokens);
    }
  }

  /// @param style CSS class
  /// @param href a search for this value, or empty
  public record Token(String style, String text, String href) {}
}
