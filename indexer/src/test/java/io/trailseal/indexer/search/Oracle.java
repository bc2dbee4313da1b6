package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.search.OracleEvent.Leaf;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Says which events match, in the slow and obvious way: looks at every leaf of every event. What
/// it does stands in the package comments of `indexer.query` and `indexer.search`; where the engine
/// says otherwise, one of the two is wrong.
final class Oracle {
  private static final String MAX_ADDRESS = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

  private static final List<String> WHO =
      List.of(
          "useridentity.arn",
          "useridentity.username",
          "useridentity.principalid",
          "useridentity.invokedby",
          "useridentity.accesskeyid",
          "useridentity.sessioncontext.sessionissuer.arn",
          "useridentity.sessioncontext.sessionissuer.username",
          "useridentity.sessioncontext.sourceidentity");

  final List<OracleEvent> events;

  /// The verdict of each object that has one, in words.
  private final Map<Long, String> verdicts;

  /// The events whose eventID another one of the month and account has, with other content.
  private final Set<OracleEvent> conflicting = new HashSet<>();

  Oracle(List<OracleEvent> events, Map<Long, String> verdicts) {
    this.events = List.copyOf(events);
    this.verdicts = verdicts;
    Map<String, List<OracleEvent>> withOneId = new HashMap<>();
    for (OracleEvent event : this.events) {
      event
          .keyInMonth()
          .ifPresent(key -> withOneId.computeIfAbsent(key, _ -> new ArrayList<>()).add(event));
    }
    for (List<OracleEvent> same : withOneId.values()) {
      for (OracleEvent event : same) {
        if (same.stream().anyMatch(other -> other != event && other.conflictsWith(event))) {
          conflicting.add(event);
        }
      }
    }
  }

  /// The same with these events alone.
  Oracle only(Predicate<OracleEvent> seen) {
    return new Oracle(events.stream().filter(seen).toList(), verdicts);
  }

  /// Newest first, those without a time last, then by id.
  static final Comparator<OracleEvent> NEWEST_FIRST =
      Comparator.comparing(
              (OracleEvent event) -> event.time.orElse(Long.MIN_VALUE), Comparator.reverseOrder())
          .thenComparingLong(event -> event.id.object().value())
          .thenComparingInt(event -> event.id.ordinal());

  /// All that match, newest first.
  List<OracleEvent> matching(Query query) {
    return events.stream().filter(test(query)).sorted(NEWEST_FIRST).toList();
  }

  /// What `sort` says: those that lack the field last, then newest first, then by id.
  static Comparator<OracleEvent> order(SortOrder sort) {
    boolean up = sort.ascending();
    if (sort.field().equals("eventTime")) {
      Comparator<Long> times = up ? Comparator.naturalOrder() : Comparator.reverseOrder();
      return Comparator.comparing(
              (OracleEvent event) -> event.time.orElse(null), Comparator.nullsLast(times))
          .thenComparingLong(event -> event.id.object().value())
          .thenComparingInt(event -> event.id.ordinal());
    }
    if (sort.field().equals("size")) {
      Comparator<Long> sizes = up ? Comparator.naturalOrder() : Comparator.reverseOrder();
      return Comparator.comparing((OracleEvent event) -> event.bytes, sizes)
          .thenComparing(NEWEST_FIRST);
    }
    Comparator<String> values = up ? OracleText::compare : (a, b) -> OracleText.compare(b, a);
    return Comparator.comparing(
            (OracleEvent event) -> event.column(sort.field()).stream().min(values).orElse(null),
            Comparator.nullsLast(values))
        .thenComparing(NEWEST_FIRST);
  }

  Predicate<OracleEvent> test(Query query) {
    return switch (query) {
      case Query.All _ -> _ -> true;
      case Query.And(var parts) -> {
        List<Predicate<OracleEvent>> tests = parts.stream().map(this::test).toList();
        yield event -> tests.stream().allMatch(test -> test.test(event));
      }
      case Query.Or(var parts) -> {
        List<Predicate<OracleEvent>> tests = parts.stream().map(this::test).toList();
        yield event -> tests.stream().anyMatch(test -> test.test(event));
      }
      case Query.Not(var part) -> test(part).negate();
      case Query.Text(var words) -> {
        List<Predicate<String>> wanted =
            OracleText.words(words).stream().map(Predicate::<String>isEqual).toList();
        String id = OracleText.fold(words.strip());
        yield event -> event.ids.containsValue(id) || hasWords(event, wanted);
      }
      case Query.TextLike(var pattern) -> {
        List<Predicate<String>> wanted =
            OracleText.patternWords(pattern).stream()
                .map(pieces -> remembering(word -> OracleText.like(pieces, word)))
                .toList();
        yield event -> hasWords(event, wanted);
      }
      case Query.TextMatches(var regex) -> {
        Pattern pattern = OracleText.regex(regex);
        List<Predicate<String>> wanted =
            List.of(remembering(word -> pattern.matcher(word).matches()));
        yield event -> hasWords(event, wanted);
      }
      case Query.Who(var test) -> who(test);
      case Query.Size(var test) -> size(test);
      case Query.Proof(var word) ->
          event ->
              verdicts.getOrDefault(event.id.object().value(), "not yet examined").equals(word);
      case Query.Conflicting _ -> conflicting::contains;
      case Query.Field(var path, var test) -> field(OracleText.foldPath(path), test);
    };
  }

