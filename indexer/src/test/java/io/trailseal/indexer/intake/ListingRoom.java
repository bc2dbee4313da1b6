package io.trailseal.indexer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsSources;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.intake.IntakeStatus.ListingStatus;
import io.trailseal.indexer.ledger.Ledger.IntakeList;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A real store with listings over it, and a bucket at `endpoint`.
final class ListingRoom implements Closeable {
  static final IntakeLimits LIMITS = IntakeLimits.STANDARD;

  final Path home;
  final Store store;
  final Sources sources;
  final Ingestor ingestor;
  final Readers readers;
  final ReadShare share = new ReadShare(LIMITS.readsMax(), () -> false);
  final List<BucketDesk> desks;
  final Listings listings;

  /// @param clock what listings hold the age of objects against
  ListingRoom(Path home, URI endpoint, String bucket, String prefix, InstantSource clock)
      throws IOException {
    this.home = home;
    store = Store.open(home, "a test", clock);
    AwsAccess access =
        new AwsAccess(Optional.of(endpoint), Optional.of("us-east-1"), Optional.empty());
    sources =
        AwsSources.open(
            List.of(),
            List.of(new AwsSources.BucketAt(bucket, prefix, access)),
            access,
            LIMITS,
            clock);
    ingestor = new Ingestor(store.vault(), store.ledger(), store::wake);
    desks = sources.buckets().stream().map(BucketDesk::new).toList();
    readers = new Readers(desks, LIMITS.readsMax(), DiskGuard.of(home, 0));
    listings =
        new Listings(
            store.ledger(),
            ingestor,
            store.custody(),
            store::wake,
            desks,
            readers,
            share,
            IDLE,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)),
            home.resolve("intake"),
            clock);
  }

  private static final Pace IDLE =
      new Pace() {
        @Override
        public boolean isQueueBusy() {
          return false;
        }

        @Override
        public Optional<Instant> oldestInHand() {
          return Optional.empty();
        }
      };

  /// Told nothing of interest.
  static final BackfillProgress QUIET = watched(_ -> {});

  interface Watcher {
    void at(ListingStatus status);
  }

  static BackfillProgress watched(Watcher watcher) {
    return new BackfillProgress() {
      @Override
      public void listing(ListingStatus status) {
        watcher.at(status);
      }

      @Override
      public void waiting(String what) {}
    };
  }

  ListingReport backfill(ListingScope scope) throws IOException, InterruptedException {
    return backfill(scope, false, QUIET);
  }

  ListingReport backfill(ListingScope scope, boolean isDry, BackfillProgress progress)
      throws IOException, InterruptedException {
    return listings.backfill(new BackfillOrder(Set.of(), scope, isDry), progress).getFirst();
  }

  void caughtUp() throws IOException, InterruptedException {
    store.wake();
    store.awaitCaughtUp();
  }

  /// Whether an object under this name is here.
  boolean has(String key) throws IOException {
    return !named(key).isEmpty();
  }

  /// The entries of a key, oldest first.
  List<ObjectReceived> named(String key) throws IOException {
    return store.ledger().objectsNamed(name(key)).stream()
        .map(recorded -> (ObjectReceived) recorded.entry())
        .toList();
  }

  byte[] bytes(ObjectReceived object) throws IOException {
    return store.vault().read(object.kept().orElseThrow());
  }

  S3Name name(String key) {
    return new S3Name(desks.getFirst().bucket().root().bucket(), key);
  }

  List<BucketCompared> comparisons() throws IOException {
    return newest(IntakeList.COMPARISONS).stream()
        .map(recorded -> (BucketCompared) recorded.entry())
        .toList();
  }

  List<Recorded> newest(IntakeList list) throws IOException {
    return store.ledger().newest(list, new LedgerPosition(Long.MAX_VALUE), 1_000);
  }

  /// Files that remember a backfill that was stopped.
  List<Path> remembered() throws IOException {
    if (!Files.isDirectory(home.resolve("intake"))) {
      return List.of();
    }
    try (var files = Files.list(home.resolve("intake"))) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    readers.close();
    sources.close();
    try (store) {
      store.wake();
      store.awaitCaughtUp();
      assertThat(store.fsck().check()).isEmpty();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
