package io.trailseal.api.health;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.ledger.VerdictCounts;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;

/// Finds out how the appliance is. What costs more is remembered longer.
///
/// Threads: any.
@Singleton
public final class Conditions {
  /// A few small rows of the ledger.
  private static final Duration COUNTS_AGE_MAX = Duration.ofSeconds(2);

  /// A row for each account and region, and a walk over the store's files.
  private static final Duration COSTLY_AGE_MAX = Duration.ofSeconds(15);

  private final Store store;
  private final InstantSource clock;
  private final Remembered<Counts> counts;
  private final Remembered<Deliveries> deliveries;
  private final Remembered<Condition.RoomBytes> bytes;

  private record Counts(ObjectCounts objects, VerdictCounts verdicts, IntakeCounts intake) {}

  public Conditions(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.counts =
        new Remembered<>(
            COUNTS_AGE_MAX,
            () ->
                new Counts(
                    store.ledger().objectCounts(),
                    store.ledger().verdictCounts(),
                    store.ledger().intakeCounts()));
    this.deliveries =
        new Remembered<>(COSTLY_AGE_MAX, () -> Deliveries.of(store.ledger().freshness()));
    this.bytes =
        new Remembered<>(
            COSTLY_AGE_MAX,
            () ->
                new Condition.RoomBytes(
                    store.vault().bytes(), store.ledger().bytes(), store.search().bytes()));
  }

  /// How it is now.
  ///
  /// @throws IOException if the store cannot be read
  public Condition now() throws IOException {
    Counts counted = counts.get();
    return new Condition(
        clock.instant(),
        store.intakeStatus(),
        counted.objects(),
        counted.verdicts(),
        counted.intake(),
        deliveries.get(),
        store.ledger().evidenceHead(),
        store.followers(),
        store.search().lag(),
        store.search().upkeep().state(),
        Files.getFileStore(store.home()).getUsableSpace(),
        bytes.get());
  }
}
