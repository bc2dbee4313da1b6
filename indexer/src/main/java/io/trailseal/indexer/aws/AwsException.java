package io.trailseal.indexer.aws;

import io.trailseal.verifier.Verdict.Obstacle;

/// AWS did not do what it was asked for.
public final class AwsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Obstacle obstacle;

  /// @param detail facts for a person, printable
  AwsException(Obstacle obstacle, String detail) {
    super(detail);
    this.obstacle = obstacle;
  }

  public Obstacle obstacle() {
    return obstacle;
  }

  /// What happened and what to do, for a person.
  public String detail() {
    return String.valueOf(getMessage());
  }
}
