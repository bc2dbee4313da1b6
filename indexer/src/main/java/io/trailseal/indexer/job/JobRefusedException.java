package io.trailseal.indexer.job;

/// A job is not begun, or not stopped.
public final class JobRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /// Why.
  public enum Reason {
    /// One of its kind is at work.
    RUNNING,
    /// It would read where nobody allowed it.
    NOT_ALLOWED,
    /// It makes no sense as it was asked for.
    WRONG,
    /// It cannot be done as things are.
    NOT_POSSIBLE
  }

  /// @param message for a person, lower case, no full stop; printable
  JobRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