  /// Few values are many events'.
  private static Predicate<String> remembering(Predicate<String> slow) {
    Map<String, Boolean> known = new HashMap<>();
    return value -> known.computeIfAbsent(value, slow::test);
  }

  /// Any of the fields that name somebody, by its whole value or what stands after its last sign.
  private Predicate<OracleEvent> who(Test test) {
    Predicate<String> passes =
        switch (test) {
          case Test.Is(var value) -> Predicate.isEqual(OracleText.stored(OracleText.fold(value)));
          case Test.Like(var pattern) -> {
            List<Integer> pieces = OracleText.pattern(pattern);
            yield remembering(value -> OracleText.like(pieces, value));
          }
          case Test.Matches(var regex) -> {
            Pattern pattern = OracleText.regex(regex);
            yield remembering(value -> pattern.matcher(value).matches());
          }
          default -> value -> !value.isEmpty();
        };
    Predicate<OracleEvent> any = _ -> false;
    for (String path : WHO) {
      any =
          any.or(
              test instanceof Test.Exists
                  ? field(path, test)
                  : anyLeaf(
                      path,
                      leaf ->
                          passes.test(leaf.value())
                              || (leaf.value().matches("(?s).*[/:].*")
                                  && passes.test(leaf.value().replaceFirst("(?s).*[/:]", "")))));
    }
    return any;
  }

