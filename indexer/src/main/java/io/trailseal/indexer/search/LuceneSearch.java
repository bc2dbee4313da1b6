package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The index as a door: following on one side, asking on the other.
final class LuceneSearch implements Search {
  /// Two share the work of a small machine; a larger one has questions to answer as well.
  private static final int INTAKE_WORKERS = 2;

  private final Ledger ledger;
  private final Vault vault;
  private final Inventory inventory;
  private final Months months;
  private final LagMeter lagMeter;
  private final Intake intake;
  private final Freshness freshness;
  private final IndexUpkeep upkeep;
  private final Originals originals;

  private final Asking asking = new Asking();

  /// Held while following, settling, changing months: they are whole whenever it is free.
  private final ReentrantLock following = new ReentrantLock();

  /// What questions are answered out of.
  private final LuceneQuestions.Room room;

  static {
    Engine.prepare();
  }

  LuceneSearch(Path folder, Month.Disk disk, Vault vault, Ledger ledger, InstantSource clock)
      throws IOException {
    this.ledger = ledger;
    this.vault = vault;
    this.inventory = Inventory.open(new IndexFolder(folder, disk), ledger.evidenceHead());
    this.months = new Months(inventory);
    // An index that begins anew takes in again what is no news.
    LedgerPosition settled = months.settled();
    this.lagMeter =
        new LagMeter(clock, settled.equals(LedgerPosition.START) ? ledger.evidenceHead() : settled);
    this.originals = new Originals(vault, ledger);
    this.intake =
        new Intake(vault, ledger, months, lagMeter, originals, INTAKE_WORKERS, "search-intake-");
    this.freshness = new Freshness(months, intake);
    this.upkeep =
        new IndexUpkeep(
            ledger,
            inventory,
            following,
            new Mending(
                ledger,
                vault,
                originals,
                inventory,
                new Mending.Serving(following, intake, freshness::refreshAll),
                clock));
    this.room =
        new LuceneQuestions.Room(
            ledger,
            clock,
            inventory,
            freshness,
            upkeep,
            originals,
            asking,
            new CurrentVerdicts(ledger));
  }

  // ------------------------------------------------------------ following

  @Override
  public String name() {
    return "search";
  }

  @Override
  public LedgerPosition position() {
    return months.settled();
  }

  @Override
  public void follow(List<Recorded> batch) throws IOException {
    following.lock();
    try {
      keep(batch);
      intake.follow(batch);
    } catch (IOException | RuntimeException e) {
      freshness.settled();
      throw e;
    } finally {
      following.unlock();
      upkeep.wake();
    }
  }

  private void keep(List<Recorded> batch) throws IOException {
    for (Recorded recorded : batch) {
      if (recorded.entry() instanceof RetentionSet set) {
        // So that what is dropped is counted once.
        intake.settle();
        inventory.keep(set.from().map(Partition::of).orElse(0), recorded.position());
      }
    }
  }

  @Override
  public void settle() throws IOException {
    following.lock();
    try {
      intake.settle();
    } finally {
      freshness.settled();
      following.unlock();
      upkeep.wake();
    }
  }

  // ------------------------------------------------------------ asking

  @Override
  public Questions shownTo(Audience audience) {
    return new LuceneQuestions(audience, room);
  }

  static EventId eventId(long id) {
    return new EventId(new LedgerPosition(Fields.object(id)), Fields.ordinal(id));
  }

  // ------------------------------------------------------------ checking

  @Override
  public void check(Ledger.FaultSink faults) throws IOException {
    upkeep
        .examine()
        .forEach(
            (partition, why) ->
                faults.fault(
                    LedgerPosition.START,
                    "%s of the search index is not what was written: %s"
                        .formatted(partition.name(), why)));
    Snapshot snapshot;
    following.lock();
    try {
      // Between batches, so that no object is there in part.
      freshness.refreshAll();
      snapshot = Snapshot.of(inventory, freshness.reached(), Audience.EVERYBODY);
    } finally {
      following.unlock();
    }
    upkeep.troubles().forEach(sentence -> faults.fault(LedgerPosition.START, sentence));
    try (snapshot) {
      new IndexCheck(snapshot, ledger, vault, inventory.unreadable().all(), faults).run();
    }
  }

  @Override
  public Upkeep upkeep() {
    return upkeep;
  }

  @Override
  public Lag lag() {
    return lagMeter.lag();
  }

  @Override
  public long bytes() throws IOException {
    return inventory.folder().bytes();
  }

  /// What was taken in and not settled comes again when the index is opened next.
  @Override
  public void close() throws IOException {
    try {
      upkeep.close();
    } finally {
      asking.close();
      following.lock();
      try (inventory;
          intake;
          originals) {
        // Workers end before the months they write to.
      } finally {
        following.unlock();
      }
    }
  }
}
