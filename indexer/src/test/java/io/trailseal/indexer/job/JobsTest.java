package io.trailseal.indexer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.intake.ListingScope;
import io.trailseal.indexer.job.JobRefusedException.Reason;
import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.report.Format;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-10T12:00:00Z"));
  private static final Caller OPERATOR = Caller.machine("olga");

  @TempDir Path folder;
  private Path allowed;
  private Store store;
  private Jobs jobs;

  @BeforeEach
  void open() throws IOException {
    allowed = Files.createDirectory(folder.resolve("allowed"));
    store = Store.open(folder.resolve("store"), "a test", CLOCK);
    jobs = Jobs.open(store, List.of(allowed), CLOCK);
  }

  @AfterEach
  void close() throws IOException {
    try {
      jobs.close();
      assertThat(store.fsck().check()).isEmpty();
    } finally {
      store.close();
    }
  }

  private static Path logFile(Path below) throws IOException {
    Path file =
        below.resolve(
            "logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/"
                + "111122223333_CloudTrail_us-east-1_20260302T0000Z_0000000000000000.json.gz");
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "{\"Records\":[{\"eventTime\":\"2026-03-02T10:00:00Z\",\"eventName\":\"GetObject\"}]}"
              .getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private Job ended(Job job) throws InterruptedException {
    while (jobs.find(job.id()).orElseThrow().isAtWork()) {
      Thread.sleep(2);
    }
    return jobs.find(job.id()).orElseThrow();
  }

  private void importOne() throws Exception {
    logFile(allowed);
    Job job =
        jobs.start(
            new JobOrder.Import(List.of(allowed.resolve("logs")), Optional.of("a-bucket")),
            OPERATOR);
    assertThat(ended(job).outcome())
        .isEqualTo("1 objects with 1 events came in, 0 were here already, 0 are in quarantine");
    assertThat(ended(job).state()).isEqualTo(Job.State.DONE);
  }

  private static void refused(ThrowingStart start, Reason reason) {
    assertThatThrownBy(start::run)
        .isInstanceOfSatisfying(
            JobRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private interface ThrowingStart {
    void run() throws Exception;
  }

  @Test
  void anImportTakesInWhatLiesBelowAnAllowedFolderAndNothingElse() throws Exception {
    importOne();
    assertThat(store.ledger().objectCounts().events()).isEqualTo(1);

    Path outside = logFile(Files.createDirectory(folder.resolve("outside")));
    Path link = Files.createSymbolicLink(allowed.resolve("link"), outside.getParent());
    for (Path path :
        List.of(
            outside,
            link,
            allowed.resolve("../outside"),
            Path.of("relative"),
            Path.of("/nowhere/at/all"))) {
      refused(
          () -> jobs.start(new JobOrder.Import(List.of(path), Optional.empty()), OPERATOR),
          Reason.NOT_ALLOWED);
    }
    refused(
        () ->
            jobs.start(
                new JobOrder.Import(List.of(allowed.resolve("gone")), Optional.empty()), OPERATOR),
        Reason.WRONG);
    refused(
        () -> jobs.start(new JobOrder.Import(List.of(), Optional.empty()), OPERATOR), Reason.WRONG);
    refused(
        () ->
            jobs.start(
                new JobOrder.Import(List.of(allowed), Optional.of("no bucket/name")), OPERATOR),
        Reason.WRONG);
    assertThat(jobs.all()).hasSize(1);
    assertThat(store.ledger().objectCounts().objects()).isEqualTo(1);
  }

  @Test
  void aReverificationKeepsItsReportInEveryFormAndIsRemembered() throws Exception {
    importOne();
    Job done = ended(jobs.start(new JobOrder.Verify(), OPERATOR));
    assertThat(done.state()).as(done.outcome()).isEqualTo(Job.State.DONE);
    assertThat(done.outcome()).contains("report verify-20260310T120000Z");
    for (Format format : Format.values()) {
      assertThat(jobs.reports().form("verify-20260310T120000Z", format)).isPresent();
    }
    assertThat(jobs.reports().form("../jobs.properties", Format.JSON)).isEmpty();
    assertThat(jobs.reports().all()).hasSize(1);

    Job index = ended(jobs.start(new JobOrder.Rebuild(Optional.of("2026-03")), OPERATOR));
    assertThat(index.state()).as(index.outcome()).isEqualTo(Job.State.DONE);
    refused(() -> jobs.cancel(index.id(), OPERATOR), Reason.NOT_POSSIBLE);

    Jobs later = Jobs.open(store, List.of(), CLOCK);
    assertThat(later.all()).extracting(Job::outcome).contains(done.outcome(), index.outcome());
    assertThat(later.start(new JobOrder.Verify(), OPERATOR).id()).isEqualTo(index.id() + 1);
    later.close();
  }

  @Test
  void whatCannotBeDoneIsRefusedWithAReason() {
    refused(
        () -> jobs.start(new JobOrder.Backfill(ListingScope.EVERYTHING), OPERATOR),
        Reason.NOT_POSSIBLE);
    refused(() -> jobs.start(new JobOrder.Rebuild(Optional.of("march")), OPERATOR), Reason.WRONG);
    assertThat(jobs.all()).isEmpty();
  }

  @Test
  void oneOfAKindIsAtWorkAndItStopsWhenItIsToldTo() throws Exception {
    importOne();
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    // Somebody else's re-verification, so that ours waits for as long as the test wants.
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    var _ =
                        store.reverify(
                            WalkOptions.STANDARD,
                            1,
                            (_, _, _, _) -> {
                              holding.countDown();
                              await(enough);
                            });
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    holding.await();
    Job waiting = jobs.start(new JobOrder.Verify(), OPERATOR);
    refused(() -> jobs.start(new JobOrder.Verify(), OPERATOR), Reason.RUNNING);

    // What the next process would find if this one were killed now.
    Jobs after = Jobs.open(store, List.of(), CLOCK);
    assertThat(after.find(waiting.id()).orElseThrow().state()).isEqualTo(Job.State.INTERRUPTED);
    after.close();

    assertThat(jobs.cancel(waiting.id(), OPERATOR)).isPresent();
    assertThat(ended(waiting).state()).isEqualTo(Job.State.CANCELLED);
    assertThat(jobs.cancel(waiting.id(), OPERATOR).orElseThrow().state())
        .isEqualTo(Job.State.CANCELLED);

    Job atTheEnd = jobs.start(new JobOrder.Verify(), OPERATOR);
    jobs.close();
    assertThat(jobs.find(atTheEnd.id()).orElseThrow().state()).isEqualTo(Job.State.INTERRUPTED);
    refused(() -> jobs.start(new JobOrder.Verify(), OPERATOR), Reason.NOT_POSSIBLE);
    enough.countDown();
    other.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyBeginningAndEndIsInTheAccessRecordAndOnlyTheNewestJobsAreKept() throws Exception {
    jobs.close();
    StringBuilder lines = new StringBuilder();
    for (int id = 1; id <= Jobs.KEPT_MAX + 3; id++) {
      lines.append("%d.kind=VERIFY\n%d.state=DONE\n".formatted(id, id));
      lines.append("%d.started=2026-03-01T00\\:00\\:00Z\n".formatted(id));
    }
    Files.writeString(folder.resolve("store/jobs.properties"), lines);
    jobs = Jobs.open(store, List.of(), CLOCK);
    Job job = jobs.start(new JobOrder.Verify(), OPERATOR);
    assertThat(job.id()).isEqualTo(Jobs.KEPT_MAX + 4);
    assertThat(ended(job).state()).isEqualTo(Job.State.DONE);
    assertThat(jobs.all()).hasSize(Jobs.KEPT_MAX);
    assertThat(jobs.find(4)).isEmpty();
    assertThat(jobs.find(5)).isPresent();
    jobs.close();
    List<String> entered =
        store.ledger().read(LedgerPosition.START, 10_000).stream()
            .map(recorded -> recorded.entry())
            .filter(LedgerEntry.Accessed.class::isInstance)
            .map(entry -> ((LedgerEntry.Accessed) entry).action().name())
            .toList();
    assertThat(entered).containsExactly("JOB_STARTED", "JOB_ENDED");
  }

  @Test
  void aFileOfJobsThatSomebodyBrokeIsLeftOut() throws Exception {
    jobs.close();
    Files.writeString(
        folder.resolve("store/jobs.properties"),
        "1.kind=DANCE\n2.kind=VERIFY\n2.state=DONE\n2.started=2026-03-01T00:00:00Z\n\\uZZZZ=x\n");
    jobs = Jobs.open(store, List.of(), CLOCK);
    assertThat(jobs.all()).isEmpty();
    Files.writeString(
        folder.resolve("store/jobs.properties"),
        "1.kind=DANCE\n2.kind=VERIFY\n2.state=DONE\n2.started=2026-03-01T00:00:00Z\n");
    jobs = Jobs.open(store, List.of(), CLOCK);
    assertThat(jobs.all()).extracting(Job::id).containsExactly(2L);
  }
}