  private static Predicate<OracleEvent> size(Test test) {
    return switch (test) {
      case Test.Is(var bytes) -> event -> event.bytes == Long.parseLong(bytes);
      case Test.Between range ->
          event ->
              within(
                  event.bytes,
                  range.low().isEmpty() ? 0L : Long.parseLong(range.low()),
                  range.high().isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.high()),
                  range);
      default -> throw new IllegalArgumentException("no size is asked for by " + test);
    };
  }

  /// The words stand one after another in one value, or in one path.
  private static boolean hasWords(OracleEvent event, List<Predicate<String>> wanted) {
    return event.leaves.stream().anyMatch(leaf -> hasWords(leaf.words(), wanted))
        || event.pathWords.stream().anyMatch(words -> hasWords(words, wanted));
  }

  private static boolean hasWords(List<String> words, List<Predicate<String>> wanted) {
    for (int from = 0; from + wanted.size() <= words.size(); from++) {
      boolean all = true;
      for (int i = 0; i < wanted.size() && all; i++) {
        all = wanted.get(i).test(words.get(from + i));
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  private Predicate<OracleEvent> field(String path, Test test) {
    return switch (test) {
      case Test.Is(var value) -> is(path, value);
      case Test.Like(var pattern) -> {
        List<Integer> pieces = OracleText.pattern(pattern);
        Predicate<OracleEvent> any = anyLeaf(path, leaf -> OracleText.like(pieces, leaf.value()));
        // Only beginnings are asked for there; what is more is refused.
        String beginning = pattern.replace("*", "").replace("\\", "");
        yield path.equals("eventtime")
            ? any.or(within(OracleText.time(beginning)))
            : any.or(event -> OracleText.like(pieces, event.ids.getOrDefault(path, "")));
      }
      case Test.Matches(var regex) -> {
        Pattern pattern = OracleText.regex(regex);
        yield anyValue(path, remembering(value -> pattern.matcher(value).matches()));
      }
      case Test.Exists _ ->
          event ->
              event.leaves.stream()
                  .anyMatch(
                      leaf ->
                          leaf.exists()
                              && (leaf.path().equals(path) || leaf.path().startsWith(path + ".")));
      case Test.InBlock(var cidr) -> {
        if (path.equals("sourceipaddress")) {
          yield event -> event.address.filter(a -> OracleText.inBlock(a, cidr)).isPresent();
        }
        String folded = OracleText.fold(cidr);
        boolean isFour = !cidr.contains(":");
        yield anyLeaf(
            path,
            leaf ->
                leaf.value().equals(folded)
                    || (isFour
                        && !leaf.value().contains(":")
                        && OracleText.address(leaf.value())
                            .filter(a -> OracleText.inBlock(a, cidr))
                            .isPresent()));
      }
      case Test.Between range when range.low().isEmpty() && range.high().isEmpty() ->
          field(path, new Test.Exists());
      case Test.Between between -> between(path, between);
    };
  }

  /// Whether a leaf takes part where numbers are put in order.
  private static boolean isOrdered(Leaf leaf) {
    return leaf.number().isPresent();
  }

  private static Predicate<OracleEvent> anyLeaf(String path, Predicate<Leaf> test) {
    return event -> {
      for (Leaf leaf : event.at(path)) {
        if (!leaf.keptOtherwise() && test.test(leaf)) {
          return true;
        }
      }
      return false;
    };
  }

  private static Predicate<OracleEvent> anyValue(String path, Predicate<String> test) {
    return anyLeaf(path, leaf -> test.test(leaf.value()));
  }

  private static Predicate<OracleEvent> is(String path, String value) {
    String wanted = OracleText.stored(OracleText.fold(value));
    Optional<BigDecimal> number = OracleText.number(value);
    Predicate<OracleEvent> any =
        anyLeaf(
                path,
                leaf ->
                    leaf.value().equals(wanted)
                        || (number.isPresent()
                            && leaf.number().isPresent()
                            && leaf.number().get().compareTo(number.get()) == 0))
            .or(event -> wanted.equals(event.ids.get(path)));
    if (path.equals("eventtime")) {
      return any.or(within(OracleText.time(value)));
    }
    if (path.equals("sourceipaddress")) {
      Optional<BigInteger> address = OracleText.address(value);
      if (address.isPresent()) {
        return any.or(event -> event.address.equals(address));
      }
    }
    return any;
  }

  private static Predicate<OracleEvent> within(Optional<OracleText.Span> span) {
    return event ->
        event.time.isPresent()
            && span.isPresent()
            && event.time.get() >= span.get().start()
            && event.time.get() < span.get().end();
  }

  private Predicate<OracleEvent> between(String path, Test.Between range) {
    if (path.equals("eventtime")) {
      return times(range);
    }
    if (path.equals("sourceipaddress")) {
      Optional<BigInteger> low = OracleText.address(range.low().isEmpty() ? "::" : range.low());
      Optional<BigInteger> high =
          OracleText.address(range.high().isEmpty() ? MAX_ADDRESS : range.high());
      if (low.isPresent() && high.isPresent()) {
        return event ->
            event.address.filter(a -> within(a, low.get(), high.get(), range)).isPresent();
      }
    }
    if (isNumeric(path, range)) {
      Optional<Double> low = OracleText.number(range.low()).map(BigDecimal::doubleValue);
      Optional<Double> high = OracleText.number(range.high()).map(BigDecimal::doubleValue);
      // Numbers are put in order as doubles: beyond 2^53 they may tie.
      return anyLeaf(
          path,
          leaf ->
              leaf.number()
                  .filter(_ -> isOrdered(leaf))
                  .map(BigDecimal::doubleValue)
                  .filter(n -> within(n + 0.0, low.orElse(n) + 0.0, high.orElse(n) + 0.0, range))
                  .isPresent());
    }
    String low = OracleText.stored(OracleText.fold(range.low()));
    String high = OracleText.stored(OracleText.fold(range.high()));
    return anyLeaf(path, leaf -> isBetween(leaf, low, high, range));
  }

  private static boolean isBetween(Leaf leaf, String low, String high, Test.Between range) {
    if (isOrdered(leaf)) {
      return false;
    }
    int fromLow = range.low().isEmpty() ? 1 : OracleText.compare(leaf.value(), low);
    int toHigh = range.high().isEmpty() ? 1 : OracleText.compare(high, leaf.value());
    return (fromLow > 0 || (fromLow == 0 && range.lowIncluded()))
        && (toHigh > 0 || (toHigh == 0 && range.highIncluded()));
  }

  /// A field is compared as numbers where the ends are numbers and some event has a number there.
  private boolean isNumeric(String path, Test.Between range) {
    boolean low = OracleText.number(range.low()).isPresent();
    boolean high = OracleText.number(range.high()).isPresent();
    return (low || high)
        && (low || range.low().isEmpty())
        && (high || range.high().isEmpty())
        && events.stream()
            .anyMatch(
                event ->
                    event.leaves.stream()
                        .anyMatch(leaf -> leaf.path().equals(path) && isOrdered(leaf)));
  }

  private static Predicate<OracleEvent> times(Test.Between range) {
    Optional<OracleText.Span> low = OracleText.time(range.low());
    Optional<OracleText.Span> high = OracleText.time(range.high());
    long from = low.map(s -> range.lowIncluded() ? s.start() : s.end()).orElse(Long.MIN_VALUE);
    long to = high.map(s -> range.highIncluded() ? s.end() : s.start()).orElse(Long.MAX_VALUE);
    return event -> event.time.filter(time -> time >= from && time < to).isPresent();
  }

  private static <T extends Comparable<T>> boolean within(
      T value, T low, T high, Test.Between range) {
    int fromLow = range.low().isEmpty() ? 1 : value.compareTo(low);
    int toHigh = range.high().isEmpty() ? 1 : high.compareTo(value);
    return (fromLow > 0 || (fromLow == 0 && range.lowIncluded()))
        && (toHigh > 0 || (toHigh == 0 && range.highIncluded()));
  }
}
