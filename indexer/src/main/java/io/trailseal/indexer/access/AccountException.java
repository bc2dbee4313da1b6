package io.trailseal.indexer.access;

/// An account or credential cannot be as somebody wants it. The message says why, for a person.
public final class AccountException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /// Why.
  public enum Reason {
    /// It is not as it must be.
    INVALID,
    /// There is one of that name, or there are too many.
    TAKEN,
    /// There is none of that name.
    UNKNOWN,
    /// It would leave nobody who can set up accounts.
    LAST_OPERATOR
  }

  public AccountException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
