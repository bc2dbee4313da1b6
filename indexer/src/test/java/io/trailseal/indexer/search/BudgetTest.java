package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.query.AggregationParser;
import io.trailseal.indexer.query.QueryParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a question is busy with, it ends soon after nobody waits for it any more.
final class BudgetTest {
  private static final int EVENTS = 6_000;

  @TempDir private static Path folder;

  private static Room room;

  @BeforeAll
  static void fill() throws Exception {
    room = new Room(folder);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      records.add(
          "{\"eventTime\":\"2026-03-%02dT00:00:%02dZ\",\"userAgent\":\"agent %d of many\",\"p\":{\"x\":\"v%d\"}}"
              .formatted(1 + i % 28, i % 60, i, i));
    }
    room.put(records.toArray(String[]::new));
    room.catchUp();
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "p.x:*9*",
        "userAgent:*9*",
        "*9",
        "p.x:/.*[13579]/",
        "userAgent:/.*[13579] of many/",
        "NOT p.x:*7",
        "\"of many\" NOT userAgent:*7*",
        "p.x:[v1 TO v9]",
        "proof:\"not yet examined\" AND p.x:*"
      })
  void aQuestionThatNobodyWaitsForEndsWhereverItIs(String query) throws Exception {
    SearchRequest request =
        new SearchRequest(
            QueryParser.parse(query), Optional.empty(), Optional.empty(), 10, Optional.empty());
    List<SearchRequest> ways =
        List.of(
            request,
            request.counting(new TotalWanted(1)),
            request.sortedBy(SortOrder.parse("eventTime:asc")),
            request.sortedBy(SortOrder.parse("userAgent:desc")),
            request.aggregating(
                AggregationParser.parse(
                    "terms(userAgent,5,terms(p.x)),terms(p.x),cardinality(p.x),"
                        + "histogram(eventTime,1h)")));
    for (SearchRequest way : ways) {
      AtomicInteger looks = new AtomicInteger();
      SearchAnswer whole =
          room.questions.search(
              way.until(
                  () -> {
                    looks.incrementAndGet();
                    return false;
                  }));
      assertThat(looks.get()).as("looks at the budget").isPositive();
      // Gone at any of these looks.
      for (int at = 0; at < looks.get(); at += 1 + looks.get() / 7) {
        int end = at;
        AtomicInteger now = new AtomicInteger();
        String what = "%s, gone at look %d of %d".formatted(query, at, looks.get());
        try {
          room.questions.search(way.until(() -> now.getAndIncrement() >= end));
          // How often is looked depends on how fast it goes.
          assertThat(now.get()).as(what).isLessThanOrEqualTo(end);
        } catch (UnanswerableException e) {
          assertThat(e).as(what).hasMessageContaining("given up");
        }
      }
      assertThat(room.questions.search(way).matched()).isEqualTo(whole.matched());
    }
  }
}
