package io.trailseal.indexer.notice;

/// A message is not what it seemed to be. Never leaves this room.
final class NotUnderstoodException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param why for a person, printable
  NotUnderstoodException(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
