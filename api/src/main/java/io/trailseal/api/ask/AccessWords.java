package io.trailseal.api.ask;

import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.verifier.S3Name;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// An entry of the access record in words, with everything hostile made visible.
public final class AccessWords {
  private static final int NAME_LENGTH_MAX = 100;
  private static final int DETAIL_LENGTH_MAX = 300;

  private AccessWords() {}

  /// `alice`, `alice with tsl_1a2b`, `a stranger as root`.
  public static String who(AccessEntry entry) {
    Accessed.Who who = entry.accessed().who();
    String name = S3Name.excerpt(who.name(), NAME_LENGTH_MAX);
    return switch (who.kind()) {
      case "STRANGER" -> name.isEmpty() ? "strangers" : "a stranger as " + name;
      case "MACHINE" -> name + " on the machine";
      default -> who.credential().isEmpty() ? name : name + " with " + credential(entry);
    };
  }

  /// The public part of the token or key it was done with; empty where none was.
  public static String credential(AccessEntry entry) {
    return entry
        .accessed()
        .who()
        .credential()
        .map(part -> S3Name.excerpt(part, NAME_LENGTH_MAX))
        .orElse("");
  }

  public static String address(AccessEntry entry) {
    return S3Name.excerpt(entry.accessed().who().address(), NAME_LENGTH_MAX);
  }

  /// `query`, `sign in refused`.
  public static String action(AccessEntry entry) {
    return words(entry.accessed().action());
  }

  /// `done`, `cut`.
  public static String outcome(AccessEntry entry) {
    return words(entry.accessed().outcome());
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// `eventName:Delete*, hits 50, total 1234`.
  public static String details(AccessEntry entry) {
    return entry.accessed().details().entrySet().stream()
        .map(AccessWords::detail)
        .collect(Collectors.joining(", "));
  }

  private static String detail(Map.Entry<AccessDetail, String> each) {
    String text = S3Name.excerpt(each.getValue(), DETAIL_LENGTH_MAX);
    return switch (each.getKey()) {
      case QUERY -> text.isEmpty() ? "every event" : text;
      case TOTAL_AT_LEAST -> "total at least " + text;
      case BEGUN_AT -> "begun with entry " + text;
      case QUERY_HASH -> "cut, sha256 of the whole " + text;
      case QUERY_LENGTH -> "length of the whole " + text;
      default -> each.getKey().member() + " " + text;
    };
  }
}
