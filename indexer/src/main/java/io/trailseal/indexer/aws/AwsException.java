package io.trailseal.indexer.aws;

import io.trailseal.verifier.Verdict.Obstacle;

/// AWS did not do what it was asked for.
public final class AwsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Obstacle obstacle;
  private final boolean absent;

  /// @param detail facts for a person, printable
  AwsException(Obstacle obstacle, String detail) {
    this(obstacle, detail, false);
  }

  AwsException(Obstacle obstacle, String detail, boolean absent) {
    super(detail);
    this.obstacle = obstacle;
    this.absent = absent;
  }

  public Obstacle obstacle() {
    return obstacle;
  }

  /// Whether what was named is not there: the bucket.
  public boolean isAbsent() {
    return absent;
  }

  /// What happened and what to do, for a person.
  public String detail() {
    return String.valueOf(getMessage());
  }
}
