package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Nearest;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// In which order events are answered.
///
/// Events that lack the field come last, either way. Where two have the same value, the newer comes
/// first, and then the one with the smaller id; sorted by time, the smaller id. Values are compared
/// as they are written, by code point, so that `Z` comes before `a`. Of a field with several values
/// in one event the first counts when ascending and the last when descending.
///
/// @param field [#TIME], [#SIZE], or the path of a field that has a column, as [#fields()] spells
///   it
public record SortOrder(String field, boolean ascending) {
  /// When the event happened.
  public static final String TIME = "eventTime";

  /// Bytes of the raw record.
  public static final String SIZE = "size";

  private static final List<String> FIELDS = known();

  /// What nobody has to ask for.
  public static final SortOrder NEWEST_FIRST = new SortOrder(TIME, false);

  private static final int EXCERPT_LENGTH = 80;

  public SortOrder {
    if (!FIELDS.contains(field)) {
      throw new IllegalArgumentException("events are not sorted by " + S3Name.printable(field));
    }
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>(List.of(TIME, SIZE));
    FirstClass.ALL.forEach(field -> known.add(field.path()));
    return List.copyOf(known);
  }

  /// By what events can be sorted.
  public static List<String> fields() {
    return FIELDS;
  }

  /// Reads `eventName:asc`, `eventTime:desc`, or a field alone, which means newest first for the
  /// time and ascending for everything else.
  ///
  /// @throws UnanswerableException saying what can be written
  public static SortOrder parse(String text) throws UnanswerableException {
    int colon = text.lastIndexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String direction = colon < 0 ? "" : text.substring(colon + 1);
    Optional<String> field = FIELDS.stream().filter(name::equalsIgnoreCase).findFirst();
    if (field.isEmpty()) {
      throw new UnanswerableException(
          "events cannot be sorted by '%s'%s; these can be: %s"
              .formatted(
                  S3Name.excerpt(name, EXCERPT_LENGTH),
                  Nearest.to(name, FIELDS).map("; did you mean %s?"::formatted).orElse(""),
                  String.join(", ", FIELDS)));
    }
    return switch (direction.toLowerCase(Locale.ROOT)) {
      case "asc" -> new SortOrder(field.get(), true);
      case "desc" -> new SortOrder(field.get(), false);
      default -> {
        if (colon >= 0) {
          throw new UnanswerableException(
              "after %s: stands asc or desc, found '%s'"
                  .formatted(field.get(), S3Name.excerpt(direction, EXCERPT_LENGTH)));
        }
        yield new SortOrder(field.get(), !field.get().equals(TIME));
      }
    };
  }

  boolean isByTime() {
    return field.equals(TIME);
  }

  @Override
  public String toString() {
    return field + (ascending ? ":asc" : ":desc");
  }
}
