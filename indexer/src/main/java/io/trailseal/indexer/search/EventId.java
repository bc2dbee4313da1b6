package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which record of which object: `1234-17`. Unlike CloudTrail's eventID it is always there, is
/// unique, and stays the same when the index is rebuilt.
///
/// @param object the ledger entry of the object the record came in
/// @param ordinal the record's place in that object, from 0
public record EventId(LedgerPosition object, int ordinal) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,9})");

  public static Optional<EventId> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new EventId(
                new LedgerPosition(Long.parseLong(matcher.group(1))),
                Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return object + "-" + ordinal;
  }
}
