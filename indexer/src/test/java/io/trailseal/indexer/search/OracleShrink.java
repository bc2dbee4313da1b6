package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes a question that goes wrong smaller, as long as it still goes wrong.
final class OracleShrink {
  private static final int STEPS_MAX = 500;

  private OracleShrink() {}

  static Query smallest(Query wrong, Predicate<Query> goesWrong) {
    Query smallest = wrong;
    for (int steps = 0; steps < STEPS_MAX; steps++) {
      Optional<Query> smaller = smaller(smallest).stream().filter(goesWrong).findFirst();
      if (smaller.isEmpty()) {
        return smallest;
      }
      smallest = smaller.get();
    }
    return smallest;
  }

  private static List<Query> smaller(Query query) {
    return switch (query) {
      case Query.And(var parts) -> smallerParts(parts, Query.And::new);
      case Query.Or(var parts) -> smallerParts(parts, Query.Or::new);
      case Query.Not(var part) -> {
        List<Query> all = new ArrayList<>(List.of(part));
        smaller(part).forEach(each -> all.add(new Query.Not(each)));
        yield all;
      }
      case Query.Text(var words) ->
          shorter(words).stream().filter(t -> !t.isBlank()).<Query>map(Query.Text::new).toList();
      case Query.Field(var path, var test) ->
          smaller(test).stream().<Query>map(each -> new Query.Field(path, each)).toList();
      default -> List.of();
    };
  }

  private interface Joined {
    Query of(List<Query> parts);
  }

  private static List<Query> smallerParts(List<Query> parts, Joined joined) {
    List<Query> all = new ArrayList<>(parts);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.size() > 2) {
        List<Query> fewer = new ArrayList<>(parts);
        fewer.remove(i);
        all.add(joined.of(fewer));
      }
      for (Query each : smaller(parts.get(i))) {
        List<Query> changed = new ArrayList<>(parts);
        changed.set(i, each);
        all.add(joined.of(changed));
      }
    }
    return all;
  }

  private static List<Test> smaller(Test test) {
    return switch (test) {
      case Test.Is(var value) -> shorter(value).stream().<Test>map(Test.Is::new).toList();
      case Test.Like(var pattern) -> {
        List<Test> all = new ArrayList<>();
        // A pattern without a wildcard, or of stars alone, would be printed as something else.
        shorter(pattern).stream()
            .filter(p -> p.matches("(?s)[^\\\\]*[*?][^\\\\]*") && !p.matches("\\*+"))
            .forEach(p -> all.add(new Test.Like(p)));
        yield all;
      }
      case Test.Between(var low, var lowIn, var high, var highIn) ->
          low.isEmpty() || high.isEmpty()
              ? List.of()
              : List.of(
                  new Test.Between("", true, high, highIn), new Test.Between(low, lowIn, "", true));
      default -> List.of();
    };
  }

  private static List<String> shorter(String text) {
    if (text.length() < 2) {
      return List.of();
    }
    int half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
    return List.of(
        text.substring(0, half),
        text.substring(half),
        text.substring(text.offsetByCodePoints(0, 1)),
        text.substring(0, text.offsetByCodePoints(text.length(), -1)));
  }
}
