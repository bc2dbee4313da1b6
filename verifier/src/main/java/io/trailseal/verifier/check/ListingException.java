package io.trailseal.verifier.check;

import io.trailseal.verifier.Verdict.Obstacle;

/// A part of an archive could not be listed to its end.
public final class ListingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Obstacle obstacle;

  /// @param detail facts for a person, printable
  public ListingException(Obstacle obstacle, String detail) {
    super(detail);
    this.obstacle = obstacle;
  }

  public Obstacle obstacle() {
    return obstacle;
  }

  /// Facts for a person.
  public String detail() {
    return String.valueOf(getMessage());
  }
}
