package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.OracleEvent.Leaf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Who sees the events of some accounts only is given, at every door, what a room with nothing but
/// those events would give. [OracleTest] asks the searches; this is all the rest.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AudienceTest {
  private static final double SHARE = 0.08;
  private static final int AUDIENCES = 6;

  @TempDir private static Path folder;
  private final long seed = Long.getLong("trailseal.oracle.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private OracleRoom both;
  private List<Audience> audiences;

  @BeforeAll
  void takeIn() throws IOException {
    both = OracleRoom.fill(folder, random, SHARE);
    audiences = new ArrayList<>(List.of(new Audience(Optional.of(Set.of()))));
    for (int i = 0; i < AUDIENCES; i++) {
      audiences.add(both.someAudience(random));
    }
  }

  @AfterAll
  void everyTestEndsWithAWholeIndex() throws IOException {
    assertThat(both.room.faults()).isEmpty();
    both.room.close();
  }

  private static SearchRequest everything(int limit) {
    return new SearchRequest(
        new Query.All(), Optional.empty(), Optional.empty(), limit, Optional.empty());
  }

  @Test
  void theEvidenceIsThatOfTheirEvents() throws Exception {
    long restricted = 0;
    for (Audience audience : audiences) {
      Oracle oracle = both.seenBy(audience);
      SearchAnswer.Evidence evidence =
          both.room.search.shownTo(audience).search(everything(0)).evidence();
      String as = "seed %d, %s".formatted(seed, audience);
      assertThat(evidence.events()).as(as).isEqualTo(oracle.events.size());
      Set<Instant> times = new TreeSet<>();
      oracle.events.forEach(event -> event.time.map(Instant::ofEpochMilli).ifPresent(times::add));
      assertThat(evidence.oldest()).as(as).isEqualTo(times.stream().findFirst());
      assertThat(evidence.newest()).as(as).isEqualTo(times.stream().reduce((_, last) -> last));
      long conflicting = oracle.matching(new Query.Conflicting()).size();
      assertThat(evidence.conflicts() == 0).as(as).isEqualTo(conflicting == 0);
      assertThat(evidence.conflicts()).as(as).isGreaterThanOrEqualTo(conflicting);
      assertThat(sum(evidence.verdicts().logFiles())).as(as).isLessThanOrEqualTo(places(audience));
      restricted += oracle.events.size();
    }
    assertThat(restricted).as("seed %d: else nothing was compared", seed).isPositive();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /// In how many objects their events came in.
  private long places(Audience audience) {
    return both.seenBy(audience).events.stream().map(event -> event.id.object()).distinct().count();
  }

  @Test
  void anotherAccountsEventIsNotThereByAnyName() throws Exception {
    for (Audience audience : audiences) {
      Questions questions = both.room.search.shownTo(audience);
      Set<OracleEvent> seen = new HashSet<>(both.seenBy(audience).events);
      Set<EventId> seenIds = seen.stream().map(event -> event.id).collect(Collectors.toSet());
      for (OracleEvent event : both.oracle.events) {
        if (!seen.contains(event) && random.nextInt(8) > 0) {
          continue;
        }
        String as = "seed %d, %s, %s".formatted(seed, audience, event.raw);
        Optional<EventHit> hit = questions.event(event.id);
        assertThat(hit.isPresent()).as(as).isEqualTo(seen.contains(event));
        if (hit.isPresent()) {
          assertThat(seenIds).as(as).containsAll(hit.get().conflicting());
          for (EventHit.Place place : hit.get().alsoIn()) {
            assertThat(questions.event(place.id())).as(as).isPresent();
          }
        }
        String eventID = event.at("eventid").stream().map(Leaf::text).findFirst().orElse("");
        if (!eventID.isEmpty()) {
          List<EventId> found = questions.withEventID(eventID, 1_000);
          assertThat(seenIds).as(as).containsAll(found);
          assertThat(found.contains(event.id)).as(as).isEqualTo(seen.contains(event));
        }
      }
    }
  }

  @Test
  void onlyTheirEventsAreWalked() throws Exception {
    for (Audience audience : audiences) {
      List<EventId> walked = new ArrayList<>();
      Set<EventId> named = new HashSet<>();
      WalkRequest all =
          new WalkRequest(
              new Query.All(),
              Optional.empty(),
              Optional.empty(),
              WalkRequest.Order.NEWEST_FIRST,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              () -> false);
      try (EventWalk walk = both.room.search.shownTo(audience).walk(all)) {
        List<EventWalk.Step> stretch = walk.next();
        while (!stretch.isEmpty()) {
          for (EventWalk.Step step : stretch) {
            walked.add(step.place().id());
            if (step instanceof EventWalk.Step.Event(_, var hit)) {
              named.addAll(hit.conflicting());
            }
          }
          stretch = walk.next();
        }
        assertThat(walk.total()).isEqualTo(walked.size());
      }
      List<EventId> expected =
          both.seenBy(audience).matching(new Query.All()).stream().map(event -> event.id).toList();
      assertThat(walked).as("seed %d, %s", seed, audience).isEqualTo(expected);
      assertThat(walked).as("seed %d, %s", seed, audience).containsAll(named);
    }
  }

  @Test
  void suggestionsKnowOnlyTheirPathsAndValues() throws Exception {
    for (Audience audience : audiences) {
      String as = "seed %d, %s".formatted(seed, audience);
      Questions questions = both.room.search.shownTo(audience);
      Map<String, Long> paths = new TreeMap<>();
      Map<String, Map<String, Long>> values = new HashMap<>();
      for (OracleEvent event : both.seenBy(audience).events) {
        Set<String> spellings = new HashSet<>();
        Set<String> counted = new HashSet<>();
        for (Leaf leaf : event.leaves) {
          if (leaf.exists() && spellings.add(leaf.written())) {
            paths.merge(leaf.path(), 1L, Long::sum);
          }
          if (leaf.exists() && !leaf.keptOtherwise() && counted.add(leaf.path() + leaf.value())) {
            values
                .computeIfAbsent(leaf.path(), _ -> new HashMap<>())
                .merge(leaf.value(), 1L, Long::sum);
          }
        }
      }
      assertThat(questions.knownPaths(100_000).stream().map(OracleText::fold).distinct().toList())
          .as(as)
          .containsExactlyInAnyOrderElementsOf(
              paths.keySet().stream().map(OracleText::stored).toList());
      Map<String, Long> offered = new TreeMap<>();
      for (FieldInfo field : questions.fields("user", 200)) {
        offered.put(OracleText.fold(field.path()), field.events());
        Map<String, Long> has = values.getOrDefault(OracleText.fold(field.path()), Map.of());
        assertThat(has.keySet())
            .as(as)
            .containsAll(
                field.topValues().stream().map(value -> OracleText.fold(value.value())).toList());
      }
      Map<String, Long> beginning = new TreeMap<>(paths);
      beginning.keySet().removeIf(path -> !path.startsWith("user") && !path.contains(".user"));
      assertThat(offered).as(as).isEqualTo(beginning);
      for (String path : List.of("eventName", "userIdentity.arn", "awsRegion", "eventVersion")) {
        Map<String, Long> has = values.getOrDefault(OracleText.fold(path), Map.of());
        FieldInfo.Suggestions some = questions.values(path, "", 50);
        for (FieldInfo.FieldValue value : some.values()) {
          assertThat(value.events())
              .as("%s, %s", as, value)
              .isEqualTo(has.get(OracleText.fold(value.value())));
        }
        assertThat(some.values().size()).as(as).isEqualTo(Math.min(50, has.size()));
      }
    }
  }

  @Test
  void anExplanationDoesNotCountForThem() throws Exception {
    SearchRequest request =
        new SearchRequest(
            new Query.And(
                List.of(
                    new Query.Text("iam"),
                    new Query.TextLike("a*b*"),
                    new Query.Field("eventName", new Query.Test.Is("GetObject")))),
            Optional.empty(),
            Optional.empty(),
            1,
            Optional.empty());
    for (Audience audience : audiences) {
      Explanation explained = both.room.search.shownTo(audience).explain(request);
      assertThat(explained.root().parts())
          .allMatch(part -> part.events().isEmpty() && part.values().isEmpty());
      long events = explained.months().stream().mapToLong(Explanation.SearchedMonth::events).sum();
      assertThat(events).isEqualTo(both.seenBy(audience).events.size());
    }
    assertThat(both.room.questions.explain(request).root().parts())
        .anyMatch(part -> part.events().orElse(0) > 0);
  }

  @Test
  void whatIsNoAccountIsRefused() {
    for (String account : List.of("", "null", "11112222333", "1111222233334", "*")) {
      assertThatThrownBy(() -> new Audience(Optional.of(Set.of(account))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
