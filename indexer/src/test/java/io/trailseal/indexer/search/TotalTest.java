package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.query.QueryParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FilterDocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TotalTest {
  private static final int EVENTS = 20_000;

  @TempDir private Path folder;

  private static Room full(Path folder) throws Exception {
    Room room = new Room(folder);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      records.add(
          "{\"eventID\":\"e%d\",\"eventTime\":\"2026-03-%02dT00:00:00Z\",\"n\":\"%s\"}"
              .formatted(i, 1 + i % 28, i % 2 == 0 ? "even" : "odd"));
    }
    room.put(records.toArray(String[]::new));
    room.catchUp();
    return room;
  }

  private static Total total(Room room, String query, TotalWanted wanted) throws Exception {
    SearchRequest request =
        new SearchRequest(
            QueryParser.parse(query), Optional.empty(), Optional.empty(), 5, Optional.empty());
    SearchAnswer answer = room.questions.search(request.counting(wanted));
    assertThat(answer.hits()).hasSizeGreaterThan(2);
    return answer.matched();
  }

  @Test
  void aTotalIsExactUpToWhatWasAskedForAndBeyondWhereThatIsFree() throws Exception {
    try (Room room = full(folder)) {
      String costly = "n:od? AND NOT eventID:e1";
      assertThat(total(room, costly, TotalWanted.EXACT)).isEqualTo(new Total(9_999, true));
      assertThat(total(room, costly, new TotalWanted(9_999))).isEqualTo(new Total(9_999, true));
      assertThat(total(room, costly, new TotalWanted(9_998))).isEqualTo(new Total(9_998, false));
      assertThat(total(room, costly, new TotalWanted(1))).isEqualTo(new Total(1, false));
      assertThat(total(room, "n:odd", new TotalWanted(1))).isEqualTo(new Total(10_000, true));
      assertThat(total(room, "*", new TotalWanted(1))).isEqualTo(new Total(EVENTS, true));
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void countingStopsWhenThereIsEnough() throws Exception {
    try (Room room = full(folder)) {
      assertThat(room.find("eventID:e1")).hasSize(1);
      Inventory months = Room.inventory(folder);
      try (Snapshot snapshot = Snapshot.of(months, months.settled(), Audience.EVERYBODY)) {
        assertThat(looked(snapshot, TotalWanted.EXACT)).isEqualTo(EVENTS);
        assertThat(looked(snapshot, new TotalWanted(100))).isBetween(101, EVENTS / 4);
      } finally {
        months.close();
      }
    }
  }

  /// How many documents were looked at to answer.
  private static int looked(Snapshot snapshot, TotalWanted wanted) throws Exception {
    AtomicInteger looked = new AtomicInteger();
    Pages pages = new Pages(snapshot, Budget.standard(), Runnable::run);
    Pages.Page page =
        pages.find(
            pages.ask(new Looking(looked), Window.EVERYTHING),
            new Pages.Wanted(10, new Order(SortOrder.NEWEST_FIRST), Optional.empty(), wanted));
    assertThat(page.hits()).hasSize(10);
    assertThat(page.total().count()).isEqualTo(Math.min(EVENTS, wanted.atLeast()));
    return looked.get();
  }

  /// Matches everything, and counts how often it is asked.
  private static final class Looking extends Query {
    private final AtomicInteger looked;

    Looking(AtomicInteger looked) {
      this.looked = looked;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
      return new ConstantScoreWeight(this, boost) {
        @Override
        public ScorerSupplier scorerSupplier(LeafReaderContext context) {
          int maxDoc = context.reader().maxDoc();
          DocIdSetIterator all = new FilterDocIdSetIterator(DocIdSetIterator.all(maxDoc));
          TwoPhaseIterator matching =
              new TwoPhaseIterator(all) {
                @Override
                public boolean matches() {
                  looked.incrementAndGet();
                  return true;
                }

                @Override
                public float matchCost() {
                  return 1;
                }
              };
          return ConstantScoreScorerSupplier.fromIterator(
              TwoPhaseIterator.asDocIdSetIterator(matching), score(), scoreMode, maxDoc);
        }

        @Override
        public boolean isCacheable(LeafReaderContext context) {
          return false;
        }
      };
    }

    @Override
    public void visit(QueryVisitor visitor) {
      visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
      return "looking";
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
