package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.query.QuerySyntaxException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The engine gives the same answers as a slow evaluator over raw JSON, whatever is asked and
/// whoever asks: for who sees some accounts only, the evaluator has only their events.
///
/// `-Dtrailseal.oracle.questions=N` asks more, `-Dtrailseal.oracle.seed=N` the same again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OracleTest {
  private static final int QUESTIONS = Integer.getInteger("trailseal.oracle.questions", 500);

  /// Of the records; others each time.
  private static final double SHARE = 0.25;

  /// Enough to see what they have in common.
  private static final int SHOWN_MAX = Integer.getInteger("trailseal.oracle.shown", 5);

  private static final int RAW_SHOWN = 1_000;

  @TempDir private static Path folder;
  private final long seed = Long.getLong("trailseal.oracle.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private OracleRoom both;
  private OracleQueries queries;

  /// As whoever is asking sees the room.
  private @Nullable Questions asking;

  private int refused;
  private int nothing;

  @BeforeAll
  void takeIn() throws IOException {
    both = OracleRoom.fill(folder, random, SHARE);
    queries = new OracleQueries(both.oracle.events, random);
  }

  @AfterAll
  void everyTestEndsWithAWholeIndex() throws IOException {
    assertThat(both.room.faults()).isEmpty();
    both.room.close();
  }

  @Test
  void sameHitsSameCountsSameOrder() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < QUESTIONS && wrong.size() < SHOWN_MAX; i++) {
      Query query = queries.next();
      long how = random.nextLong();
      Optional<String> difference = difference(query, how);
      if (difference.isPresent()) {
        Query smallest = OracleShrink.smallest(query, smaller -> !isSame(smaller, how));
        wrong.add(
            "question %d: %s%nmade smaller: %s%n%s"
                .formatted(
                    i, query.print(), smallest.print(), difference(smallest, how).orElseThrow()));
      }
    }
    assertThat(wrong).as("seed %d", seed).isEmpty();
    // If most were refused or found nothing, little was compared.
    assertThat(refused).as("seed %d, refused", seed).isLessThan(QUESTIONS / 4);
    assertThat(nothing).as("seed %d, found nothing", seed).isLessThan(QUESTIONS / 2);
  }

  private boolean isSame(Query query, long how) {
    try {
      return difference(query, how).isEmpty();
    } catch (QuerySyntaxException _) {
      return true; // made too small to be a question
    } catch (IOException e) {
      throw new AssertionError(query.print(), e);
    }
  }

  /// What the engine says otherwise; empty where nothing.
  ///
  /// @param how in which order it is asked, how many a page, and what is counted follows from it
  private Optional<String> difference(Query query, long how)
      throws IOException, QuerySyntaxException {
    Query read = QueryParser.parse(query.print());
    if (!read.equals(query)) {
      return Optional.of("it is read back as " + read);
    }
    Random options = new Random(how);
    Audience audience = options.nextInt(4) == 0 ? both.someAudience(options) : Audience.EVERYBODY;
    Oracle oracle = both.seenBy(audience);
    asking = both.room.search.shownTo(audience);
    List<OracleEvent> expected = oracle.matching(query);
    nothing += expected.isEmpty() ? 1 : 0;
    try {
      Optional<String> wrong = answer(read, expected, options);
      return wrong.isPresent() || options.nextInt(3) > 0 ? wrong : counts(read, expected, options);
    } catch (UnanswerableException e) {
      refused++;
      return e.getMessage() == null || e.getMessage().isBlank()
          ? Optional.of("refused without a word")
          : Optional.empty();
    }
  }

  /// Pages through, in some order, now and then within a window of time, and looks at the total.
  private Optional<String> answer(Query query, List<OracleEvent> all, Random options)
      throws IOException, UnanswerableException {
    Optional<Instant> from = someTime(options);
    Optional<Instant> to = someTime(options);
    List<OracleEvent> expected = all.stream().filter(event -> isWithin(event, from, to)).toList();
    SortOrder order = options.nextBoolean() ? SortOrder.NEWEST_FIRST : choices(options).order();
    TotalWanted counted =
        options.nextInt(4) == 0 ? new TotalWanted(1 + options.nextInt(200)) : TotalWanted.EXACT;
    int pages = options.nextInt(8) == 0 ? 10 : 1;
    int limit = 1 + options.nextInt(12);
    SearchRequest request =
        new SearchRequest(query, from, to, limit, Optional.empty())
            .sortedBy(order)
            .counting(counted);
    List<EventId> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      SearchAnswer answer = Objects.requireNonNull(asking).search(request.after(cursor));
      if (!isRight(answer.matched(), counted, expected.size())) {
        return Optional.of(
            "the engine counts %s where %s is wanted, the oracle %,d; %s"
                .formatted(answer.matched(), counted, expected.size(), example(request, expected)));
      }
      answer.hits().forEach(hit -> found.add(hit.id()));
      cursor = answer.next();
      pages--;
    } while (cursor.isPresent() && pages > 0);
    List<EventId> wanted =
        expected.stream()
            .sorted(Oracle.order(order))
            .limit(cursor.isPresent() ? found.size() : expected.size())
            .map(event -> event.id)
            .toList();
    return wanted.equals(found)
        ? Optional.empty()
        : Optional.of(
            "from %s to %s, sorted by %s, %d a page, the engine gives %s, the oracle %s"
                .formatted(from, to, order, limit, found, wanted));
  }

  private Optional<Instant> someTime(Random options) {
    List<OracleEvent> events = both.oracle.events;
    return options.nextInt(6) > 0
        ? Optional.empty()
        : events.get(options.nextInt(events.size())).time.map(Instant::ofEpochMilli);
  }

  private static boolean isWithin(OracleEvent event, Optional<Instant> from, Optional<Instant> to) {
    if (from.isEmpty() && to.isEmpty()) {
      return true;
    }
    Optional<Instant> time = event.time.map(Instant::ofEpochMilli);
    return time.isPresent()
        && from.filter(time.get()::isBefore).isEmpty()
        && to.filter(end -> !time.get().isBefore(end)).isEmpty();
  }

  private static boolean isRight(Total total, TotalWanted wanted, int expected) {
    return total.isExact()
        ? total.count() == expected
        : !wanted.isExact() && total.count() == wanted.atLeast() && expected > total.count();
  }

  private Optional<String> counts(Query query, List<OracleEvent> expected, Random options)
      throws IOException, UnanswerableException {
    Aggregation asked = choices(options).aggregation();
    Aggregated counted =
        Objects.requireNonNull(asking)
            .search(first(query, 0).aggregating(List.of(asked)))
            .aggregated()
            .getFirst();
    String engine = OracleCounts.text(counted);
    String oracle = OracleCounts.count(asked, expected);
    return engine.equals(oracle)
        ? Optional.empty()
        : Optional.of(
            "counted by %s the engine says%n%s%nthe oracle%n%s"
                .formatted(asked.print(), engine, oracle));
  }

  private OracleQueries choices(Random options) {
    return new OracleQueries(both.oracle.events, options);
  }

  private static SearchRequest first(Query query, int limit) {
    return new SearchRequest(query, Optional.empty(), Optional.empty(), limit, Optional.empty());
  }

  private String example(SearchRequest request, List<OracleEvent> expected)
      throws IOException, UnanswerableException {
    List<EventId> all =
        Objects.requireNonNull(asking)
            .search(
                new SearchRequest(
                    request.query(), request.from(), request.to(), 10_000, Optional.empty()))
            .hits()
            .stream()
            .map(EventHit::id)
            .toList();
    List<EventId> wanted = expected.stream().map(e -> e.id).toList();
    for (OracleEvent event : both.oracle.events) {
      if (all.contains(event.id) != wanted.contains(event.id)) {
        return "only %s finds %s"
            .formatted(
                all.contains(event.id) ? "the engine" : "the oracle",
                event.raw.substring(0, Math.min(event.raw.length(), RAW_SHOWN)));
      }
    }
    return "but they find the same";
  }
}
