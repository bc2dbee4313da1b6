package io.trailseal.indexer.ledger;

/// What somebody did, or tried to do. The names are written to ledgers, the numbers to a column:
/// neither is ever given to something else.
public enum AccessAction {
  SIGNED_IN(1),
  /// A password, a token, a key or an answer of an identity provider did not hold.
  SIGN_IN_REFUSED(2),
  SIGNED_OUT(3),
  /// Who asks is known, and may not do that: a right is missing.
  REFUSED(4),
  /// Events were searched, counted or explained.
  QUERY(5),
  /// Values of a field were suggested.
  VALUES_SUGGESTED(6),
  /// The raw record of one event was shown.
  EVENT_VIEWED(7),
  /// The proof of one event was given.
  PROOF(8),
  /// Events, or the access record, were given out as a file or a stream. Entered twice: before its
  /// first byte and at its end.
  EXPORT(9),
  /// A report about the evidence was given.
  REPORT(10),
  /// A bundle was given.
  BUNDLE(11),
  /// The bytes of an object or of a message were given.
  OBJECT_VIEWED(12),
  /// This record was read.
  ACCESS_READ(13),
  SETTINGS_CHANGED(14),
  /// A user was added, changed, disabled, or given another password or other roles.
  ACCOUNT_CHANGED(15),
  TOKEN_CREATED(16),
  TOKEN_REVOKED(17),
  JOB_STARTED(18),
  JOB_CANCELLED(19),
  JOB_ENDED(20);

  private final byte number;

  AccessAction(int number) {
    this.number = (byte) number;
  }

  byte number() {
    return number;
  }
}
