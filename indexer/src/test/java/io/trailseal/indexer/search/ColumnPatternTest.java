package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.QueryParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Patterns over columns find what the same patterns find in a field that has none: every event has
/// its values in both. There are more events and values than are looked at before the dictionary is
/// walked.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ColumnPatternTest {
  private static final int EVENTS = 24_000;

  @TempDir private static Path folder;
  private Room room;

  @BeforeAll
  void open() throws IOException {
    room = new Room(folder);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      // Newest first: what is rare is old.
      records.add(
          event(
              i,
              "\"User-%d-%s\"".formatted(i, i % 100 == 99 ? "Ünï" : "x"),
              i > EVENTS - 4 ? "\"GetRare%d\"".formatted(i % 2) : "\"Get%d\"".formatted(i % 30)));
    }
    room.put(records.toArray(String[]::new));
    room.catchUp();
  }

  private static String event(int i, String userName, String eventName) {
    return """
        {"eventID":"e%05d","eventTime":"2026-03-%02dT%02d:%02d:%02dZ","eventName":%s,
         "userIdentity":{"userName":%s},"requestParameters":{"user":%s,"event":%s}}"""
        .formatted(
            i,
            28 - i / 86_400,
            23 - i / 3_600 % 24,
            59 - i / 60 % 60,
            59 - i % 60,
            eventName,
            userName,
            userName,
            eventName);
  }

  @AfterAll
  void close() throws IOException {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  private List<String> newest(Room where, String query, int limit) throws Exception {
    SearchAnswer answer = where.ask(query, limit, Optional.empty());
    List<String> found = new ArrayList<>();
    answer.hits().forEach(hit -> found.add(hit.summary().eventID()));
    found.add(String.valueOf(answer.total()));
    return found;
  }

  private void findsTheSame(String tail) throws Exception {
    for (String[] fields :
        List.of(
            new String[] {"userIdentity.userName", "requestParameters.user"},
            new String[] {"eventName", "requestParameters.event"})) {
      for (String rest : List.of("", " AND requestParameters.user:*9-x", " AND eventName:Get1*")) {
        for (String not : List.of("", "NOT ")) {
          assertThat(newest(room, not + fields[0] + ":" + tail + rest, 20))
              .as("%s%s:%s%s", not, fields[0], tail, rest)
              .isEqualTo(newest(room, not + fields[1] + ":" + tail + rest, 20));
        }
      }
    }
  }

  @Test
  void theSameAsInAFieldWithoutAColumn() throws Exception {
    for (String tail :
        List.of(
            "*",
            "*r*",
            "*-99*",
            "*23999*",
            "*RARE1",
            "nothing*",
            "*ünï",
            "/[a-z]+-?\\d/",
            "User-7?-x")) {
      findsTheSame(tail);
    }
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 6; i++) {
      String tail = "*%s%d*".formatted(random.nextBoolean() ? "" : "-", random.nextInt(2_000));
      try {
        findsTheSame(tail);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void whoIsTheSameAsItsFields() throws Exception {
    for (String tail : List.of("user-17-x", "*-177*", "/user-2[34]{2}-x/", "nobody")) {
      assertThat(newest(room, "who:" + tail, 20))
          .isEqualTo(newest(room, "requestParameters.user:" + tail, 20));
    }
  }

  @Test
  void aPatternThatTurnsOutTooComplexOnTheWayIsRefusedInWords() throws Exception {
    // Alone it is small; before it stands anything at all where the last part is looked for.
    Query query = QueryParser.parse("who:/[a-z]{0,40}.{90}/");
    SearchRequest request =
        new SearchRequest(query, Optional.empty(), Optional.empty(), 10, Optional.empty());
    WalkRequest all =
        new WalkRequest(
            query,
            Optional.empty(),
            Optional.empty(),
            WalkRequest.Order.OLDEST_FIRST,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            () -> false);
    assertThat(
            catchThrowableOfType(UnanswerableException.class, () -> room.questions.search(request)))
        .hasMessageContaining("name one of the fields");
    assertThat(
            catchThrowableOfType(
                UnanswerableException.class, () -> room.questions.walk(all).close()))
        .hasMessageContaining("name one of the fields");
    assertThat(
            catchThrowableOfType(
                UnanswerableException.class, () -> room.questions.explain(request)))
        .hasMessageContaining("name one of the fields");
  }

  @Test
  void whatAColumnDoesNotHoldIsFoundAllTheSame(@TempDir Path other) throws Exception {
    StringBuilder resources = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      resources.append(i > 0 ? "," : "").append("{\"ARN\":\"res-%d-end\"}".formatted(i));
    }
    String longName = "begin-" + "y".repeat(1_500) + "-over";
    try (Room odd = new Room(other)) {
      odd.put(
          "{\"eventID\":\"twice\",\"eventName\":\"First\",\"eventName\":\"Second\"}",
          "{\"eventID\":\"null\",\"eventName\":null}",
          "{\"eventID\":\"many\",\"eventName\":\"x\",\"resources\":[" + resources + "]}",
          "{\"eventID\":\"long\",\"eventName\":\"" + longName + "\"}",
          "{\"eventID\":\"number\",\"eventName\":1.50}");
      odd.catchUp();
      assertThat(odd.find("eventName:*eco*")).containsExactly("twice");
      assertThat(odd.find("eventName:*irs*")).containsExactly("twice");
      assertThat(odd.find("eventName:*ul*")).containsExactly("null");
      assertThat(odd.find("resources.ARN:*-149-*")).containsExactly("many");
      assertThat(odd.find("eventName:begin-yy*")).containsExactly("long");
      assertThat(odd.find("eventName:1.5")).containsExactly("number");
      assertThat(odd.find("eventName:1.?")).containsExactly("number");
      assertThat(odd.faults()).isEmpty();
    }
  }
}
