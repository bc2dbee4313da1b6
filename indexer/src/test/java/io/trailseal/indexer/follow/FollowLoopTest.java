package io.trailseal.indexer.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FollowLoopTest {
  @TempDir private Path folder;
  private Ledger ledger;
  private int objects;

  @BeforeEach
  void open() throws IOException {
    ledger = Ledgers.open(folder, InstantSource.fixed(Instant.EPOCH));
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private void append(int count, long deliveredBytes) throws IOException {
    List<ObjectReceived> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Sha256 hash = Sha256.of(("object " + objects).getBytes(StandardCharsets.UTF_8));
      ObjectReading reading =
          new ObjectReading(ObjectKind.MARKER, hash, Optional.of(hash), 0, 0, List.of());
      entries.add(
          new ObjectReceived(
              new S3Name("b", "k" + objects++),
              deliveredBytes,
              Optional.empty(),
              reading,
              Map.of(),
              "test"));
    }
    ledger.appendArrivals(entries);
  }

  /// Remembers what it was given, and fails on request.
  private static final class Diary implements Follower {
    final List<Integer> batches = new ArrayList<>();
    volatile LedgerPosition settled = LedgerPosition.START;
    volatile int failures;
    volatile boolean settleFails;

    /// Entries of the access record that lie before the next batch.
    volatile int passesOver;

    private LedgerPosition taken = LedgerPosition.START;
    private int settlings;
    final CountDownLatch entered = new CountDownLatch(1);
    volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public String name() {
      return "diary";
    }

    @Override
    public LedgerPosition position() {
      return settled;
    }

    @Override
    public void follow(List<Recorded> batch) throws IOException {
      entered.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException("the loop never interrupts", e);
      }
      take(batch);
    }

    private synchronized void take(List<Recorded> batch) throws IOException {
      if (failures > 0) {
        failures--;
        taken = settled;
        throw new IOException("no ink");
      }
      LedgerPosition expected = new LedgerPosition(taken.value() + 1 + passesOver);
      if (!batch.getFirst().position().equals(expected)
          && !batch.getFirst().position().equals(new LedgerPosition(settled.value() + 1))) {
        throw new IllegalStateException("a gap before " + batch.getFirst().position());
      }
      batches.add(batch.size());
      taken = batch.getLast().position();
    }

    @Override
    public synchronized void settle() throws IOException {
      if (settleFails) {
        throw new IOException("no paper");
      }
      settled = taken;
      settlings++;
    }

    synchronized int settlings() {
      return settlings;
    }
  }

  private void access(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      var _ =
          ledger
              .access()
              .append(
                  new LedgerEntry.Accessed(
                      new LedgerEntry.Accessed.Who(
                          "USER", "bob", Optional.empty(), Set.of("ANALYST"), "::1"),
                      AccessAction.QUERY,
                      AccessOutcome.DONE,
                      Map.of()));
    }
  }

  /// What people do is in the ledger and says nothing about the evidence: nobody reads it, nobody
  /// settles for it, and whoever waits for the followers does not wait for it.
  @Test
  void theAccessRecordCostsFollowersNothing() throws Exception {
    append(1, 1);
    Diary diary = new Diary();
    try (FollowLoop loop = new FollowLoop(ledger, List.of(diary))) {
      loop.start();
      loop.awaitCaughtUp();
      int settlings = diary.settlings();
      access(100);
      loop.awaitCaughtUp();
      loop.wake();
      loop.awaitCaughtUp();
      assertThat(loop.status().getFirst().taken().value()).isEqualTo(1);
      assertThat(diary.batches).containsExactly(1);
      assertThat(diary.settlings()).isEqualTo(settlings);
      diary.passesOver = 100;
      append(1, 1);
      loop.awaitCaughtUp();
      assertThat(diary.batches).containsExactly(1, 1);
      assertThat(diary.settled.value()).isEqualTo(102);
    }
  }

  @Test
  void everyFollowerReachesTheHeadAndSettlesThere() throws Exception {
    append(700, 1);
    Diary one = new Diary();
    Diary two = new Diary();
    try (FollowLoop loop = new FollowLoop(ledger, List.of(one, two))) {
      loop.start();
      loop.awaitCaughtUp();
      assertThat(one.settled.value()).isEqualTo(700);
      assertThat(two.settled.value()).isEqualTo(700);
      assertThat(one.batches).containsExactly(256, 256, 188);
      append(1, 1);
      loop.awaitCaughtUp();
      assertThat(two.settled.value()).isEqualTo(701);
      assertThat(loop.status())
          .extracting(FollowLoop.Status::settled)
          .containsOnly(new LedgerPosition(701));
    }
  }

  @Test
  void littleAtATimeIsNotSettledEachTime() throws Exception {
    Diary diary = new Diary();
    try (FollowLoop loop = new FollowLoop(ledger, List.of(diary))) {
      loop.start();
      long startNanos = System.nanoTime();
      for (int i = 1; i <= 40; i++) {
        append(1, 1);
        loop.wake();
        while (loop.status().getFirst().taken().value() < i) {
          Thread.sleep(1);
        }
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      assertThat(diary.settlings())
          .isLessThanOrEqualTo((int) (millis / FollowThread.SETTLE_PAUSE_MILLIS) + 1);
      // Nobody waits, and it settles all the same.
      while (diary.settled.value() < 40) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  void batchesAreLimitedByBytesAsWell() throws Exception {
    append(4, 40L << 20);
    append(1, 200L << 20);
    append(2, 1);
    Diary diary = new Diary();
    try (FollowLoop loop = new FollowLoop(ledger, List.of(diary))) {
      loop.start();
      loop.awaitCaughtUp();
    }
    assertThat(diary.batches).containsExactly(1, 1, 1, 1, 1, 2);
  }

  @Test
  void aFailureThatPassesIsGoneWithTheNextAttempt() throws Exception {
    append(5, 1);
    Diary diary = new Diary();
    diary.failures = 2;
    try (FollowLoop loop = new FollowLoop(ledger, List.of(diary))) {
      loop.start();
      loop.awaitCaughtUp();
      assertThat(diary.settled.value()).isEqualTo(5);
      assertThat(loop.status().getFirst().trouble()).isEmpty();
    }
  }

  @Test
  void aFailureThatStaysIsToldToWhoeverWaits() throws Exception {
    append(5, 1);
    Diary broken = new Diary();
    broken.failures = Integer.MAX_VALUE;
    Diary sound = new Diary();
    try (FollowLoop loop = new FollowLoop(ledger, List.of(sound, broken))) {
      loop.start();
      assertThatThrownBy(loop::awaitCaughtUp)
          .isInstanceOf(IOException.class)
          .hasMessage("diary stands at ledger entry 0 and cannot go on: no ink");
      assertThat(sound.settled.value()).isEqualTo(5);
      assertThat(loop.status().get(1).trouble()).contains("no ink");
      assertThat(loop.status().get(1).failures()).isGreaterThanOrEqualTo(3);
      broken.failures = 0;
      long deadlineNanos = System.nanoTime() + 30_000_000_000L;
      while (broken.settled.value() < 5 && System.nanoTime() < deadlineNanos) {
        Thread.sleep(20);
      }
      assertThat(broken.settled.value()).as("goes on by itself").isEqualTo(5);
    }
  }

  @Test
  void aFollowerThatWasClearedStartsOver() throws Exception {
    append(300, 1);
    Diary diary = new Diary();
    try (FollowLoop loop = new FollowLoop(ledger, List.of(diary))) {
      loop.start();
      loop.awaitCaughtUp();
      synchronized (diary) {
        diary.taken = LedgerPosition.START;
        diary.settled = LedgerPosition.START;
        diary.batches.clear();
      }
      loop.awaitCaughtUp();
      assertThat(diary.settled.value()).isEqualTo(300);
      assertThat(diary.batches).containsExactly(256, 44);
    }
  }

  @Test
  void anIdleFollowerIsNotSettledAgainAndAgain() throws Exception {
    append(3, 1);
    Diary diary = new Diary();
    try (FollowLoop loop = new FollowLoop(ledger, List.of(diary))) {
      loop.start();
      loop.awaitCaughtUp();
      int before = diary.settlings();
      for (int i = 0; i < 50; i++) {
        loop.wake();
        Thread.sleep(2);
      }
      assertThat(diary.settlings()).isEqualTo(before);
    }
  }

  /// Closes the loop while its follower is in the middle of a batch.
  private static void closeWithin(FollowLoop loop, Diary diary) throws Exception {
    diary.gate = new CountDownLatch(1);
    loop.start();
    diary.entered.await();
    try (ExecutorService closer = Executors.newSingleThreadExecutor()) {
      Future<Boolean> closing =
          closer.submit(
              () -> {
                loop.close();
                return true;
              });
      Thread.sleep(50);
      assertThat(closing.isDone()).as("waits for the batch").isFalse();
      diary.gate.countDown();
      assertThat(closing.get()).isTrue();
    }
  }

  @Test
  void closingLetsTheBatchFinishAndSettles() throws Exception {
    append(300, 1);
    Diary diary = new Diary();
    FollowLoop loop = new FollowLoop(ledger, List.of(diary));
    closeWithin(loop, diary);
    assertThat(diary.settled.value()).isEqualTo(256);
    assertThatThrownBy(loop::awaitCaughtUp)
        .hasMessage("diary was stopped at ledger entry 256 before it reached 300");
  }

  @Test
  void closingSaysWhenSettlingFailed() throws Exception {
    append(3, 1);
    Diary diary = new Diary();
    diary.settleFails = true;
    FollowLoop loop = new FollowLoop(ledger, List.of(diary));
    assertThatThrownBy(() -> closeWithin(loop, diary))
        .hasMessageContaining("diary could not settle what it read up to ledger entry 3: no paper");
  }
}
