package io.trailseal.indexer.access;

import java.io.IOException;

/// What somebody asked for is not given, because it could not be entered in the access record.
public sealed class UnrecordedException extends IOException permits OverBudgetException {
  private static final long serialVersionUID = 1;

  UnrecordedException(IOException cause) {
    super(
        "what you asked for is not given, because it could not be entered in the access record: "
            + cause.getMessage(),
        cause);
  }

  /// @param why printable
  UnrecordedException(String why) {
    super(why);
  }
}
