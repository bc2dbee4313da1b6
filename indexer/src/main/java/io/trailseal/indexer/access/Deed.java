package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.verifier.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What somebody did, in so many words that an entry holds: longer ones are cut, and end with `…`.
/// Texts are kept as they came; whoever shows them escapes them.
///
/// @param details what belongs to it
public record Deed(AccessAction action, AccessOutcome outcome, Map<AccessDetail, String> details) {
  /// Characters of a query that are kept. Of a longer one there are its hash and its length.
  public static final int QUERY_LENGTH_MAX = 1_000;

  /// Characters of any other text.
  public static final int TEXT_LENGTH_MAX = 800;

  public Deed {
    Map<AccessDetail, String> copy = new EnumMap<>(AccessDetail.class);
    copy.putAll(details);
    details = Collections.unmodifiableMap(copy);
  }

  /// It was done.
  public static Deed of(AccessAction action) {
    return new Deed(action, AccessOutcome.DONE, Map.of());
  }

  public Deed as(AccessOutcome other) {
    return new Deed(action, other, details);
  }

  /// With the text of a query.
  public Deed query(String text) {
    Deed cut = put(AccessDetail.QUERY, cut(text, QUERY_LENGTH_MAX, ""));
    return text.length() <= QUERY_LENGTH_MAX
        ? cut
        : cut.put(
                AccessDetail.QUERY_HASH,
                // What UTF-8 cannot hold counts as a question mark: so do other tools.
                Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex())
            .with(AccessDetail.QUERY_LENGTH, text.length());
  }

  /// With the time range that was asked for.
  public Deed range(Optional<Instant> from, Optional<Instant> to) {
    Deed with = from.isPresent() ? put(AccessDetail.FROM, from.get().toString()) : this;
    return to.isPresent() ? with.put(AccessDetail.TO, to.get().toString()) : with;
  }

  public Deed with(AccessDetail detail, String text) {
    return put(detail, cut(text, TEXT_LENGTH_MAX, "…"));
  }

  public Deed with(AccessDetail detail, long number) {
    return put(detail, Long.toString(number));
  }

  private Deed put(AccessDetail detail, String text) {
    Map<AccessDetail, String> more = new EnumMap<>(AccessDetail.class);
    more.putAll(details);
    more.put(detail, text);
    return new Deed(action, outcome, more);
  }

  /// The beginning of a text, no character cut in two.
  static String cut(String text, int lengthMax, String ending) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int length = lengthMax - ending.length();
    return text.substring(
            0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length)
        + ending;
  }
}
