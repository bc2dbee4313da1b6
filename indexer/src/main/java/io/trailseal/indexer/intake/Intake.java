package io.trailseal.indexer.intake;

import io.trailseal.indexer.custody.Custody;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.ingest.Threads;
import io.trailseal.indexer.intake.IntakeStatus.State;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.vault.Vault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes in what queues announce and what lies in buckets, for as long as it is open. The one door
/// to this package.
///
/// Threads: any; opening and closing is for one.
public final class Intake implements Closeable {
  private static final Backoff LIST_BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final Sources sources;
  private final DiskGuard disk;
  private final List<BucketDesk> desks;
  private final Readers readers;
  private final List<QueueConsumer> consumers;
  private final Listings listings;
  private final KeyUpkeep keys;
  private final Upkeep upkeep;
  private volatile boolean closed;

  private Intake(
      Vault vault,
      Ledger ledger,
      Custody custody,
      Runnable wakeFollowers,
      Sources sources,
      IntakeLimits limits,
      DiskGuard disk,
      InstantSource clock) {
    this.sources = sources;
    this.disk = disk;
    this.desks = sources.buckets().stream().map(BucketDesk::new).toList();
    this.readers = new Readers(desks, limits.readsMax(), disk);
    Ingestor ingestor = new Ingestor(vault, ledger, wakeFollowers);
    this.consumers =
        sources.queues().stream()
            .map(queue -> new QueueConsumer(queue, desks, ledger, ingestor, limits, readers, disk))
            .toList();
    Pace pace = Pace.of(hands());
    ReadShare share = new ReadShare(limits.readsMax(), pace::isQueueBusy);
    this.listings =
        new Listings(
            ledger,
            ingestor,
            custody,
            wakeFollowers,
            desks,
            readers,
            share,
            pace,
            LIST_BACKOFF,
            disk.home().resolve("intake"),
            clock);
    this.keys =
        new KeyUpkeep(ledger, custody, sources.keys(), wakeFollowers, limits.keysEvery(), clock);
    this.upkeep =
        new Upkeep(
            listings,
            new ParkedRetries(ledger, readers, share, desks, limits.parkedEvery()),
            keys,
            ingestor,
            limits,
            clock);
  }

  /// Starts, and returns at once.
  ///
  /// @param wakeFollowers run whenever something became durable
  /// @param sources are the intake's from here on, and closed with it
  /// @param home the store's folder, whose disk is watched
  /// @throws IOException if the disk of `home` cannot be asked how much room it has
  public static Intake start(
      Vault vault,
      Ledger ledger,
      Custody custody,
      Runnable wakeFollowers,
      Sources sources,
      IntakeLimits limits,
      Path home,
      InstantSource clock)
      throws IOException {
    return start(
        vault,
        ledger,
        custody,
        wakeFollowers,
        sources,
        limits,
        DiskGuard.of(home, limits.diskFreeBytesMin()),
        clock);
  }

  static Intake start(
      Vault vault,
      Ledger ledger,
      Custody custody,
      Runnable wakeFollowers,
      Sources sources,
      IntakeLimits limits,
      DiskGuard disk,
      InstantSource clock) {
    Intake intake = new Intake(vault, ledger, custody, wakeFollowers, sources, limits, disk, clock);
    intake.consumers.forEach(QueueConsumer::start);
    if (!intake.desks.isEmpty()) {
      intake.upkeep.start();
    }
    return intake;
  }

  /// How it is. Answered from memory: nothing is asked anywhere.
  public IntakeStatus status() {
    Optional<String> store =
        consumers.stream().flatMap(consumer -> consumer.storeTrouble().stream()).findFirst();
    IntakeStatus.DiskStatus diskNow = disk.status();
    return new IntakeStatus(
        state(store.isPresent()),
        store.or(disk::trouble),
        consumers.stream().map(QueueConsumer::status).toList(),
        desks.stream().map(BucketDesk::status).toList(),
        listings.status(),
        diskNow,
        keys.status());
  }

  private State state(boolean storeFails) {
    if (closed) {
      return State.STOPPED;
    }
    if (desks.isEmpty() && consumers.isEmpty()) {
      return State.OFF;
    }
    if (storeFails) {
      return State.PAUSED_STORE_FAILING;
    }
    return disk.isLow() ? State.PAUSED_DISK_LOW : State.RUNNING;
  }

  /// Lists buckets and takes in what is not here, beside whatever the queues bring, and returns
  /// once it is durable. One at a time; whoever comes second waits. One that is stopped, by what
  /// `progress` throws or because intake is closed, is gone on with when the same is asked for
  /// again.
  ///
  /// @return bucket by bucket, in the order of the sources
  /// @throws IOException if the store, or the file that remembers how far it came, cannot be used
  /// @throws IllegalArgumentException naming a root that no source has
  public List<ListingReport> backfill(BackfillOrder order, BackfillProgress progress)
      throws IOException, InterruptedException {
    return listings.backfill(order, progress);
  }

  /// The messages in hand, queue by queue.
  List<Hand> hands() {
    return consumers.stream().map(QueueConsumer::hand).toList();
  }

  /// Whether [#close()] was called.
  public boolean isClosed() {
    return closed;
  }

  /// Stops: nothing is received or read any more; what was handed to the record becomes durable and
  /// its messages are deleted; the other messages in hand are given back to their queues. Closing
  /// twice does nothing.
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    upkeep.close();
    consumers.forEach(QueueConsumer::stopReceiving);
    consumers.forEach(QueueConsumer::awaitReceived);
    readers.close();
    List<Thread> closing = new ArrayList<>();
    for (QueueConsumer consumer : consumers) {
      closing.add(Thread.ofVirtual().name("intake-close").start(consumer::close));
    }
    closing.forEach(Threads::joinUninterruptibly);
    sources.close();
  }
}
