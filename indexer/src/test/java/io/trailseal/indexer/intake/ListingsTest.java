package io.trailseal.indexer.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trailseal.indexer.aws.Credentials;
import io.trailseal.indexer.ledger.Ledger.IntakeList;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.loopback.Fault;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: after a listing that is called complete the store has what the bucket has, byte for byte;
/// one that is not complete says so and accuses nobody.
final class ListingsTest {
  private static final Instant START = Instant.parse("2026-03-02T20:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");
  private static final SampleSettings SETTINGS =
      new SampleSettings(2, 2, 6, 10, Optional.empty(), 7, START, LoopbackAws.BUCKET, "");

  @TempDir Path folder;
  private Credentials credentials;
  private FolderBucket bucket;
  private LoopbackAws server;

  @BeforeEach
  void open() throws Exception {
    credentials = Credentials.some(Files.createDirectories(folder.resolve("credentials")));
    bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(SETTINGS).writeTo(bucket);
    server = LoopbackAws.serve(bucket.folder());
    for (String key : keys()) {
      written(key, START);
    }
  }

  @AfterEach
  void close() {
    server.close();
    credentials.close();
  }

  private ListingRoom room() throws IOException {
    return room("home", NOW);
  }

  private ListingRoom room(String home, Instant now) throws IOException {
    return new ListingRoom(
        folder.resolve(home), server.endpoint(), LoopbackAws.BUCKET, "", () -> now);
  }

  private void put(String key, String text) throws IOException {
    bucket.put(key, text.getBytes(StandardCharsets.UTF_8), Map.of());
    written(key, START);
  }

  private void written(String key, Instant at) throws IOException {
    Files.setLastModifiedTime(bucket.folder().resolve(key), FileTime.from(at));
  }

