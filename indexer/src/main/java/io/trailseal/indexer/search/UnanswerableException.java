package io.trailseal.indexer.search;

/// A question that is well formed and cannot be answered: it asks for a range of a field that has
/// no order, its cursor belongs to another question, or it is too expensive. The message says what
/// to do.
public final class UnanswerableException extends Exception {
  private static final long serialVersionUID = 1;

  public UnanswerableException(String message) {
    super(message);
  }
}
