package io.trailseal.verifier;

/// How much a verdict weighs for whoever has to act on it.
public enum Severity {
  /// Nothing is wrong.
  NONE,
  /// Worth knowing, and nothing is wrong: a chain that began anew without losing a minute.
  NOTE,
  /// Something could not be vouched for. That may be innocent, and somebody has to find out.
  WARNING,
  /// The evidence contradicts what CloudTrail signed.
  ERROR;

  /// `error`, as in every answer.
  public String word() {
    return switch (this) {
      case NONE -> "none";
      case NOTE -> "note";
      case WARNING -> "warning";
      case ERROR -> "error";
    };
  }
}
