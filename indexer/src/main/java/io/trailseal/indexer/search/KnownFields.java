package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Nearest;
import io.trailseal.indexer.query.WhoFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The names of fields somebody may have meant.
final class KnownFields {
  /// Those that every trail has or may have at any time, whatever came in so far.
  static final List<String> ALWAYS = always();

  private KnownFields() {}

  private static List<String> always() {
    Set<String> names = new LinkedHashSet<>();
    FirstClass.ALL.forEach(field -> names.add(field.path()));
    names.addAll(WhoFields.PATHS);
    names.addAll(
        List.of(
            "eventTime",
            "eventID",
            "requestID",
            "eventVersion",
            "requestParameters",
            "responseElements",
            "additionalEventData",
            "serviceEventDetails",
            "sharedEventID",
            "who",
            "size",
            "proof",
            "conflicting"));
    return List.copyOf(names);
  }

  /// The field meant by `path`: one of another spelling, or one further down of this name.
  ///
  /// @param seen the paths of events
  static Optional<String> nearest(String path, List<String> seen) {
    List<String> known = new ArrayList<>(ALWAYS);
    known.addAll(seen);
    String below = "." + path.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(below))
        .findFirst()
        .or(() -> Nearest.to(path, known));
  }
}
