package io.trailseal.indexer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ledger.AccessLedger.Filter;
import io.trailseal.indexer.ledger.AccessLedger.Leaf;
import io.trailseal.indexer.ledger.AccessLedger.Place;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: who did what is entered whole or refused, stays, is found, and is in nobody's way.
@Timeout(120)
final class AccessEntryTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Samples.NOON);
  private static final LedgerPosition END = new LedgerPosition(Long.MAX_VALUE);

  @TempDir private Path folder;

  @AfterEach
  void mendTheDisk() {
    FaultyDisk.failAfter(0, FaultyDisk.Fault.NONE);
  }

  static Accessed query(String who, String text) {
    return accessed(who, AccessAction.QUERY, Map.of(AccessDetail.QUERY, text));
  }

  private static Accessed accessed(
      String who, AccessAction action, Map<AccessDetail, String> details) {
    return new Accessed(
        new Accessed.Who("USER", who, Optional.empty(), Set.of("ANALYST", "AUDITOR"), "10.0.0.1"),
        action,
        AccessOutcome.DONE,
        details);
  }

  private static void assertWhole(Ledger ledger) throws IOException {
    List<String> faults = new ArrayList<>();
    ledger.check((at, what) -> faults.add(at + " " + what));
    assertThat(faults).isEmpty();
  }

  private static List<LedgerEntry> all(Ledger ledger) throws IOException {
    return ledger.read(LedgerPosition.START, 10_000).stream().map(Recorded::entry).toList();
  }

  @Test
  void everyKindComesBackAsItWasEntered() throws Exception {
    List<Accessed> entered = new ArrayList<>();
    for (AccessAction action : AccessAction.values()) {
      for (AccessOutcome outcome : AccessOutcome.values()) {
        Map<AccessDetail, String> details = new java.util.EnumMap<>(AccessDetail.class);
        for (AccessDetail detail : AccessDetail.values()) {
          details.put(
              detail, detail.isNumber() ? "-12" : "\u0000\u001b[2J\ud800</script>\u202Eé🙂");
        }
        entered.add(
            new Accessed(
                new Accessed.Who(
                    "STRANGER", "\udfff\n\"\\bob", Optional.of("tsl_ab\u0007"), Set.of(), "::1"),
                action,
                outcome,
                details));
      }
    }
    entered.add(query("bob", ""));
    try (Ledger ledger = Ledgers.open(folder, CLOCK)) {
      for (Accessed each : entered) {
        assertThat(ledger.access().append(each)).isEqualTo(ledger.head());
      }
    }
    try (Ledger ledger = Ledgers.open(folder, CLOCK)) {
      assertThat(all(ledger)).isEqualTo(entered);
      assertThat(ledger.evidenceHead()).isEqualTo(LedgerPosition.START);
      assertWhole(ledger);
    }
  }

  @Test
  void aBodyIsWhatThePackageCommentSays() throws Exception {
    try (Ledger ledger = Ledgers.open(folder, CLOCK)) {
      var _ =
          ledger
              .access()
              .append(
                  accessed(
                      "zoé",
                      AccessAction.QUERY,
                      Map.of(AccessDetail.HITS, "3", AccessDetail.QUERY, "who:\"a\"")));
      Leaf leaf = ledger.access().leaves(Filter.ALL, LedgerPosition.START, END, 10).getFirst();
      byte[] body = leaf.body().toByteArray();
      assertThat(new String(body, StandardCharsets.US_ASCII))
          .isEqualTo(
              "{\"v\":1,\"at\":\"2026-11-20T12:00:00.123Z\",\"what\":\"access\",\"kind\":\"USER\","
                  + "\"name\":\"zo\\u00E9\",\"roles\":\"ANALYST AUDITOR\",\"address\":\"10.0.0.1\","
                  + "\"action\":\"QUERY\",\"outcome\":\"DONE\",\"query\":\"who:\\\"a\\\"\","
                  + "\"hits\":3}");
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) 0);
      assertThat(HexFormat.of().formatHex(digest.digest(body)))
          .isEqualTo(leaf.recorded().leafHash().hex());
    }
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeItIsWritten() {
    assertThatThrownBy(() -> query("bob", "x".repeat(Accessed.CHARACTERS_MAX)))
        .hasMessageContaining("at most 24,576 characters");
    assertThatThrownBy(() -> accessed("bob", AccessAction.QUERY, Map.of(AccessDetail.HITS, "007")))
        .hasMessageContaining("hits is not a number as it is written");
  }

  @Test
  void fiftyThreadsAreAllThereExactlyOnce() throws Exception {
    try (Ledger ledger = Ledgers.open(folder, CLOCK);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<List<LedgerPosition>>> running = new ArrayList<>();
      for (int thread = 0; thread < 50; thread++) {
        String who = "user" + thread;
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  List<LedgerPosition> positions = new ArrayList<>();
                  for (int i = 0; i < 8; i++) {
                    positions.add(ledger.access().append(query(who, "q" + i)));
                  }
                  return positions;
                }));
      }
      start.countDown();
      for (int i = 0; i < 10; i++) {
        var _ = ledger.appendArrivals(List.of(Samples.log(i)));
      }
      for (int thread = 0; thread < 50; thread++) {
        List<LedgerPosition> positions = running.get(thread).get();
        for (int i = 0; i < 8; i++) {
          assertThat(ledger.entry(positions.get(i)).orElseThrow().entry())
              .isEqualTo(query("user" + thread, "q" + i));
        }
      }
      assertThat(ledger.head().value()).isEqualTo(50 * 8 + 10);
      assertThat(ledger.readEvidence(LedgerPosition.START, 1_000)).hasSize(10);
      assertWhole(ledger);
    }
  }

  @Test
  void whoComesWhileOneWritesSharesTheNextWrite() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> batches = new ArrayList<>();
    AtomicReference<IOException> failure = new AtomicReference<>();
    GroupCommit commits =
        new GroupCommit(
            entries -> {
              batches.add(entries.size());
              if (batches.size() == 1) {
                first.countDown();
                awaitQuietly(go);
              } else if (failure.get() != null) {
                throw failure.get();
              }
              return IntStream.range(0, entries.size()).mapToObj(LedgerPosition::new).toList();
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<LedgerPosition> one = threads.submit(() -> commits.append(query("bob", "0")));
      first.await();
      failure.set(new IOException("no room"));
      List<Future<LedgerPosition>> others = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        others.add(threads.submit(() -> commits.append(query("bob", "1"))));
      }
      while (commits.waiting() < 40) {
        Thread.onSpinWait();
      }
      go.countDown();
      assertThat(one.get()).isEqualTo(LedgerPosition.START);
      // All of the batch are refused, each with the reason.
      for (Future<LedgerPosition> other : others) {
        assertThatThrownBy(other::get).hasRootCauseMessage("no room");
      }
      assertThat(batches).containsExactly(1, 40);
    }
  }

  @Test
  void whoComesWhenTooManyWaitIsRefused() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    GroupCommit commits =
        new GroupCommit(
            entries -> {
              first.countDown();
              awaitQuietly(go);
              return IntStream.range(0, entries.size()).mapToObj(LedgerPosition::new).toList();
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<LedgerPosition>> waiting = new ArrayList<>();
      waiting.add(threads.submit(() -> commits.append(query("bob", "0"))));
      first.await();
      for (int i = 0; i < GroupCommit.WAITING_MAX; i++) {
        waiting.add(threads.submit(() -> commits.append(query("bob", "1"))));
      }
      while (commits.waiting() < GroupCommit.WAITING_MAX) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> commits.append(query("bob", "2")))
          .hasMessageContaining("1,000 entries wait");
      go.countDown();
      for (Future<LedgerPosition> each : waiting) {
        assertThat(each.get()).isNotNull();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> aWriteThatFailsAtAnyStepRefusesAndHarmsNothing() {
    FaultyDisk.register();
    return Stream.of(FaultyDisk.Fault.WRITE, FaultyDisk.Fault.WRITE_HALF, FaultyDisk.Fault.SYNC)
        .flatMap(
            kind ->
                IntStream.range(0, kind == FaultyDisk.Fault.SYNC ? 1 : 3)
                    .mapToObj(
                        step ->
                            DynamicTest.dynamicTest(
                                "%s %d".formatted(kind, step), () -> fails(kind, step))));
  }

  private void fails(FaultyDisk.Fault kind, int step) throws IOException {
    Path home = folder.resolve(kind + "-" + step);
    List<Accessed> acknowledged = new ArrayList<>();
    Accessed refused = null;
    try (Ledger ledger = new H2Ledger(home, FaultyDisk.PREFIX, CLOCK)) {
      var _ = ledger.appendArrivals(List.of(Samples.log(0)));
      FaultyDisk.failAfter(step, kind);
      while (refused == null) {
        Accessed next = query("bob", "before " + acknowledged.size());
        try {
          var _ = ledger.access().append(next);
          acknowledged.add(next);
        } catch (IOException _) {
          refused = next;
        }
      }
      FaultyDisk.failAfter(0, FaultyDisk.Fault.NONE);
      assertThat(ledger.evidenceHead()).isEqualTo(new LedgerPosition(1));
      Accessed after = query("bob", "after");
      var _ = ledger.access().append(after);
      acknowledged.add(after);
      assertWhole(ledger);
    }
    try (Ledger ledger = Ledgers.open(home, CLOCK)) {
      // Refused, and there all the same where the disk failed after the work was done.
      Accessed maybe = refused;
      assertThat(
              all(ledger).stream()
                  .filter(entry -> entry instanceof Accessed && !entry.equals(maybe)))
          .containsExactlyElementsOf(List.<LedgerEntry>copyOf(acknowledged));
      assertThat(ledger.readEvidence(LedgerPosition.START, 10)).hasSize(1);
      assertWhole(ledger);
    }
  }

  @Test
  void passingOverIsTheSameAsLeavingOut() throws Exception {
    long seed = Long.getLong("test.seed", 20261121);
    Random random = new Random(seed);
    List<Long> evidence = new ArrayList<>();
    long head = 0;
    try (Ledger ledger = Ledgers.open(folder, CLOCK)) {
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(3) == 0) {
          int count = 1 + random.nextInt(4);
          List<LedgerEntry.ObjectReceived> logs = new ArrayList<>();
          for (int k = 0; k < count; k++) {
            evidence.add(++head);
            logs.add(Samples.log((int) head));
          }
          var _ = ledger.appendArrivals(logs);
        } else {
          var _ = ledger.access().append(query("bob", "q" + ++head));
        }
      }
      passesOver(ledger, evidence, head, seed);
    }
    try (Ledger ledger = Ledgers.open(folder, CLOCK)) {
      passesOver(ledger, evidence, head, seed);
      assertWhole(ledger);
    }
  }

  private static void passesOver(Ledger ledger, List<Long> evidence, long head, long seed)
      throws IOException {
    assertThat(ledger.head().value()).as("seed %d", seed).isEqualTo(head);
    assertThat(ledger.evidenceHead().value()).as("seed %d", seed).isEqualTo(evidence.getLast());
    for (long after = 0; after <= head; after++) {
      long from = after;
      for (int count : List.of(1, 3, 1_000)) {
        assertThat(ledger.readEvidence(new LedgerPosition(from), count))
            .as("seed %d after %d", seed, after)
            .extracting(recorded -> recorded.position().value())
            .isEqualTo(evidence.stream().filter(at -> at > from).limit(count).toList());
      }
      assertThat(ledger.evidenceAfter(new LedgerPosition(from)))
          .as("seed %d after %d", seed, after)
          .isEqualTo(evidence.stream().filter(at -> at > from).count());
      assertThat(ledger.evidenceBefore(new LedgerPosition(from + 1)).value())
          .as("seed %d before %d", seed, after + 1)
          .isEqualTo(
              evidence.stream().filter(at -> at <= from).max(Comparator.naturalOrder()).orElse(0L));
    }
  }

  @Test
  void whatIsListedIsWhatLookingAtEachEntryFinds() throws Exception {
    long seed = Long.getLong("test.seed", 20261121);
    Random random = new Random(seed);
    AtomicReference<Instant> now = new AtomicReference<>(Samples.NOON);
    List<String> names = List.of("alice", "Bob", "zoé");
    List<AccessAction> actions = List.of(AccessAction.QUERY, AccessAction.PROOF);
    try (Ledger ledger = Ledgers.open(folder, now::get)) {
      for (int i = 0; i < 40; i++) {
        // Clocks are set back, too.
        now.set(Samples.NOON.plusMillis(random.nextInt(20)));
        var _ =
            ledger
                .access()
                .append(
                    accessed(
                        names.get(random.nextInt(3)),
                        actions.get(random.nextInt(2)),
                        Map.of(AccessDetail.QUERY, "q" + i)));
      }
      List<Recorded> everything = ledger.read(LedgerPosition.START, 1_000);
      for (int i = 0; i < 60; i++) {
        Filter filter =
            new Filter(
                random.nextBoolean() ? Optional.of("ALICE") : Optional.empty(),
                random.nextBoolean() ? Optional.of(AccessAction.PROOF) : Optional.empty(),
                random.nextBoolean()
                    ? Optional.of(Samples.NOON.plusMillis(random.nextInt(20)))
                    : Optional.empty(),
                random.nextBoolean()
                    ? Optional.of(Samples.NOON.plusNanos(random.nextInt(20_000_000)))
                    : Optional.empty());
        List<Recorded> expected = everything.stream().filter(each -> fits(each, filter)).toList();
        List<Recorded> found = new ArrayList<>();
        Optional<Place> before = Optional.empty();
        List<Recorded> page = ledger.access().newest(filter, before, 7);
        while (!page.isEmpty()) {
          found.addAll(page);
          page = ledger.access().newest(filter, Optional.of(Place.of(page.getLast())), 7);
        }
        assertThat(found)
            .as("seed %d, %s", seed, filter)
            .isEqualTo(
                expected.stream()
                    .sorted(
                        Comparator.comparing(Recorded::recordedAt)
                            .thenComparing(Recorded::position)
                            .reversed())
                    .toList());
        assertThat(ledger.access().leaves(filter, LedgerPosition.START, END, 1_000))
            .as("seed %d, %s", seed, filter)
            .extracting(Leaf::recorded)
            .isEqualTo(expected);
      }
    }
  }

  private static boolean fits(Recorded recorded, Filter filter) {
    return recorded.entry() instanceof Accessed accessed
        && filter.who().stream().allMatch(who -> accessed.who().name().equalsIgnoreCase(who))
        && filter.action().stream().allMatch(action -> accessed.action() == action)
        && filter.from().stream().noneMatch(from -> recorded.recordedAt().isBefore(from))
        && filter.to().stream().allMatch(to -> recorded.recordedAt().isBefore(to));
  }

  @TestFactory
  Stream<DynamicTest> theCheckSeesARowThatIsWrong() {
    return Stream.of(
            "DELETE FROM access_entry WHERE position = 3",
            "UPDATE access_entry SET action = 1 WHERE position = 3",
            "UPDATE access_entry SET who_key = 1 WHERE position = 3",
            "INSERT INTO access_entry VALUES (1, 0, 1, 1)",
            "DELETE FROM access_run",
            "UPDATE access_run SET last_position = 9",
            "INSERT INTO access_run VALUES (9, 9)")
        .map(sql -> DynamicTest.dynamicTest(sql, () -> seesWhatIsWrong(sql)));
  }

  private void seesWhatIsWrong(String sql) throws Exception {
    Path home = folder.resolve(Integer.toHexString(sql.hashCode()));
    try (Ledger ledger = Ledgers.open(home, CLOCK)) {
      var _ = ledger.appendArrivals(List.of(Samples.log(0)));
      for (int i = 0; i < 3; i++) {
        var _ = ledger.access().append(query("bob", "q"));
      }
      assertWhole(ledger);
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + home.resolve("ledger"), "ledger", "");
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
    try (Ledger ledger = Ledgers.open(home, CLOCK)) {
      List<String> faults = new ArrayList<>();
      ledger.check((at, what) -> faults.add(at + " " + what));
      assertThat(faults).isNotEmpty();
    }
  }
}
