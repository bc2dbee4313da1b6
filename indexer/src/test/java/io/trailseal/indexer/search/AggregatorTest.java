package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.AggregationParser;
import io.trailseal.indexer.query.Interval;
import io.trailseal.indexer.query.QueryParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AggregatorTest {
  private static final int EVENTS = 2_500;
  private static final int OBJECTS = 5;

  @TempDir private static Path folder;

  private static final long SEED = System.nanoTime();
  private static final List<Event> EVENTS_IN = new ArrayList<>();
  private static Room room;

  /// What was put in.
  ///
  /// @param params the values at requestParameters.x, as JSON
  private record Event(
      String id,
      Optional<Instant> time,
      String name,
      Optional<String> agent,
      List<String> resources,
      List<String> params) {
    String json() {
      return "{\"eventID\":\"%s\",\"eventTime\":\"%s\",\"eventName\":\"%s\"%s,\"resources\":[%s],\"requestParameters\":{\"x\":[%s]}}"
          .formatted(
              id,
              time.map(Instant::toString).orElse("never"),
              name,
              agent.map(",\"userAgent\":\"%s\""::formatted).orElse(""),
              resources.stream()
                  .map("{\"ARN\":\"%s\"}"::formatted)
                  .collect(Collectors.joining(",")),
              String.join(",", params));
    }

    /// The different values at the path, as answers show them.
    List<String> values(String path) {
      return switch (path) {
        case "eventName" -> List.of(name);
        case "userAgent" -> agent.stream().toList();
        case "resources.ARN" -> resources.stream().distinct().toList();
        case "requestParameters.x" ->
            params.stream()
                .filter(json -> !json.equals("null") && !json.equals("\"\""))
                .map(json -> json.equals("7.0") ? "7" : json.replace("\"", ""))
                .map(value -> value.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        default -> throw new IllegalArgumentException(path);
      };
    }
  }

  @BeforeAll
  static void fill() throws Exception {
    Random random = new Random(SEED);
    room = new Room(folder);
    for (int object = 0; object < OBJECTS; object++) {
      List<String> records = new ArrayList<>();
      for (int i = 0; i < EVENTS / OBJECTS; i++) {
        Event event = event(random, EVENTS_IN.size());
        EVENTS_IN.add(event);
        records.add(event.json());
      }
      room.put(records.toArray(String[]::new));
      room.catchUp(); // Segments of their own.
    }
  }

  private static Event event(Random random, int number) {
    List<String> params =
        List.of(
            "\"A\"", "\"a\"", "\"b é\"", "7", "\"7\"", "7.0", "true", "\"null\"", "\"\"", "-1.5");
    return new Event(
        "e" + number,
        random.nextInt(50) == 0
            ? Optional.empty()
            : Optional.of(
                Instant.parse("2026-01-20T00:00:00Z").plusSeconds(random.nextInt(50 * 86_400))),
        "Name" + random.nextInt(6) * random.nextInt(2),
        switch (random.nextInt(10)) {
          case 0 -> Optional.empty();
          case 1, 2, 3, 4, 5 -> Optional.of("hot" + random.nextInt(3));
          default -> Optional.of("cold" + random.nextInt(100_000));
        },
        random.ints(random.nextInt(4), 0, 5).mapToObj(i -> "arn:" + i).toList(),
        random.nextInt(9) == 0
            ? List.of("null")
            : random.ints(random.nextInt(3), 0, params.size()).mapToObj(params::get).toList());
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  private static SearchAnswer ask(String query, String aggregate) throws Exception {
    return room.questions.search(
        new SearchRequest(
                QueryParser.parse(query), Optional.empty(), Optional.empty(), 3, Optional.empty())
            .aggregating(AggregationParser.parse(aggregate)));
  }

  /// The questions, and what they mean for an event.
  private static Map<String, Function<Event, Boolean>> questions() {
    Instant from = Instant.parse("2026-02-03T00:00:00Z");
    Instant to = Instant.parse("2026-02-05T12:00:00Z");
    return Map.of(
        "*", _ -> true,
        "eventName:Name0", event -> event.name.equals("Name0"),
        "NOT eventName:Name0", event -> !event.name.equals("Name0"),
        "eventTime:[2026-02-03 TO 2026-02-05T12:00:00Z}",
            event -> event.time.filter(t -> !t.isBefore(from) && t.isBefore(to)).isPresent(),
        "userAgent:cold1*", event -> event.agent.filter(a -> a.startsWith("cold1")).isPresent(),
        "eventID:e17", event -> event.id.equals("e17"),
        "eventName:nothing", _ -> false);
  }

  @Test
  void whatIsCountedIsWhatIsThere() throws Exception {
    String each = "terms(%s,4),terms(%s,1000),cardinality(%s)";
    String all =
        List.of("eventName", "userAgent", "resources.ARN").stream()
                .map(path -> each.replace("%s", path))
                .collect(Collectors.joining(","))
            + ",seen()";
    String more =
        "terms(requestParameters.x,4),terms(requestParameters.x,100),"
            + "cardinality(requestParameters.x),histogram(eventTime,auto),histogram(eventTime,1d),"
            + "histogram(eventTime,1M,terms(eventName,2),seen()),"
            + "terms(eventName,3,terms(requestParameters.x,2),cardinality(userAgent),newest(2)),"
            + "terms(requestParameters.x,3,terms(eventName,2),histogram(eventTime,1M)),"
            + "terms(resources.ARN,12,terms(userAgent,2),seen())";
    for (Map.Entry<String, Function<Event, Boolean>> question : questions().entrySet()) {
      List<Event> matching =
          EVENTS_IN.stream().filter(event -> question.getValue().apply(event)).toList();
      for (String aggregate : List.of(all, more)) {
        SearchAnswer answer = ask(question.getKey(), aggregate);
        String what = "seed %d, %s".formatted(SEED, question.getKey());
        assertThat(answer.matched()).as(what).isEqualTo(new Total(matching.size(), true));
        List<Aggregation> asked = AggregationParser.parse(aggregate);
        assertThat(answer.aggregated()).as(what).hasSameSizeAs(asked);
        for (int i = 0; i < asked.size(); i++) {
          assertThat(shown(answer.aggregated().get(i)))
              .as("%s, %s", what, asked.get(i).print())
              .isEqualTo(expected(matching, asked.get(i)));
        }
      }
    }
  }

  // ------------------------------------------------------------ as text, from both sides

  private static String shown(Aggregated counted) {
    return switch (counted) {
      case Aggregated.Terms terms ->
          terms.buckets().stream()
                  .map(b -> b.value() + "=" + b.count() + shown(b.inEach()))
                  .toList()
              + " other %d missing %d".formatted(terms.other(), terms.missing());
      case Aggregated.Histogram histogram ->
          histogram.interval().word()
              + histogram.buckets().stream()
                  .map(b -> b.start() + "=" + b.count() + shown(b.inEach()))
                  .toList()
              + " missing "
              + histogram.missing();
      case Aggregated.Cardinality cardinality ->
          "%d %s missing %d"
              .formatted(cardinality.count(), cardinality.isExact(), cardinality.missing());
      case Aggregated.Seen seen -> seen.first() + " " + seen.last();
      case Aggregated.Newest newest ->
          newest.events().stream().map(example -> example.summary().eventID()).toList().toString();
    };
  }

  private static String shown(List<Aggregated> inEach) {
    return inEach.stream().map(AggregatorTest::shown).toList().toString();
  }

  private static String expected(List<Event> events, Aggregation asked) {
    List<Instant> times = events.stream().flatMap(event -> event.time.stream()).sorted().toList();
    return switch (asked) {
      case Aggregation.Terms(var path, var size, var inEach) -> {
        Map<String, List<Event>> byValue = new HashMap<>();
        events.forEach(
            event ->
                event
                    .values(path)
                    .forEach(v -> byValue.computeIfAbsent(v, _ -> new ArrayList<>()).add(event)));
        List<String> ordered =
            byValue.keySet().stream()
                .sorted(
                    Comparator.comparingInt(
                            (String v) -> -byValue.getOrDefault(v, List.of()).size())
                        .thenComparing(
                            v -> v.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                .toList();
        List<String> buckets =
            ordered.stream()
                .limit(size)
                .map(
                    v ->
                        v
                            + "="
                            + byValue.getOrDefault(v, List.of()).size()
                            + within(byValue.getOrDefault(v, List.of()), inEach))
                .toList();
        int other =
            ordered.stream()
                .skip(size)
                .mapToInt(v -> byValue.getOrDefault(v, List.of()).size())
                .sum();
        yield buckets + " other %d missing %d".formatted(other, missing(events, path));
      }
      case Aggregation.Histogram(var interval, var inEach) -> {
        Interval chosen =
            interval.orElseGet(
                () ->
                    times.isEmpty()
                        ? Interval.DAY
                        : Arrays.stream(Interval.values())
                            .filter(
                                i ->
                                    i.count(
                                            times.getFirst().toEpochMilli(),
                                            times.getLast().toEpochMilli(),
                                            100)
                                        <= 100)
                            .findFirst()
                            .orElseThrow());
        List<String> buckets = new ArrayList<>();
        long start = times.isEmpty() ? 1 : chosen.floor(times.getFirst().toEpochMilli());
        long last = times.isEmpty() ? 0 : times.getLast().toEpochMilli();
        for (; start <= last; start = chosen.next(start)) {
          long at = start;
          List<Event> here =
              events.stream()
                  .filter(
                      event ->
                          event.time.filter(t -> chosen.floor(t.toEpochMilli()) == at).isPresent())
                  .toList();
          buckets.add(Instant.ofEpochMilli(at) + "=" + here.size() + within(here, inEach));
        }
        yield chosen.word() + buckets + " missing " + (events.size() - times.size());
      }
      case Aggregation.Cardinality(var path) ->
          "%d true missing %d"
              .formatted(
                  events.stream().flatMap(event -> event.values(path).stream()).distinct().count(),
                  missing(events, path));
      case Aggregation.Seen _ ->
          times.stream().findFirst() + " " + times.reversed().stream().findFirst();
      case Aggregation.Newest(var size) ->
          events.stream()
              .sorted(
                  Comparator.comparing(
                          (Event event) -> event.time.orElse(Instant.MIN),
                          Comparator.reverseOrder())
                      .thenComparingInt(event -> Integer.parseInt(event.id.substring(1))))
              .limit(size)
              .map(Event::id)
              .toList()
              .toString();
    };
  }

  private static String within(List<Event> events, List<Aggregation> inEach) {
    return inEach.stream().map(inner -> expected(events, inner)).toList().toString();
  }

  private static long missing(List<Event> events, String path) {
    return events.stream().filter(event -> event.values(path).isEmpty()).count();
  }

  // ------------------------------------------------------------ beside the counts

  @Test
  void hitsAndTotalAreTheSameWithAndWithoutCounting() throws Exception {
    for (String query : questions().keySet()) {
      for (String sort : List.of("eventTime:desc", "eventTime:asc", "userAgent:desc")) {
        SearchRequest request =
            new SearchRequest(
                    QueryParser.parse(query),
                    Optional.of(Instant.parse("2026-01-25T00:00:00Z")),
                    Optional.of(Instant.parse("2026-03-10T00:00:00Z")),
                    7,
                    Optional.empty())
                .sortedBy(SortOrder.parse(sort));
        SearchRequest counting = request.aggregating(AggregationParser.parse("seen()"));
        for (int page = 0; page < 2; page++) {
          SearchAnswer without = room.questions.search(request);
          SearchAnswer with = room.questions.search(counting);
          assertThat(with.hits()).as("%s %s", query, sort).isEqualTo(without.hits());
          assertThat(with.matched()).isEqualTo(without.matched());
          assertThat(with.next()).isEqualTo(without.next());
          if (with.next().isPresent()) {
            request = request.after(with.next());
            counting = counting.after(with.next());
          }
        }
      }
    }
  }

  @Test
  void aPageMayBeEmptyWhereOnlyCountsAreWanted() throws Exception {
    SearchAnswer answer =
        room.questions.search(
            new SearchRequest(
                    QueryParser.parse("*"), Optional.empty(), Optional.empty(), 0, Optional.empty())
                .aggregating(AggregationParser.parse("terms(eventName)")));
    assertThat(answer.hits()).isEmpty();
    assertThat(answer.next()).isEmpty();
    assertThat(answer.total()).isEqualTo(EVENTS);
    assertThat(answer.aggregated()).hasSize(1);
  }

  @Test
  void whatCannotBeCountedIsRefusedWithWhatCan() throws Exception {
    refused("*", "terms(eventTime)", "histogram(eventTime,auto)");
    refused("*", "terms(EVENTID)", "differs in every event");
    refused("*", "terms(eventName,3,cardinality(requestID))", "differs in every event");
    refused("*", "terms(who)", "for example userIdentity.arn");
    refused("*", "histogram(eventTime,1s)", "more than 10,000 buckets; narrow the time");
    refused("*", "histogram(eventTime,6h,seen())", "more can be counted in each of 100 buckets");
    assertThat(ask("*", "terms(eventNames)").hints().getFirst())
        .isEqualTo("no event has a field eventNames; did you mean eventName?");
  }

  private static void refused(String query, String aggregate, String message) {
    assertThatThrownBy(() -> ask(query, aggregate))
        .as(aggregate)
        .isInstanceOf(UnanswerableException.class)
        .hasMessageContaining(message);
  }

  @Test
  void countingEndsWhereItNeedsTooMuch() throws Exception {
    Inventory months = Room.inventory(folder);
    Asking asking = new Asking();
    SearchRequest request =
        new SearchRequest(
                QueryParser.parse("*"), Optional.empty(), Optional.empty(), 1, Optional.empty())
            .aggregating(AggregationParser.parse("terms(userAgent)"));
    try (Snapshot snapshot = Snapshot.of(months, months.settled(), Audience.EVERYBODY)) {
      Budget noMemory = new Budget(() -> false, 1L << 40, 1_000);
      assertThatThrownBy(() -> find(asking, snapshot, noMemory, request))
          .isInstanceOf(Budget.SpentException.class)
          .hasMessageContaining("narrow the time or the query");
      Budget noTime = new Budget(() -> false, -1, 1L << 40);
      assertThatThrownBy(() -> find(asking, snapshot, noTime, request))
          .isInstanceOf(Budget.SpentException.class)
          .hasMessageContaining("takes longer than");
      Budget enough = new Budget(() -> false, 1L << 40, 1L << 20);
      assertThat(find(asking, snapshot, enough, request).aggregated()).hasSize(1);
    } finally {
      asking.close();
      months.close();
    }
  }

  private static Asking.Found find(
      Asking asking, Snapshot snapshot, Budget budget, SearchRequest request) throws Exception {
    return asking.find(
        snapshot, budget, MatchAllDocsQuery.INSTANCE, request, Optional.empty(), _ -> List.of());
  }

  @Test
  void tooManyValuesToKeepAreEstimated() {
    Distinct distinct = new Distinct(true);
    Distinct half = new Distinct(true);
    int count = 3 * Distinct.EXACT_MAX;
    for (int i = 0; i < count; i++) {
      (i % 3 == 0 ? distinct : half).add(new BytesRef("value " + i));
    }
    assertThat(distinct.isExact()).isTrue();
    assertThat(distinct.count()).isEqualTo(Distinct.EXACT_MAX);
    distinct.addAll(half);
    assertThat(distinct.isExact()).isFalse();
    // Five standard errors.
    assertThat((double) distinct.count()).isBetween(count * 0.96, count * 1.04);
  }

  @Test
  void hashesOfASegmentAreKeptWhileThereIsRoom() throws Exception {
    Inventory months = Room.inventory(folder);
    try (Snapshot snapshot = Snapshot.of(months, months.settled(), Audience.EVERYBODY)) {
      List<ColumnCounts> parts = new ArrayList<>();
      for (Snapshot.Part part : snapshot.parts()) {
        for (var leaf : part.reader().leaves()) {
          Segment all = new Segment(part, leaf, Docs.range(0, leaf.reader().maxDoc()));
          FirstClass field = FirstClass.at("userAgent").orElseThrow();
          parts.add(ColumnCounts.of(all, field, Budget.standard()));
        }
      }
      ColumnCounts some = parts.getFirst();
      ValueHashes hashes = new ValueHashes((long) Long.BYTES * some.valueCount());
      long[] first = hashes.of(some, Budget.standard());
      assertThat(hashes.of(some, Budget.standard())).isSameAs(first);
      for (int ord = 0; ord < first.length; ord++) {
        assertThat(first[ord]).isEqualTo(ValueHashes.hash(some.dictionary().lookupOrd(ord)));
      }
      for (ColumnCounts other : parts.subList(1, parts.size())) {
        if (hashes.fits(other) && other.valueCount() > 0) {
          hashes.of(other, Budget.standard());
          assertThat(hashes.of(some, Budget.standard())).isNotSameAs(first).isEqualTo(first);
          break;
        }
      }
      assertThat(new ValueHashes(0).fits(some)).isFalse();
    } finally {
      months.close();
    }
  }
}
