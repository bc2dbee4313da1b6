package io.trailseal.verifier.trail;

/// Something wrong with an object's bytes, found while reading them.
///
/// @param offset where: a byte offset, into the delivered bytes for gzip trouble and into the
///   inflated content for JSON trouble (the reason says which); 0 when the whole object is meant
/// @param reason what was required and what was found, printable, at most [#REASON_LENGTH_MAX]
///   characters
public record Defect(long offset, String reason) {
  /// Reasons quote hostile content; this bounds what a ledger entry can be made to hold.
  public static final int REASON_LENGTH_MAX = 300;

  public Defect {
    if (offset < 0) {
      throw new IllegalArgumentException("an offset is not negative, this one is " + offset);
    }
    if (reason.length() > REASON_LENGTH_MAX) {
      int cut = REASON_LENGTH_MAX - 1;
      // Half a surrogate pair would not survive being written as UTF-8.
      cut = Character.isHighSurrogate(reason.charAt(cut - 1)) ? cut - 1 : cut;
      reason = reason.substring(0, cut) + "…";
    }
  }

  private static final String OVER_LIMIT = "over the limit: ";

  /// The object is too large for us; that says nothing about who changed what.
  static Defect overLimit(long offset, String what, long limit) {
    return new Defect(offset, OVER_LIMIT + "%s, and %,d is the most".formatted(what, limit));
  }

  /// Whether a limit of ours is what kept the object from being read whole.
  public boolean isOverLimit() {
    return reason.startsWith(OVER_LIMIT);
  }
}
