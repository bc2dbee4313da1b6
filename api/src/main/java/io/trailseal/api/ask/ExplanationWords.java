package io.trailseal.api.ask;

import io.trailseal.indexer.search.Explanation;
import io.trailseal.indexer.search.Explanation.Part;
import io.trailseal.indexer.search.Explanation.SearchedMonth;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An explanation in lines for a person. Queries are quoted printably.
public final class ExplanationWords {
  /// Of a query or a part of it this much is quoted.
  private static final int QUOTED_MAX = 200;

  private ExplanationWords() {}

  /// What was asked, part by part, where it was looked for, and what takes long.
  public static List<String> lines(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    lines.add("asked: " + S3Name.excerpt(explanation.query(), QUOTED_MAX));
    part(explanation.root(), "  ", lines);
    lines.add("searched: " + searched(explanation.months()));
    explanation.cautions().forEach(caution -> lines.add("slow: " + caution));
    return lines;
  }

  private static void part(Part part, String indent, List<String> lines) {
    String what = part.parts().isEmpty() ? S3Name.excerpt(part.written(), QUOTED_MAX) + " – " : "";
    lines.add(indent + what + part.means() + figures(part));
    part.parts().forEach(inner -> part(inner, indent + "  ", lines));
  }

  private static String figures(Part part) {
    String values = "";
    if (part.values().isPresent() && part.values().getAsLong() != 1) {
      long count = part.values().getAsLong();
      values =
          (count == Part.VALUES_MAX ? "; at least %s values" : "; %s values").formatted(n(count));
    }
    String events = "";
    if (part.events().isPresent()) {
      long count = part.events().getAsLong();
      events = count == 1 ? "; 1 event" : "; %s events".formatted(n(count));
    }
    return values + events;
  }

  private static String searched(List<SearchedMonth> months) {
    if (months.isEmpty()) {
      return "nothing, no month has such times";
    }
    long events = months.stream().mapToLong(SearchedMonth::events).sum();
    String newest = months.getFirst().name();
    String oldest = months.getLast().name();
    List<String> cut =
        months.stream().filter(month -> !month.whole()).map(SearchedMonth::name).toList();
    return "%s, %s events%s"
        .formatted(
            months.size() == 1
                ? newest
                : "%d months, %s back to %s".formatted(months.size(), newest, oldest),
            n(events),
            cut.isEmpty() ? "" : "; in part: " + String.join(", ", cut));
  }

  private static String n(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
