package io.trailseal.indexer.access;

/// What somebody asked for is not given, because as much as is entered of one name within an hour
/// was entered of theirs already; see [Budgets].
public final class OverBudgetException extends UnrecordedException {
  private static final long serialVersionUID = 1;

  private final long secondsUntilOver;

  /// @param secondsUntilOver until they may ask again
  OverBudgetException(String why, long secondsUntilOver) {
    super(why);
    this.secondsUntilOver = secondsUntilOver;
  }

  /// Until they may ask again, at least 1.
  public long secondsUntilOver() {
    return secondsUntilOver;
  }
}