  /// Everything in the bucket.
  private List<String> keys() throws IOException {
    try (Stream<Path> files = Files.walk(bucket.folder())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket.folder().relativize(file).toString())
          .filter(key -> !key.endsWith(FolderBucket.METADATA_SUFFIX))
          .filter(key -> !key.startsWith("public-keys/"))
          .sorted()
          .toList();
    }
  }

  /// The folder of a day that has more than one object.
  private String someDay() throws IOException {
    return keys().stream()
        .filter(key -> key.contains("/CloudTrail/"))
        .map(key -> key.substring(0, key.lastIndexOf('/') + 1))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /// The store has each of these as the bucket has it, once.
  private void assertSame(ListingRoom room, List<String> keys) throws IOException {
    for (String key : keys) {
      List<ObjectReceived> entries = room.named(key);
      assertThat(entries).as(key).hasSize(1);
      StoredObject object = bucket.get(key).orElseThrow();
      assertThat(room.bytes(entries.getFirst())).as(key).isEqualTo(object.content().toByteArray());
      assertThat(entries.getFirst().userMetadata()).as(key).isEqualTo(object.metadata());
    }
    assertThat(room.store.ledger().objectCounts().objects()).isEqualTo(keys.size());
  }

  @Test
  void aBackfillTakesInEverythingWhateverItsLayout() throws Exception {
    put("AWSLogs/111111111111/Config/ConfigWritabilityCheckFile", "");
    put(
        "AWSLogs/111111111111/Config/us-east-1/2016/9/27/ConfigSnapshot/"
            + "111111111111_Config_us-east-1_ConfigSnapshot_20160927T195818Z_a.json.gz",
        "{}");
    put(
        "o-abcdefghij/AWSLogs/o-abcdefghij/222222222222/CloudTrail/eu-west-1/2026/03/02/"
            + "222222222222_CloudTrail_eu-west-1_20260302T0005Z_aaaaaaaaaaaaaaaa.json",
        "{\"Records\":[]}");
    put("AWSLogs/111111111111/CloudTrail/notes/deep/er/todo.txt", "x");
    put("readme +%.txt", "y");
    List<String> all = keys();
    List<String> expected = all.stream().filter(key -> !key.contains("Writability")).toList();
    try (ListingRoom room = room()) {
      ListingReport report = room.backfill(ListingScope.EVERYTHING);
      assertThat(report.isComplete()).as(report.toString()).isTrue();
      assertThat(report.counts().listed()).isEqualTo(all.size());
      assertThat(report.counts().read()).isEqualTo(expected.size());
      assertThat(report.counts().skipped()).isEqualTo(1);
      assertSame(room, expected);
      assertThat(room.remembered()).isEmpty();

      int gets = server.gets();
      ListingReport again = room.backfill(ListingScope.EVERYTHING);
      assertThat(again.isComplete()).isTrue();
      assertThat(again.counts().found()).isZero();
      assertThat(server.gets()).isEqualTo(gets);
      assertThat(again.listing()).isEqualTo(report.listing());
      assertThat(room.comparisons())
          .extracting(BucketCompared::objects, BucketCompared::found)
          .containsExactly(
              tuple((long) all.size(), 0L), tuple((long) all.size(), (long) expected.size()));

      put("readme +%.txt", "z");
      written("readme +%.txt", START.plusSeconds(5));
      ListingReport changed = room.backfill(ListingScope.EVERYTHING);
      assertThat(changed.counts().found()).isEqualTo(1);
      assertThat(changed.listing()).isNotEqualTo(report.listing());
      assertThat(room.newest(IntakeList.OVERWRITTEN)).hasSize(1);
    }
  }

  @Test
  void whatWasStoppedGoesOnWithoutListingOrReadingTheSameAgain() throws Exception {
    int all = keys().size();
    try (ListingRoom room = room()) {
      assertThatThrownBy(
              () ->
                  room.backfill(
                      ListingScope.EVERYTHING,
                      false,
                      ListingRoom.watched(
                          status -> {
                            if (status.foldersDone() >= 3) {
                              throw new CancellationException("enough");
                            }
                          })))
          .isInstanceOf(CancellationException.class);
      assertThat(room.remembered()).hasSize(1);
      long before = room.store.ledger().objectCounts().objects();
      assertThat(room.comparisons()).isEmpty();

      // The first days, which were done, may not be listed any more.
      List<String> days =
          keys().stream()
              .filter(key -> key.contains("/2026/"))
              .map(key -> key.substring(0, key.lastIndexOf('/') + 1))
              .distinct()
              .sorted(FolderWalk.ORDER)
              .toList();
      days.subList(0, 3).forEach(day -> server.fault(LoopbackAws.BUCKET, day, Fault.ACCESS_DENIED));
      int gets = server.gets();
      ListingReport report = room.backfill(ListingScope.EVERYTHING);
      assertThat(report.isComplete()).as(report.toString()).isTrue();
      assertThat(report.wasResumed()).isTrue();
      assertThat(server.gets() - gets).isEqualTo((int) (all - before));
      assertThat(report.counts().listed()).isEqualTo(all);
      assertSame(room, keys());
      assertThat(room.remembered()).isEmpty();
      Optional<?> resumed = report.listing();
      days.subList(0, 3)
          .forEach(day -> server.fault(LoopbackAws.BUCKET, day, Fault.ACCESS_DENIED, 0));
      assertThat(room.backfill(ListingScope.EVERYTHING).listing()).isEqualTo(resumed);
    }
  }

  @Test
  void aDryRunCountsAndTouchesNothing() throws Exception {
    try (ListingRoom room = room()) {
      LedgerPosition head = room.store.ledger().head();
      ListingReport report = room.backfill(ListingScope.EVERYTHING, true, ListingRoom.QUIET);
      assertThat(report.isComplete()).isTrue();
      assertThat(report.counts().found()).isEqualTo(keys().size());
      assertThat(report.counts().foundBytes()).isPositive();
      assertThat(server.gets()).isZero();
      assertThat(room.store.ledger().head()).isEqualTo(head);
      assertThat(room.remembered()).isEmpty();
    }
  }

  @Test
  void aScopeNarrowsWhatIsListed() throws Exception {
    put("readme.txt", "y");
    String account = SETTINGS.accountIds().getFirst();
    String region = SETTINGS.regionNames().getLast();
    LocalDate day = LocalDate.of(2026, 3, 3);
    List<String> expected =
        keys().stream()
            .filter(
                key ->
                    key.contains("/" + account + "/")
                        && key.contains("/" + region + "/2026/03/03/"))
            .toList();
    assertThat(expected).isNotEmpty();
    try (ListingRoom room = room()) {
      ListingReport report =
          room.backfill(
              new ListingScope(
                  Optional.of(day), Optional.of(day), Set.of(account), Set.of(region)));
      assertThat(report.isComplete()).isTrue();
      assertThat(report.counts().listed()).isEqualTo(expected.size());
      assertSame(room, expected);
      assertThat(room.comparisons().getFirst().from()).contains(day);
    }
  }

  @Test
  void whatCannotBeListedToItsEndIsNotCompleteAndNothingIsMissing() throws Exception {
    String lost =
        keys().stream().filter(key -> key.contains("/CloudTrail/")).findFirst().orElseThrow();
    Files.delete(bucket.folder().resolve(lost));
    String day = someDay();
    server.fault(LoopbackAws.BUCKET, day, Fault.ACCESS_DENIED);
    try (ListingRoom room = room()) {
      ListingReport report = room.backfill(ListingScope.EVERYTHING);
      assertThat(report.isComplete()).isFalse();
      assertThat(report.trouble().orElseThrow()).contains("s3:ListBucket");
      assertThat(report.listing()).isEmpty();
      assertThat(room.comparisons()).isEmpty();
      room.caughtUp();
      learnKeys(room);
      assertThat(room.store.ledger().absentVerdict(room.name(lost))).isEmpty();
      assertThat(room.store.ledger().objectCounts().objects())
          .as("the other days came in")
          .isEqualTo(keys().stream().filter(key -> !key.startsWith(day)).count());

      server.fault(LoopbackAws.BUCKET, day, Fault.ACCESS_DENIED, 0);
      ListingReport complete = room.backfill(ListingScope.EVERYTHING);
      assertThat(complete.isComplete()).isTrue();
      assertSame(room, keys());
      assertThat(room.store.ledger().absentVerdict(room.name(lost)).orElseThrow().entry())
          .isInstanceOfSatisfying(
              VerdictReached.class,
              said -> assertThat(said.verdict()).isInstanceOf(Verdict.Missing.class));
    }
  }

  private static KeyUpkeep learnKeys(ListingRoom room) throws Exception {
    KeyUpkeep keys =
        new KeyUpkeep(
            room.store.ledger(),
            room.store.custody(),
            room.sources.keys(),
            room.store::wake,
            Duration.ZERO,
            () -> NOW);
    keys.look();
    room.caughtUp();
    return keys;
  }

  @Test
  void aListingThatFailsOnceIsTriedAgainAndIsTheSame() throws Exception {
    server.fault(LoopbackAws.BUCKET, someDay(), Fault.NO_SUCH_BUCKET, 2);
    server.fault(LoopbackAws.BUCKET, "", Fault.NO_SUCH_BUCKET, 1);
    try (ListingRoom room = room();
        ListingRoom other = room("other", NOW)) {
      ListingReport report = room.backfill(ListingScope.EVERYTHING);
      assertThat(report.isComplete()).as(report.toString()).isTrue();
      assertSame(room, keys());
      assertThat(other.backfill(ListingScope.EVERYTHING).listing()).isEqualTo(report.listing());
    }
  }

  @Test
  void aReconciliationFindsExactlyWhatNobodyAnnounced() throws Exception {
    Instant now = Instant.parse("2026-03-03T12:00:00Z");
    try (ListingRoom room = room("home", now)) {
      assertThat(room.backfill(ListingScope.EVERYTHING).isComplete()).isTrue();
      String day = someDay();
      String silent = day + "silent.json";
      String young = day + "young.json";
      put(silent, "{\"Records\":[]}");
      put(young, "{\"Records\":[]}");
      written(young, now.minus(Listings.GRACE).plusSeconds(1));
      put(day.replace("2026/03", "2026/01") + "old.json", "{\"Records\":[]}");

      assertThat(room.listings.reconcile(3)).isTrue();
      assertThat(room.has(silent)).isTrue();
      assertThat(room.has(young)).as("left to the queue").isFalse();
      BucketCompared entry = room.comparisons().getFirst();
      assertThat(entry.purpose()).isEqualTo(BucketCompared.Purpose.RECONCILIATION);
      assertThat(entry.found()).isEqualTo(1);
      assertThat(entry.from()).contains(LocalDate.of(2026, 3, 1));
      assertThat(room.store.ledger().intakeCounts().foundByListing()).isEqualTo(1);
      assertThat(room.desks.getFirst().status().reconciledAt()).contains(now);

      assertThat(room.listings.reconcile(3)).isTrue();
      assertThat(room.comparisons().getFirst().found()).isZero();
      assertThat(room.store.ledger().intakeCounts().foundByListing()).isEqualTo(1);
    }
    try (ListingRoom room = room("home", now.plus(Duration.ofMinutes(15)))) {
      room.listings.recall();
      assertThat(room.desks.getFirst().status().reconciledAt()).contains(now);
      assertThat(room.listings.reconcile(3)).isTrue();
      assertThat(room.comparisons().getFirst().found()).as("nobody brought it").isEqualTo(1);
    }
  }

  @Test
  void anArchivedObjectIsParkedAndComesInOnceItWasRestored() throws Exception {
    String key = someDay() + "frozen.json";
    bucket.put(
        key,
        "{\"Records\":[]}".getBytes(StandardCharsets.UTF_8),
        Map.of(Fault.METADATA, Fault.INVALID_OBJECT_STATE.code()));
    written(key, START);
    try (ListingRoom room = room()) {
      ListingReport report = room.backfill(ListingScope.EVERYTHING);
      assertThat(report.isComplete()).isTrue();
      assertThat(report.counts().parked()).isEqualTo(1);
      assertThat(room.store.ledger().intakeCounts().parked()).isEqualTo(1);
      ParkedRetries retries =
          new ParkedRetries(
              room.store.ledger(), room.readers, room.share, room.desks, Duration.ofHours(1));
      Instant due = NOW.plus(Duration.ofHours(1));
      retries.sweep(NOW, due, room.ingestor);
      assertThat(room.store.ledger().intakeCounts().parked()).as("still frozen").isEqualTo(1);

      put(key, "{\"Records\":[]}");
      int gets = server.gets();
      retries.sweep(due, due.plus(Duration.ofMinutes(59)), room.ingestor);
      assertThat(server.gets()).as("not due").isEqualTo(gets);
      retries.sweep(due, due.plus(Duration.ofHours(2)), room.ingestor);
      assertThat(room.store.ledger().intakeCounts().parked()).isZero();
      assertThat(room.has(key)).isTrue();
    }
  }

  @Test
  void anObjectThatCameToBeDeniedIsParkedForThatInstead() throws Exception {
    String key = someDay() + "frozen.json";
    put(key, "{\"Records\":[]}");
    server.fault(LoopbackAws.BUCKET, key, Fault.INVALID_OBJECT_STATE);
    try (ListingRoom room = room()) {
      room.backfill(ListingScope.EVERYTHING);
      server.fault(LoopbackAws.BUCKET, key, Fault.ACCESS_DENIED);
      new ParkedRetries(
              room.store.ledger(), room.readers, room.share, room.desks, Duration.ofHours(1))
          .sweep(NOW, NOW.plus(Duration.ofHours(1)), room.ingestor);
      assertThat(room.store.ledger().parkedNamed(room.name(key)).orElseThrow().entry().toString())
          .contains(ParkReason.ACCESS_DENIED.name());
      assertThat(room.store.ledger().intakeCounts().parked()).isEqualTo(1);
    }
  }

  @Test
  void aDayOfManyPagesComesInWhole() throws Exception {
    String day = someDay();
    for (int i = 0; i < 2_000; i++) {
      bucket.put(day + "%04d.json".formatted(i), new byte[] {'{', '}'}, Map.of());
    }
    try (ListingRoom room = room()) {
      ListingReport report = room.backfill(ListingScope.EVERYTHING);
      assertThat(report.isComplete()).isTrue();
      assertThat(report.counts().read()).isEqualTo(keys().size());
      assertThat(room.store.ledger().objectCounts().objects()).isEqualTo(keys().size());
      assertThat(server.getsAtOnce()).isLessThanOrEqualTo(ListingRoom.LIMITS.readsMax() / 2);
    }
  }

  @Test
  void keysAreLearnedWhenADigestNeedsThemAndThenItIsIntact() throws Exception {
    try (ListingRoom room = room()) {
      room.backfill(ListingScope.EVERYTHING);
      room.caughtUp();
      assertThat(room.store.ledger().verdictCounts().digests()).containsOnlyKeys("could not tell");
      KeyUpkeep keys = learnKeys(room);
      assertThat(room.store.ledger().verdictCounts().digests()).containsOnlyKeys("intact");
      assertThat(room.store.ledger().keys())
          .allSatisfy(
              key ->
                  assertThat(key.provenance().sentence())
                      .contains("ListPublicKeys for 2026-03-01T", "trailseal"));
      assertThat(keys.status().askedAt()).contains(NOW);
      assertThat(server.keysAsked()).containsExactlyInAnyOrderElementsOf(SETTINGS.regionNames());
    }
  }
}
