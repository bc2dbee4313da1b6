package io.trailseal.appliance.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.job.ReportFolder;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Scope;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what is due by the clock is done, once, and its reports stay.
final class WatchTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

  @TempDir Path folder;

  private Instant now = MIDNIGHT;

  private void importBucket(Store store) throws IOException, InterruptedException {
    store
        .importer()
        .run(List.of(folder.resolve("bucket")), Optional.empty(), (_, _, _, _, _) -> {});
    store.awaitCaughtUp();
  }

  private FolderBucket bucket() throws IOException {
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(new SampleSettings(1, 1, 6, 30, Optional.empty(), 5, MIDNIGHT, "logs", ""))
        .writeTo(bucket);
    return bucket;
  }

  private Store open() throws IOException {
    return Store.open(folder.resolve("home"), "this test", () -> now);
  }

  private static void endsWhole(Store store) throws IOException, InterruptedException {
    store.awaitCaughtUp();
    assertThat(store.fsck().check()).isEmpty();
  }

  @Test
  void everythingIsVerifiedAgainWhenTheLastReportIsOldEnough() throws Exception {
    bucket();
    ReportFolder reports = new ReportFolder(folder.resolve("reports"));
    try (Store store = open();
        Watch watch = new Watch(store, reports, Duration.ofHours(24), () -> now)) {
      assertThat(watch.verifyIfDue()).as("an empty store").isEmpty();
      importBucket(store);
      now = now.plus(Duration.ofHours(23));
      assertThat(watch.verifyIfDue()).as("was verified when it came in").isEmpty();
      now = now.plus(Duration.ofHours(2));
      Path first = watch.verifyIfDue().orElseThrow();
      assertThat(first).hasFileName("verify-20260303T010000Z.json");
      ReportFolder.Last last = reports.last().orElseThrow();
      assertThat(last.file()).isEqualTo(first);
      assertThat(last.at()).isEqualTo(now);
      // No key is trusted here.
      assertThat(last.outcome()).isEqualTo("could not tell");
      assertThat(last.findings()).isPositive();
      assertThat(watch.verifyIfDue()).isEmpty();
      now = now.minus(Duration.ofDays(9));
      assertThat(watch.verifyIfDue()).as("the clock was set back").isPresent();
      endsWhole(store);
    }
  }

  @Test
  void monthsThatAreTooOldAreDroppedOnceAndTheLedgerSaysSo() throws Exception {
    bucket();
    try (Store store = open();
        Watch watch =
            new Watch(
                store, new ReportFolder(folder.resolve("reports")), Duration.ZERO, () -> now)) {
      importBucket(store);
      store.awaitCaughtUp();
      long events = store.search().upkeep().months().getFirst().events();
      assertThat(watch.retain(2)).isTrue();
      store.awaitCaughtUp();
      assertThat(watch.retain(2)).as("that is kept already").isFalse();
      assertThat(store.search().upkeep().months()).isNotEmpty();
      now = now.plus(Duration.ofDays(100));
      assertThat(watch.retain(2)).isTrue();
      store.awaitCaughtUp();
      assertThat(store.search().upkeep().months()).isEmpty();
      var entry = store.ledger().entry(store.ledger().head()).orElseThrow().entry();
      assertThat(entry)
          .isEqualTo(
              new RetentionSet(
                  Optional.of(YearMonth.of(2026, 4)),
                  List.of(YearMonth.of(2026, 3)),
                  events,
                  ((RetentionSet) entry).bytes(),
                  "setting search.retention-months=2"));
      assertThat(store.search().upkeep().keptFrom()).contains(YearMonth.of(2026, 4));
      endsWhole(store);
    }
  }

  @Test
  void stoppingInTheMiddleLeavesTheStoreWholeAndNoReport() throws Exception {
    bucket();
    ReportFolder reports = new ReportFolder(folder.resolve("reports"));
    try (Store store = open()) {
      importBucket(store);
      now = now.plus(Duration.ofDays(3));
      Thread.currentThread().interrupt();
      try (Watch watch = new Watch(store, reports, Duration.ofHours(24), () -> now)) {
        assertThatThrownBy(watch::verifyIfDue).isInstanceOf(InterruptedException.class);
      }
      Thread.interrupted();
      assertThat(reports.last()).isEmpty();
      assertThat(store.isReverifying()).isFalse();
      endsWhole(store);
    }
  }

  @Test
  void aChainThatCameInByTheHourAndStoppedIsOverdueByTheClock() throws Exception {
    FolderBucket bucket = bucket();
    List<String> digests =
        bucket.keys("").stream().filter(key -> key.contains("/CloudTrail-Digest/")).toList();
    String newest = digests.getLast();
    StoredObject held = bucket.get(newest).orElseThrow();
    bucket.delete(newest);
    try (Store store = open();
        Watch watch =
            new Watch(
                store, new ReportFolder(folder.resolve("reports")), Duration.ZERO, () -> now)) {
      trust(store, bucket);
      now = MIDNIGHT.plus(Duration.ofMinutes(5 * 60 + 10));
      importBucket(store);
      now = MIDNIGHT.plus(Duration.ofMinutes(6 * 60 + 10));
      bucket.put(newest, held.content().toByteArray(), held.metadata());
      importBucket(store);
      watch.lookForOverdue();
      assertThat(store.ledger().verdictCounts().absent()).doesNotContainKey("overdue");
      now = MIDNIGHT.plus(Duration.ofHours(9));
      watch.lookForOverdue();
      assertThat(store.ledger().verdictCounts().absent()).containsEntry("overdue", 1L);
      long head = store.ledger().head().value();
      now = now.plus(Duration.ofMinutes(5));
      watch.lookForOverdue();
      assertThat(store.ledger().head().value()).isEqualTo(head);
      endsWhole(store);
    }
  }

  private static void trust(Store store, FolderBucket bucket)
      throws IOException, KeyFormatException {
    for (String file : bucket.keys("public-keys/")) {
      for (PublishedKey key :
          KeyFile.parse(bucket.get(file).orElseThrow().content().toByteArray())) {
        store
            .custody()
            .trustKeys(
                List.of(new KeyLearned(key, "us-east-1", Provenance.told("made by this test"))));
      }
    }
    store.wake();
  }

  @Test
  void theNewestReportsStayAndWhatSomebodyElsePutThereToo() throws IOException {
    Path place = folder.resolve("reports");
    ReportFolder reports = new ReportFolder(place);
    assertThat(reports.last()).isEmpty();
    Report report =
        new Report(
            "nothing",
            Scope.EVERYTHING,
            Optional.empty(),
            List.of(),
            Map.of("altered", 7L),
            List.of(),
            List.of(),
            0,
            0,
            0,
            0);
    Files.createDirectories(place);
    Path other = Files.writeString(place.resolve("verify-notes.json"), "mine");
    for (int i = 0; i < ReportFolder.KEPT_MAX + 2; i++) {
      reports.keep(report, List.of("a remark"), MIDNIGHT.plusSeconds(i));
    }
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files).hasSize(4 * ReportFolder.KEPT_MAX + 1).contains(other);
    }
    ReportFolder.Last last = reports.last().orElseThrow();
    assertThat(last.at()).isEqualTo(MIDNIGHT.plusSeconds(ReportFolder.KEPT_MAX + 1));
    assertThat(last.outcome()).isEqualTo("findings");
    assertThat(last.findings()).isEqualTo(7);
    Files.writeString(last.file(), "{\"outcome\":");
    assertThatThrownBy(reports::last)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(last.file().toString());
  }
}
