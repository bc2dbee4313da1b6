package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.query.Query;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SortTest {
  @TempDir private Path folder;

  private final Map<String, Event> events = new HashMap<>();
  private int number;

  /// What was put in.
  private record Event(
      Optional<Instant> time, Optional<String> name, List<String> resources, int padding) {}

  private String next(Random random) {
    int time = random.nextInt(12);
    Event event =
        new Event(
            time == 0
                ? Optional.empty()
                : Optional.of(Instant.parse("2026-03-31T23:59:50Z").plusSeconds(2L * time)),
            random.nextInt(4) == 0
                ? Optional.empty()
                : Optional.of(List.of("Get", "get", "Zap", "put", "écrire").get(random.nextInt(5))),
            random.ints(random.nextInt(4), 0, 6).mapToObj(i -> "arn:" + i).toList(),
            random.nextInt(4));
    String id = "e" + number++;
    events.put(id, event);
    return "{\"eventID\":\"%s\",\"eventTime\":\"%s\"%s,\"resources\":[%s],\"p\":\"%s\"}"
        .formatted(
            id,
            event.time.map(Instant::toString).orElse("never"),
            event.name.map(",\"eventName\":\"%s\""::formatted).orElse(""),
            event.resources.stream()
                .map("{\"ARN\":\"%s\"}"::formatted)
                .collect(Collectors.joining(",")),
            "x".repeat(event.padding));
  }

  private Event event(EventHit hit) {
    return Objects.requireNonNull(events.get(hit.summary().eventID()));
  }

  private static <T> Comparator<EventHit> absentLast(
      Function<EventHit, Optional<T>> value, Comparator<T> order) {
    return Comparator.comparing(
        value,
        (a, b) -> {
          if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
          }
          return order.compare(a.get(), b.get());
        });
  }

  /// The order in the words of its specification.
  private Comparator<EventHit> expected(SortOrder order) {
    Comparator<EventHit> byId =
        Comparator.comparing((EventHit hit) -> hit.id().object())
            .thenComparingInt(hit -> hit.id().ordinal());
    Comparator<EventHit> newestFirst =
        absentLast(hit -> event(hit).time, Comparator.<Instant>reverseOrder());
    Comparator<String> text =
        (a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    Comparator<String> texts = order.ascending() ? text : text.reversed();
    Comparator<EventHit> first =
        switch (order.field()) {
          case "eventTime" ->
              order.ascending()
                  ? absentLast(hit -> event(hit).time, Comparator.<Instant>naturalOrder())
                  : newestFirst;
          case "size" ->
              order.ascending()
                  ? Comparator.comparingInt(hit -> hit.raw().length())
                  : Comparator.comparingInt((EventHit hit) -> hit.raw().length()).reversed();
          case "eventName" -> absentLast(hit -> event(hit).name, texts);
          case "resources.ARN" ->
              absentLast(hit -> event(hit).resources.stream().min(texts), texts);
          default -> throw new IllegalArgumentException(order.field());
        };
    return first.thenComparing(newestFirst).thenComparing(byId);
  }

  private static SearchAnswer ask(Room room, SortOrder order, int limit, Optional<String> cursor)
      throws Exception {
    return room.questions.search(
        new SearchRequest(new Query.All(), Optional.empty(), Optional.empty(), limit, cursor)
            .sortedBy(order));
  }

  private static List<String> ids(List<EventHit> hits) {
    return hits.stream().map(hit -> hit.summary().eventID()).toList();
  }

  @Test
  void pagesOfEveryOrderGiveEveryEventOnceWhileOthersComeIn() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Room room = new Room(folder)) {
      for (int object = 0; object < 10; object++) {
        List<String> records = new ArrayList<>();
        for (int i = random.nextInt(1, 25); i > 0; i--) {
          records.add(next(random));
        }
        room.put(records.toArray(String[]::new));
      }
      room.catchUp();
      for (String field : List.of("eventTime", "size", "eventName", "resources.ARN")) {
        for (boolean ascending : List.of(true, false)) {
          SortOrder order = new SortOrder(field, ascending);
          String what = "seed %d, %s".formatted(seed, order);
          SearchAnswer all = ask(room, order, 10_000, Optional.empty());
          assertThat(all.matched()).as(what).isEqualTo(new Total(number, true));
          assertThat(all.hits()).as(what).hasSize(number).isSortedAccordingTo(expected(order));

          List<String> atFirst = ids(all.hits());
          List<String> seen = new ArrayList<>();
          Optional<String> cursor = Optional.empty();
          do {
            SearchAnswer page = ask(room, order, random.nextInt(1, 30), cursor);
            seen.addAll(ids(page.hits()));
            cursor = page.next();
            if (random.nextInt(4) == 0) {
              room.put(next(random), next(random));
              room.catchUp();
            }
          } while (cursor.isPresent());
          assertThat(seen).as(what).hasSameSizeAs(new HashSet<>(seen));
          seen.retainAll(atFirst);
          assertThat(seen).as(what).containsExactlyElementsOf(atFirst);
        }
      }
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void aCursorHoldsInItsOwnOrderOnlyAndAForgedOneIsRefused() throws Exception {
    try (Room room = new Room(folder)) {
      Random random = new Random(7);
      room.put(next(random), next(random), next(random));
      room.catchUp();
      for (String text : List.of("eventName:asc", "size:desc", "eventTime:asc")) {
        SortOrder order = SortOrder.parse(text);
        Optional<String> next = ask(room, order, 1, Optional.empty()).next();
        assertThat(ask(room, order, 5, next).hits()).hasSize(2);
        assertThatThrownBy(() -> ask(room, SortOrder.NEWEST_FIRST, 1, next))
            .isInstanceOf(UnanswerableException.class)
            .hasMessageContaining("another question");
        byte[] bytes = Base64.getUrlDecoder().decode(next.get());
        for (int length = 0; length < bytes.length; length++) {
          String cut = Base64.getUrlEncoder().encodeToString(Arrays.copyOf(bytes, length));
          boolean isWhole = text.startsWith("eventName") && length > 25;
          if (isWhole) {
            // A shorter name is a place in this order like any other.
            ask(room, order, 1, Optional.of(cut));
          } else {
            assertThatThrownBy(() -> ask(room, order, 1, Optional.of(cut)))
                .isInstanceOf(UnanswerableException.class)
                .hasMessageContaining("leave it out");
          }
        }
        bytes[9] = 0x7f; // The year 292 million.
        String late = Base64.getUrlEncoder().encodeToString(bytes);
        assertThatThrownBy(() -> ask(room, order, 1, Optional.of(late)))
            .isInstanceOf(UnanswerableException.class);
        assertThatThrownBy(() -> ask(room, order, 1, Optional.of("A".repeat(1_000_000))))
            .isInstanceOf(UnanswerableException.class);
      }
    }
  }

  @Test
  void anOrderIsReadFromText() throws Exception {
    assertThat(SortOrder.parse("eventTime")).isEqualTo(SortOrder.NEWEST_FIRST);
    assertThat(SortOrder.parse("EVENTNAME")).hasToString("eventName:asc");
    assertThat(SortOrder.parse("size:DESC")).hasToString("size:desc");
    assertThatThrownBy(() -> SortOrder.parse("eventNames:asc"))
        .hasMessageContaining("did you mean eventName?");
    assertThatThrownBy(() -> SortOrder.parse("eventName:up\u001b"))
        .hasMessageStartingWith("after eventName: stands asc or desc, found 'up\\")
        .isInstanceOf(UnanswerableException.class);
    assertThatThrownBy(() -> SortOrder.parse("")).isInstanceOf(UnanswerableException.class);
  }

  @Test
  void aQuestionThatNobodyWaitsForIsGivenUp() throws Exception {
    try (Room room = new Room(folder)) {
      room.put(next(new Random(1)));
      room.catchUp();
      SearchRequest request =
          new SearchRequest(
              new Query.All(), Optional.empty(), Optional.empty(), 1, Optional.empty());
      assertThatThrownBy(() -> room.questions.search(request.until(() -> true)))
          .isInstanceOf(UnanswerableException.class)
          .hasMessageContaining("given up");
      assertThat(room.questions.search(request).hits()).hasSize(1);
    }
  }
}
