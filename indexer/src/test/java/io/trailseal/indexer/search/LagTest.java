package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.S3Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LagTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  @TempDir Path home;

  private static String event(Duration age) {
    return "{\"eventTime\":\"%s\",\"eventName\":\"A\"}".formatted(NOW.minus(age));
  }

  private static byte[] file(Duration... ages) throws IOException {
    List<String> events = new ArrayList<>();
    for (Duration age : ages) {
      events.add(event(age));
    }
    return Room.gzip("{\"Records\":[" + String.join(",", events) + "]}");
  }

  private static S3Version delivered(Duration ago) {
    return new S3Version(Optional.empty(), Optional.empty(), Optional.of(NOW.minus(ago)));
  }

  /// How many counts there are in the bucket that ends with `boundSeconds`.
  private static long upTo(double boundSeconds, LagHistogram lag) {
    return lag.counts().get(LagHistogram.BOUNDS_SECONDS.indexOf(boundSeconds));
  }

  @Test
  void whatIsNewIsCountedOnceItCanBeFound() throws Exception {
    try (Room room = new Room(home)) {
      room.put(
          file(Duration.ofSeconds(30), Duration.ofSeconds(31), Duration.ofDays(6)),
          delivered(Duration.ofSeconds(2)));
      assertThat(room.search.lag().sinceEvent().count()).isZero();
      room.follow(3);
      Lag lag = room.search.lag();
      assertThat(room.find("eventName:A")).hasSize(3);
      assertThat(upTo(30, lag.sinceEvent())).isEqualTo(1);
      assertThat(upTo(60, lag.sinceEvent())).isEqualTo(1);
      assertThat(upTo(604_800, lag.sinceEvent())).isEqualTo(1);
      assertThat(lag.sinceEvent().sumSeconds()).isEqualTo(61 + 6 * 86_400);
      assertThat(upTo(2, lag.sinceDelivery())).isEqualTo(1);
      assertThat(lag.sinceDelivery().count()).isEqualTo(1);
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void whatIsOldOrOfTheFutureOrWithoutTimeHasNoLag() throws Exception {
    try (Room room = new Room(home)) {
      room.put(
          file(Duration.ofDays(8), Duration.ofSeconds(-61), Duration.ofSeconds(-59)),
          delivered(Duration.ofDays(8)));
      room.put("{\"eventName\":\"B\",\"eventTime\":\"yesterday\"}");
      room.catchUp();
      Lag lag = room.search.lag();
      // A clock that is a little ahead is no reason to leave an event out.
      assertThat(lag.sinceEvent().count()).isEqualTo(1);
      assertThat(upTo(0.5, lag.sinceEvent())).isEqualTo(1);
      assertThat(lag.sinceDelivery().count()).isZero();
    }
  }

  @Test
  void whatARebuildTakesInAgainIsNoNews() throws Exception {
    try (Room room = new Room(home)) {
      room.put(file(Duration.ofSeconds(10)), delivered(Duration.ofSeconds(1)));
      room.catchUp();
      Lag before = room.search.lag();
      assertThat(before.sinceEvent().count()).isEqualTo(1);
      long _ = room.search.upkeep().rebuild(Optional.empty());
      room.awaitMended();
      assertThat(room.find("eventName:A")).hasSize(1);
      assertThat(room.search.lag()).isEqualTo(before);
    }
    Files.delete(home.resolve("search/position"));
    try (Room room = new Room(home)) {
      room.catchUp();
      assertThat(room.find("eventName:A")).hasSize(1);
      assertThat(room.search.lag().sinceEvent().count()).isZero();
      room.put(file(Duration.ofSeconds(20)));
      room.catchUp();
      assertThat(room.search.lag().sinceEvent().count()).isEqualTo(1);
    }
  }

  @Test
  void whatABatchThatFailedNotedIsNotCounted() {
    LagMeter meter = new LagMeter(Room.CLOCK, LedgerPosition.START);
    LagMeter.Notes notes = meter.notes();
    notes.event(NOW.minusSeconds(5).toEpochMilli());
    notes.delivery(NOW.minusSeconds(5));
    meter.forget();
    meter.searchable(new LedgerPosition(1));
    assertThat(meter.lag().sinceEvent().count()).isZero();
    assertThat(meter.isNew(new LedgerPosition(1))).isFalse();
    assertThat(meter.isNew(new LedgerPosition(2))).isTrue();
  }

  @Test
  void aBatchLargerThanItsNotesIsCountedWhole() {
    LagMeter meter = new LagMeter(Room.CLOCK, LedgerPosition.START);
    LagMeter.Notes notes = meter.notes();
    int count = 2 * LagMeter.NOTES_MAX + 3;
    for (int i = 0; i < count; i++) {
      notes.event(NOW.minusSeconds(1).toEpochMilli());
    }
    meter.searchable(new LedgerPosition(1));
    assertThat(meter.lag().sinceEvent().count()).isEqualTo(count);
    assertThat(upTo(1, meter.lag().sinceEvent())).isEqualTo(count);
  }

  @Test
  void quantilesLieWithinTheirBucket() {
    List<Long> counts =
        new ArrayList<>(Collections.nCopies(LagHistogram.BOUNDS_SECONDS.size() + 1, 0L));
    counts.set(LagHistogram.BOUNDS_SECONDS.indexOf(2.0), 50L);
    counts.set(LagHistogram.BOUNDS_SECONDS.indexOf(20.0), 50L);
    LagHistogram lag = new LagHistogram(counts, 0);
    assertThat(lag.quantileSeconds(0.25).orElseThrow()).isCloseTo(1.5, within(1e-9));
    assertThat(lag.quantileSeconds(0.5).orElseThrow()).isCloseTo(2, within(1e-9));
    assertThat(lag.quantileSeconds(0.75).orElseThrow()).isCloseTo(15, within(1e-9));
    assertThat(LagHistogram.empty().quantileSeconds(0.5)).isEmpty();
  }
}
