package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.intake.IntakeStatus.State;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Health over HTTP, of a real store.
final class HealthTest {
  @TempDir Path folder;

  /// The check of this name.
  private static Json check(Json health, String name) {
    List<Json> found =
        health.list("checks").stream().filter(one -> one.text("name").equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aStoreWithoutSourcesIsWell() throws Exception {
    try (Rig rig = Rig.open(folder)) {
      rig.deliver(Rig.event("2026-03-10T11:59:30Z", "GetObject", "one", ""));
      // Custody appended a verdict meanwhile, which search has to read too.
      rig.store().awaitCaughtUp();
      Json health = rig.json("/health");
      assertThat(health.text("status")).isEqualTo("ok");
      assertThat(health.text("live")).isEqualTo("true");
      assertThat(health.text("ready")).isEqualTo("true");
      assertThat(check(health, "ledger").number("numbers", "objects")).isEqualTo(1);
      assertThat(check(health, "search").number("numbers", "backlogEntries")).isZero();
      assertThat(check(health, "intake").text("sentence")).isEqualTo("no source is set");
      assertThat(check(health, "lag").number("numbers", "sinceEventCount")).isEqualTo(1);
      assertThat(check(health, "deliveries").number("numbers", "givenUp")).isEqualTo(1);
      assertThat(rig.json("/health/live").text("status")).isEqualTo("ok");
      assertThat(rig.json("/health/ready").text("status")).isEqualTo("ok");
      assertThat(rig.store().fsck().check()).isEmpty();
    }
  }

  @Test
  void troubleOnTheWayInIsToldAndLeavesTheApplianceReady() throws Exception {
    try (Rig rig = Rig.open(folder)) {
      rig.store().showIntake(() -> Optional.of(Intakes.troubled(Rig.NOW.minusSeconds(90))));
      Json health = rig.json("/health");
      assertThat(health.text("status")).isEqualTo("failing");
      assertThat(health.text("ready")).isEqualTo("true");
      Json queue = check(health, "queue");
      assertThat(queue.text("state")).isEqualTo("failing");
      assertThat(queue.text("of")).isEqualTo("q\"u\\e\\u000au}e\\u202e <b>");
      assertThat(queue.text("sentence")).startsWith("access denied").contains("\\u000a");
      assertThat(queue.number("numbers", "oldestSeconds")).isEqualTo(90);
      assertThat(check(health, "bucket").text("state")).isEqualTo("degraded");

      rig.store().showIntake(() -> Optional.of(Intakes.running(Rig.NOW.minusSeconds(1000))));
      Json behind = rig.json("/health");
      assertThat(behind.text("status")).isEqualTo("degraded");
      assertThat(check(behind, "queue").text("sentence")).contains("16 minutes ago");

      for (State state :
          List.of(State.PAUSED_DISK_LOW, State.PAUSED_STORE_FAILING, State.STOPPED)) {
        rig.store().showIntake(() -> Optional.of(Intakes.in(state, Rig.NOW)));
        Json paused = rig.json("/health");
        assertThat(check(paused, "intake").text("state")).as(state.name()).isEqualTo("failing");
        assertThat(paused.text("live")).isEqualTo("true");
      }
    }
  }

  @Test
  void whatNobodyAskedYetIsNotCalledWellAndMakesNothingIll() throws Exception {
    try (Rig rig = Rig.open(folder)) {
      rig.store().showIntake(() -> Optional.of(Intakes.fresh(Rig.NOW)));
      Json health = rig.json("/health");
      assertThat(health.text("status")).isEqualTo("ok");
      for (String name : List.of("bucket", "keys")) {
        assertThat(check(health, name).text("state")).as(name).isEqualTo("unknown");
        assertThat(check(health, name).text("sentence")).as(name).contains("not asked yet");
      }

      rig.store().showIntake(() -> Optional.of(Intakes.running(Rig.NOW)));
      Json later = rig.json("/health");
      for (String name : List.of("bucket", "keys")) {
        assertThat(check(later, name).text("state")).as(name).isEqualTo("ok");
      }
    }
  }

  @Test
  void aQueueWithoutARedrivePolicyIsToldAndWellAllTheSame() throws Exception {
    try (Rig rig = Rig.open(folder)) {
      rig.store().showIntake(() -> Optional.of(Intakes.withoutRedrive(Rig.NOW)));
      Json queue = check(rig.json("/health"), "queue");
      assertThat(queue.text("state")).isEqualTo("ok");
      assertThat(queue.text("sentence")).startsWith("it answers; it has no redrive policy: ");

      rig.store().showIntake(() -> Optional.of(Intakes.running(Rig.NOW)));
      assertThat(check(rig.json("/health"), "queue").text("sentence")).isEqualTo("it answers");
    }
  }

  @Test
  void aStoreThatCannotBeReadIsNeitherLiveNorReady() throws Exception {
    Rig rig = Rig.open(folder);
    try {
      rig.store().close();
      for (String path : List.of("/health", "/health/live", "/health/ready")) {
        HttpResponse<String> response = rig.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(Json.of(response.body()).text("status")).isEqualTo("failing");
      }
      assertThat(rig.get("/metrics").body())
          .contains("trailseal_ledger_readable 0.0\n", "jvm_memory_used_bytes")
          .doesNotContain("trailseal_objects_total");
    } finally {
      rig.close();
    }
  }
}
