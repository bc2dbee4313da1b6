package io.trailseal.indexer.ingest;

import io.trailseal.verifier.Verdict.Obstacle;

/// A queue or a bucket did not do what it was asked for.
public final class SourceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Obstacle obstacle;
  private final boolean isAbsent;

  /// @param obstacle what kind of thing stood in the way
  /// @param detail what was tried, what was answered, and what permission or action is missing; for
  ///   a person, printable
  public SourceException(Obstacle obstacle, String detail) {
    this(obstacle, detail, false);
  }

  /// @param isAbsent whether it was said that there is no such bucket
  public SourceException(Obstacle obstacle, String detail, boolean isAbsent) {
    super(detail);
    this.obstacle = obstacle;
    this.isAbsent = isAbsent;
  }

  /// Whether it was said that there is no such bucket.
  public boolean isAbsent() {
    return isAbsent;
  }

  public Obstacle obstacle() {
    return obstacle;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }
}
