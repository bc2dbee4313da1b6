package io.trailseal.indexer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.EventWalk;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.WalkRequest;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what people do stands between what comes in, and nothing that is derived from the evidence
/// notices.
@Timeout(300)
final class AccessBesideEvidenceTest {
  private static final Path DELIVERED =
      Path.of(requireNonNull(System.getProperty("trailseal.shared")), "data/delivered/CloudTrail");
  private static final int FILES_COUNT = 6;
  private static final int ASKED_COUNT = 20;

  @TempDir Path home;

  private Store open() throws IOException {
    return Store.open(home, "a test", () -> Instant.parse("2026-11-01T00:00:00Z"));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DELIVERED)) {
      return files.sorted().limit(FILES_COUNT).toList();
    }
  }

  private static void ask(Store store) throws IOException {
    for (int i = 0; i < ASKED_COUNT; i++) {
      LedgerPosition _ =
          store
              .accessRecord()
              .enter(Caller.machine("somebody"), Deed.of(AccessAction.QUERY).query("q" + i));
    }
  }

  private static void bring(Store store, Path file) throws Exception {
    var _ =
        store
            .importer()
            .run(List.of(file), Optional.of("a-bucket"), (objects, all, bytes, allBytes, n) -> {});
  }

  private static SearchAnswer everything(Store store) throws Exception {
    return store
        .search()
        .shownTo(Audience.EVERYBODY)
        .search(
            new SearchRequest(
                new Query.All(), Optional.empty(), Optional.empty(), 10, Optional.empty()));
  }

  private static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        sizes.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
      }
    }
    return sizes;
  }

  @Test
  void nothingDerivedNotices() throws Exception {
    List<Path> files = files();
    long total;
    LedgerPosition half;
    long halfTotal;
    try (Store store = open()) {
      ask(store);
      assertThat(store.ledger().evidenceHead()).isEqualTo(LedgerPosition.START);
      for (Path file : files.subList(0, FILES_COUNT / 2)) {
        bring(store, file);
        ask(store);
      }
      store.awaitCaughtUp();
      half = store.search().position();
      halfTotal = everything(store).total();

      // Custody's own conclusions have been read by now too; from here on there is only access.
      Map<String, Long> index = sizes(home.resolve("search"));
      LedgerPosition custody = store.custody().position();
      ask(store);
      store.wake();
      store.awaitCaughtUp();
      assertThat(store.search().position()).isEqualTo(half);
      assertThat(store.custody().position()).isEqualTo(custody);
      assertThat(sizes(home.resolve("search"))).isEqualTo(index);
      assertThat(store.followers()).extracting(FollowLoop.Status::behind).containsOnly(0L);
      assertThat(everything(store).evidence().behind()).isZero();
      assertThat(everything(store).evidence().indexed())
          .isEqualTo(everything(store).evidence().head())
          .isLessThan(store.ledger().head());
    }
    try (Store store = open()) {
      store.awaitCaughtUp();
      assertThat(everything(store).total()).isEqualTo(halfTotal);
      for (Path file : files.subList(FILES_COUNT / 2, FILES_COUNT)) {
        ask(store);
        bring(store, file);
      }
      store.awaitCaughtUp();
      total = everything(store).total();
      assertThat(total).isGreaterThan(halfTotal);

      // As it was when half had come in, whatever came between.
      try (EventWalk then =
          store
              .search()
              .shownTo(Audience.EVERYBODY)
              .walk(
                  new WalkRequest(
                      new Query.All(),
                      Optional.empty(),
                      Optional.empty(),
                      WalkRequest.Order.OLDEST_FIRST,
                      Optional.of(half),
                      Optional.empty(),
                      Optional.empty(),
                      false,
                      () -> false))) {
        assertThat(then.total()).isEqualTo(halfTotal);
      }

      long _ = store.search().upkeep().rebuild(Optional.empty());
      int asked = 0;
      while (!store.search().upkeep().state().rebuilds().isEmpty()) {
        if (asked++ < ASKED_COUNT) {
          LedgerPosition _ =
              store
                  .accessRecord()
                  .enter(Caller.machine("somebody"), Deed.of(AccessAction.QUERY).query("while"));
        }
        Thread.sleep(5);
      }
      assertThat(everything(store).total()).isEqualTo(total);
      assertThat(store.reverify(WalkOptions.STANDARD, 1, WalkProgress.SILENT).agrees()).isTrue();
      assertThat(store.fsck().check()).isEmpty();
    }
    // And from nothing.
    try (Stream<Path> index = Files.walk(home.resolve("search"))) {
      for (Path file : index.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
    try (Store store = open()) {
      store.awaitCaughtUp();
      assertThat(everything(store).total()).isEqualTo(total);
      assertThat(store.fsck().check()).isEmpty();
    }
  }
}
