package io.trailseal.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.Intakes;
import io.trailseal.api.health.Check.State;
import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.ledger.Freshness;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.indexer.search.IndexState;
import io.trailseal.indexer.search.Lag;
import io.trailseal.indexer.search.LagHistogram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of figures that a store in a test does not have.
final class HealthRulesTest {
  private static final IndexState INDEX =
      new IndexState(
          List.of("2026-03 is broken"),
          List.of(new IndexState.Rebuild(1, "2026-03", LedgerPosition.START, Optional.empty())),
          Optional.of("no ink"),
          Optional.empty());
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long HEAD = 1_000_000;

  private static FollowLoop.Status follower(long settled, Optional<String> trouble, int failures) {
    return new FollowLoop.Status(
        "search",
        new LedgerPosition(settled),
        new LedgerPosition(settled),
        HEAD - settled,
        trouble,
        failures,
        true);
  }

  private static Health health(
      FollowLoop.Status follower, List<Freshness> freshness, long diskFreeBytes) {
    return Health.of(
        new Condition(
            NOW,
            Optional.of(Intakes.in(IntakeStatus.State.RUNNING, NOW)),
            new ObjectCounts(1, 2, 3, 4),
            new VerdictCounts(Map.of(), Map.of(), Map.of()),
            new IntakeCounts(1, 2, 3, 4, 5, 6, 7),
            Deliveries.of(freshness),
            new LedgerPosition(HEAD),
            List.of(follower),
            new Lag(LagHistogram.empty(), LagHistogram.empty()),
            INDEX,
            diskFreeBytes,
            new Condition.RoomBytes(1, 2, 3)));
  }

  private static Check check(Health health, String name) {
    return health.checks().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aMonthThatIsBrokenDegradesAndIsNamed() {
    Check index = check(health(follower(HEAD, Optional.empty(), 0), List.of(), 10), "index");
    assertThat(index.state()).isEqualTo(State.DEGRADED);
    assertThat(index.sentence()).isEqualTo("2026-03 is broken; no ink");
    assertThat(index.numbers()).containsEntry("rebuilds", 1);
  }

  private static Check follower(FollowLoop.Status follower) {
    return check(health(follower, List.of(), 10), "search");
  }

  @Test
  void aFollowerThatFailsOrIsFarBehindMakesUnready() {
    assertThat(follower(follower(HEAD - 10_000, Optional.empty(), 0)).state()).isEqualTo(State.OK);
    Check behind = follower(follower(HEAD - 10_001, Optional.empty(), 0));
    assertThat(behind.state()).isEqualTo(State.DEGRADED);
    assertThat(behind.numbers()).containsEntry("backlogEntries", 10_001L);
    assertThat(follower(follower(HEAD, Optional.of("no ink"), 2)).state())
        .isEqualTo(State.DEGRADED);

    Health far = health(follower(HEAD - 100_001, Optional.empty(), 0), List.of(), 10);
    assertThat(check(far, "search").state()).isEqualTo(State.FAILING);
    assertThat(far.live()).isTrue();
    assertThat(far.ready()).isFalse();

    Health failing = health(follower(HEAD, Optional.of("no ink"), 3), List.of(), 10);
    assertThat(check(failing, "search").sentence()).contains("no ink");
    assertThat(failing.live()).isTrue();
    assertThat(failing.ready()).isFalse();

    LedgerPosition head = new LedgerPosition(HEAD);
    Health ended =
        health(
            new FollowLoop.Status("search", head, head, 0, Optional.empty(), 0, false),
            List.of(),
            10);
    assertThat(ended.live()).isFalse();
    assertThat(ended.ready()).isFalse();
  }

  @Test
  void aDiskNearItsWatermarkIsToldBeforeIntakeRests() {
    // The watermark of the status is 1 byte.
    FollowLoop.Status fine = follower(HEAD, Optional.empty(), 0);
    assertThat(check(health(fine, List.of(), 2), "disk").state()).isEqualTo(State.OK);
    assertThat(check(health(fine, List.of(), 1), "disk").state()).isEqualTo(State.DEGRADED);
    Health low = health(fine, List.of(), 0);
    assertThat(check(low, "disk").state()).isEqualTo(State.FAILING);
    assertThat(low.ready()).isTrue();
  }

  private static Freshness heard(String account, Duration ago) {
    return new Freshness(
        account, "us-east-1", Optional.of(NOW.minus(ago)), Optional.of(NOW.minus(ago)));
  }

  @Test
  void aDigestThatDoesNotComeIsOverdueAndAnAccountGivenUpIsNot() {
    FollowLoop.Status fine = follower(HEAD, Optional.empty(), 0);
    Check fresh =
        check(
            health(
                fine,
                List.of(
                    heard("111111111111", Duration.ofMinutes(50)),
                    heard("222222222222", Duration.ofDays(8))),
                10),
            "deliveries");
    assertThat(fresh.state()).isEqualTo(State.OK);
    assertThat(fresh.of()).isEqualTo("111111111111 us-east-1");
    assertThat(fresh.numbers())
        .containsEntry("accountsAndRegions", 2L)
        .containsEntry("givenUp", 1L)
        .containsEntry("overdue", 0L)
        .containsEntry("newestDigestSeconds", 3000L);

    Check overdue =
        check(
            health(
                fine,
                List.of(
                    heard("111111111111", Duration.ofMinutes(50)),
                    heard("3\n3", Duration.ofHours(3))),
                10),
            "deliveries");
    assertThat(overdue.state()).isEqualTo(State.DEGRADED);
    assertThat(overdue.of()).isEqualTo("3\\u000a3 us-east-1");
    assertThat(overdue.numbers()).containsEntry("overdue", 1L);
  }

  @Test
  void ofTooManyPlacesThoseHeardOfLastAreTold() {
    List<Freshness> many = new ArrayList<>();
    for (int i = 0; i < Deliveries.PLACES_MAX + 2; i++) {
      many.add(heard("%012d".formatted(i), Duration.ofMinutes(i)));
    }
    Deliveries deliveries = Deliveries.of(many);
    assertThat(deliveries.places()).hasSize(Deliveries.PLACES_MAX);
    assertThat(deliveries.places().getFirst().account()).isEqualTo("000000000000");
    assertThat(deliveries.placesOmitted()).isEqualTo(2);
    assertThat(Deliveries.of(List.of(heard("x".repeat(5000), Duration.ZERO))).places().getFirst())
        .matches(place -> place.account().length() <= 65);
  }
}
