package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.QueryParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelativeTimesTest {
  /// A Saturday.
  private static final long NOW = Instant.parse("2026-11-21T10:20:30.456Z").toEpochMilli();

  @TempDir private Path folder;

  private static String at(String query) throws Exception {
    return RelativeTimes.at(QueryParser.parse(query), NOW).print();
  }

  private static String millis(String time) {
    return String.valueOf(Instant.parse(time).toEpochMilli());
  }

  private static void means(String query, String from, String to) throws Exception {
    assertThat(at(query))
        .as(query)
        .isEqualTo(QueryParser.parse("eventTime:[%s TO %s}".formatted(from, to)).print());
  }

  @Test
  void timesAreCountedFromNow() throws Exception {
    means("eventTime:[now-1h TO now}", millis("2026-11-21T09:20:30.456Z"), "" + NOW);
    means("eventTime:[now-1h TO now]", millis("2026-11-21T09:20:30.456Z"), "" + (NOW + 1));
    assertThat(at("EVENTTIME:>=NOW-90s"))
        .isEqualTo("EVENTTIME:[\"%s\" TO *]".formatted(millis("2026-11-21T10:19:00.456Z")));
    means("eventTime:[now-1M+2d TO *}", millis("2026-10-23T10:20:30.456Z"), "*");
    means("eventTime:[now-1y TO 2026-06}", millis("2025-11-21T10:20:30.456Z"), "2026-06");
    means("eventTime:now", "" + NOW, "" + (NOW + 1));
  }

  @Test
  void roundingMeansTheWholeUnit() throws Exception {
    means("eventTime:now/d", millis("2026-11-21T00:00:00Z"), millis("2026-11-22T00:00:00Z"));
    means("eventTime:now-1d/d", millis("2026-11-20T00:00:00Z"), millis("2026-11-21T00:00:00Z"));
    means("eventTime:now/w", millis("2026-11-16T00:00:00Z"), millis("2026-11-23T00:00:00Z"));
    means("eventTime:now-1M/M", millis("2026-10-01T00:00:00Z"), millis("2026-11-01T00:00:00Z"));
    means("eventTime:now/y", millis("2026-01-01T00:00:00Z"), millis("2027-01-01T00:00:00Z"));
    means("eventTime:now/d+8h", millis("2026-11-21T08:00:00Z"), millis("2026-11-21T08:00:00.001Z"));
    means(
        "eventTime:[now/h TO now/h]",
        millis("2026-11-21T10:00:00Z"),
        millis("2026-11-21T11:00:00Z"));
    means("eventTime:{now/h TO *}", millis("2026-11-21T11:00:00Z"), "*");
    means("eventTime:[* TO now/m}", "*", millis("2026-11-21T10:20:00Z"));
  }

  @Test
  void whatIsNotCountedFromNowStaysAsItIs() throws Exception {
    Query query = QueryParser.parse("eventTime:2026 now (eventName:now-1h OR NOT who:now)");
    assertThat(RelativeTimes.at(query, NOW)).isSameAs(query);
    assertThat(at("NOT (a OR eventTime:>now)")).startsWith("NOT (\"a\" OR eventTime:[");
  }

  @Test
  void whatLooksLikeItAndIsNotIsRefused() {
    for (String time :
        List.of("now-1", "now-1q", "nowhere", "now--1h", "now/2d", "now" + "-999999y".repeat(11))) {
      assertThat(catchThrowableOfType(UnanswerableException.class, () -> at("eventTime:>" + time)))
          .as(time)
          .hasMessageContaining("now-7d");
    }
  }

  @Test
  void nowIsTheSameOnEveryPage() throws Exception {
    try (Room room = new Room(folder)) {
      for (int i = 0; i < 3; i++) {
        room.put("{\"eventID\":\"n%d\",\"eventTime\":\"2026-11-20T23:5%d:00Z\"}".formatted(i, i));
      }
      room.catchUp();
      assertThat(room.find("eventTime:>=now-9m")).containsExactly("n2", "n1");
      assertThat(room.find("eventTime:[now-1d/d TO now]")).hasSize(3);
      SearchAnswer first = room.ask("eventTime:>=now-9m", 1, Optional.empty());
      String cursor = first.next().orElseThrow();
      assertThat(second(room, cursor)).containsExactly("n1");
      // The same place an hour later: a cursor that says so asks as of then.
      String plain = cursor.substring(0, cursor.lastIndexOf('.'));
      long later = Room.CLOCK.millis() + 3_600_000;
      assertThat(second(room, plain + "." + Long.toString(later, 36))).isEmpty();
      for (String broken :
          List.of(plain, plain + ".", plain + ".!", plain + "." + "z".repeat(50))) {
        assertThat(catchThrowableOfType(UnanswerableException.class, () -> second(room, broken)))
            .as(broken)
            .hasMessageContaining("not one that a search gave");
      }
      assertThat(room.faults()).isEmpty();
    }
  }

  private static List<String> second(Room room, String cursor) throws Exception {
    return room.ask("eventTime:>=now-9m", 5, Optional.of(cursor)).hits().stream()
        .map(hit -> hit.summary().eventID())
        .toList();
  }
}
