package io.trailseal.indexer.ledger;

/// What else is recorded of what somebody did. The member names are written to ledgers, in this
/// order.
public enum AccessDetail {
  /// The route's template, or the command.
  ROUTE("route", false),
  /// As it was asked, or its beginning.
  QUERY("query", false),
  /// Only where `query` is cut: SHA-256 of the whole in UTF-8, in hex.
  QUERY_HASH("queryHash", false),
  /// Only where `query` is cut: UTF-16 code units of the whole.
  QUERY_LENGTH("queryLength", true),
  /// What was counted, as it was asked.
  COUNTED("counted", false),
  /// Start of the time range, ISO 8601.
  FROM("from", false),
  /// End of the time range, exclusive.
  TO("to", false),
  /// AWS accounts that the answer was limited to, with a space between.
  ACCOUNTS("accounts", false),
  FIELD("field", false),
  /// An event's id with us, or its eventID.
  EVENT("event", false),
  /// An object's name, or its entry.
  OBJECT("object", false),
  FORMAT("format", false),
  /// How many were given: hits of this page, values.
  HITS("hits", true),
  /// How many there are in all, where that was found out exactly.
  TOTAL("total", true),
  /// How many there are at least.
  TOTAL_AT_LEAST("totalAtLeast", true),
  /// Rows that an export has given.
  ROWS("rows", true),
  /// The entry by which this was begun.
  BEGUN_AT("begunAt", true),
  /// The user, token, setting or job it is about.
  SUBJECT("subject", false),
  /// What was changed about it, for a person. Never a secret.
  CHANGE("change", false),
  /// Why not, or why no more.
  REASON("reason", false),
  /// How often, where several are one entry.
  TIMES("times", true),
  /// When the first of those was.
  SINCE("since", false);

  private final String member;
  private final boolean number;

  AccessDetail(String member, boolean number) {
    this.member = member;
    this.number = number;
  }

  /// Its name in an entry.
  public String member() {
    return member;
  }

  /// Whether its value is a whole number.
  public boolean isNumber() {
    return number;
  }
}
