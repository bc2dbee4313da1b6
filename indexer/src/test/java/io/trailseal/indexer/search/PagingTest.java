package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PagingTest {
  @TempDir private Path folder;

  /// Few distinct times, so that many events tie; some without one.
  private static String event(Random random, int number) {
    int time = random.nextInt(40);
    String text =
        time == 0
            ? "never"
            : Instant.parse("2026-03-31T23:59:30Z").plusSeconds(2L * time).toString();
    return "{\"eventID\":\"e%d\",\"eventTime\":\"%s\",\"eventName\":\"E\"}".formatted(number, text);
  }

  @Test
  void pagesGiveEveryEventOnceInOrderWhileOthersComeIn() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Room room = new Room(folder)) {
      int number = 0;
      for (int object = 0; object < 12; object++) {
        List<String> records = new ArrayList<>();
        for (int i = random.nextInt(1, 30); i > 0; i--) {
          records.add(event(random, number++));
        }
        room.put(records.toArray(String[]::new));
      }
      room.catchUp();
      List<String> atFirst = room.find("eventName:E");
      assertThat(atFirst).as("seed %d", seed).hasSize(number);

      List<String> seen = new ArrayList<>();
      Optional<String> cursor = Optional.empty();
      do {
        SearchAnswer page = room.ask("eventName:E", random.nextInt(1, 20), cursor);
        page.hits().forEach(hit -> seen.add(hit.summary().eventID()));
        cursor = page.next();
        room.put(event(random, number++), event(random, number++));
        room.catchUp();
      } while (cursor.isPresent());

      Set<String> once = new HashSet<>(seen);
      assertThat(seen).as("seed %d", seed).hasSameSizeAs(once);
      seen.retainAll(atFirst);
      assertThat(seen).as("seed %d", seed).containsExactlyElementsOf(atFirst);
    }
  }

  @Test
  void theLastPageHasNoNextOne() throws Exception {
    try (Room room = new Room(folder)) {
      Random random = new Random(1);
      room.put(event(random, 0), event(random, 1), event(random, 2));
      room.catchUp();
      assertThat(room.ask("*", 3, Optional.empty()).next()).isEmpty();
      SearchAnswer first = room.ask("*", 2, Optional.empty());
      assertThat(first.total()).isEqualTo(3);
      SearchAnswer second = room.ask("*", 2, first.next());
      assertThat(second.total()).isEqualTo(3);
      assertThat(second.hits()).hasSize(1);
      assertThat(second.next()).isEmpty();
      assertThat(room.ask("eventName:nothing").next()).isEmpty();
    }
  }

  @Test
  void aCursorOfAnotherQuestionIsRefused() throws Exception {
    try (Room room = new Room(folder)) {
      Random random = new Random(1);
      room.put(event(random, 0), event(random, 1));
      room.catchUp();
      Optional<String> next = room.ask("*", 1, Optional.empty()).next();
      assertThat(next.get()).matches("[A-Za-z0-9_-]+");
      assertThatThrownBy(() -> room.ask("eventName:E", 1, next))
          .isInstanceOf(UnanswerableException.class)
          .hasMessageContaining("another question");
      for (String forged : List.of("", "x", "!!!", "A".repeat(34), next.get() + "AA")) {
        assertThatThrownBy(() -> room.ask("*", 1, Optional.of(forged)))
            .isInstanceOf(UnanswerableException.class);
      }
    }
  }

  @Test
  void aPageOfLargeRecordsEndsEarlyAndGoesOn() throws Exception {
    try (Room room = new Room(folder)) {
      String large = ("\"" + "x".repeat(100_000) + "\",").repeat(300) + "1";
      for (int i = 0; i < 3; i++) {
        room.put(
            "{\"eventID\":\"e%d\",\"eventTime\":\"2026-03-01T00:00:0%dZ\",\"x\":[%s]}"
                .formatted(i, i, large));
      }
      room.catchUp();
      SearchAnswer first = room.ask("*", 10, Optional.empty());
      assertThat(first.total()).isEqualTo(3);
      assertThat(first.hits()).hasSize(2);
      SearchAnswer second = room.ask("*", 10, first.next());
      assertThat(second.hits()).extracting(hit -> hit.summary().eventID()).containsExactly("e0");
      assertThat(second.next()).isEmpty();
    }
  }
}
