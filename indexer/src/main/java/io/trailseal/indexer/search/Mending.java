package io.trailseal.indexer.search;

import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultDamagedException;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the ledger beside the months that answer, for the sake of those that are made anew or
/// were left behind, and puts them in their place once they are as far as the others. The same loop
/// and the same intake as ever, from another position into other folders.
///
/// Threads: its loop's own.
final class Mending implements Follower, Target, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);

  /// Half of what those have that answer.
  private static final long BUFFER_BYTES_MAX = Months.BUFFER_BYTES_MAX / 2;

  /// Entries that are taken in while the others wait: some seconds of work.
  private static final int LAST_ENTRIES_MAX = 256;

  /// What is made beside something that answers gives way below this much room.
  static final long ROOM_BYTES_MIN = 256L << 20;

  /// There is nothing to follow for.
  private static final LedgerPosition NOWHERE = new LedgerPosition(Long.MAX_VALUE);

  private final Ledger ledger;
  private final Vault vault;
  private final Inventory inventory;
  private final Serving serving;
  private final Intake intake;
  private final Buffers buffers = new Buffers(this::months, BUFFER_BYTES_MAX);

  /// The jobs that what is read now is for; others begin elsewhere, or rest.
  private final List<Job> working = new CopyOnWriteArrayList<>();

  private volatile @Nullable Ended gaveWay;

  /// A job that ended without being done.
  private record Ended(long id, String why) {}

  Mending(
      Ledger ledger,
      Vault vault,
      Originals originals,
      Inventory inventory,
      Serving serving,
      InstantSource clock) {
    this.ledger = ledger;
    this.vault = vault;
    this.inventory = inventory;
    this.serving = serving;
    // Nothing is new here: those that answer have counted it.
    this.intake =
        new Intake(
            vault, ledger, this, new LagMeter(clock, NOWHERE), originals, 1, "search-mending-");
  }

  /// The months that answer, as far as they have taken the ledger in.
  ///
  /// @param following held by whoever lets them take in
  /// @param joined told when other months answer than before, while `following` is held
  record Serving(ReentrantLock following, Intake intake, Runnable joined) {}

  // ------------------------------------------------------------ following

  @Override
  public String name() {
    return "search, beside";
  }

  /// Where the job stands that has least to do: it comes first.
  @Override
  public LedgerPosition position() {
    return inventory.jobs().stream()
        .filter(Job::isDue)
        .map(Job::complete)
        .max(LedgerPosition::compareTo)
        .orElse(NOWHERE);
  }

  @Override
  public boolean isIdle() throws IOException {
    join();
    return inventory.jobs().stream().noneMatch(Job::isDue);
  }

  @Override
  public void follow(List<Recorded> batch) throws IOException {
    LedgerPosition before = ledger.evidenceBefore(batch.getFirst().position());
    if (!before.equals(intake.taken())) {
      settle();
      working.clear();
      intake.goTo(before);
    }
    for (Job job : inventory.jobs()) {
      if (job.isDue() && !working.contains(job) && job.complete().compareTo(before) >= 0) {
        working.add(job);
      }
    }
    // What one that was dropped for another takes, that one would lack.
    dropTheDropped();
    intake.follow(batch);
    giveWay();
  }

  @Override
  public void settle() throws IOException {
    intake.settle();
  }

  /// Puts in their place the jobs that are as far as the months that answer, or nearly.
  private void join() throws IOException {
    dropTheDropped();
    if (working.isEmpty()) {
      workOnWhatHasArrived();
    }
    if (working.isEmpty() || !isNear()) {
      return;
    }
    serving.following().lock();
    try {
      // Who drops jobs holds the lock too, and may have had it until now: the months of such a job
      // are closed, and must not answer.
      dropTheDropped();
      if (!working.isEmpty() && isNear()) {
        takeTheRest(intake, serving.intake().taken());
        takeTheRest(serving.intake(), intake.taken());
        intake.settle();
        for (Job job : List.copyOf(working)) {
          if (job.complete().equals(intake.taken())) {
            adopt(job);
          }
        }
      }
    } finally {
      serving.following().unlock();
    }
  }

  private void dropTheDropped() {
    working.removeIf(job -> !inventory.jobs().contains(job));
  }

  /// A job that was interrupted when it had nothing left to read.
  private void workOnWhatHasArrived() {
    for (Job job : inventory.jobs()) {
      if (job.isDue() && job.complete().equals(serving.intake().taken())) {
        intake.goTo(job.complete());
        working.add(job);
      }
    }
  }

  private boolean isNear() {
    return Math.abs(serving.intake().taken().value() - intake.taken().value()) <= LAST_ENTRIES_MAX;
  }

  private void takeTheRest(Intake behind, LedgerPosition upTo) throws IOException {
    int count = (int) (upTo.value() - behind.taken().value());
    if (count > 0) {
      behind.follow(
          ledger.readEvidence(behind.taken(), count).stream()
              .filter(entry -> entry.position().compareTo(upTo) <= 0)
              .toList());
    }
  }

  private void adopt(Job job) throws IOException {
    working.remove(job);
    job.months.values().forEach(Month::refresh);
    if (job.scope().equals(Scope.ALL)) {
      forgetWhatIsReadableNow();
    }
    try {
      inventory.adopt(job);
    } finally {
      serving.joined().run();
    }
    LOG.info("{} of the search index answer as whole", job.scope().text());
  }

  /// Objects that the vault did not give back once, and does now: they were read again.
  private void forgetWhatIsReadableNow() throws IOException {
    for (LedgerPosition object : inventory.unreadable().all()) {
      Optional<Recorded> entry = ledger.entry(object);
      if (entry.isPresent()
          && entry.get().entry() instanceof ObjectReceived received
          && received.kept().isPresent()) {
        try {
          byte[] _ = vault.read(received.kept().get());
          inventory.unreadable().forget(object);
        } catch (VaultDamagedException _) {
          // It stays among them.
        }
      }
    }
  }

  /// What is made anew beside months that answer may not take the room that intake needs.
  private void giveWay() throws IOException {
    for (Job job : List.copyOf(working)) {
      if (!job.isInPlace()
          && inventory.troubles().keySet().stream().noneMatch(job.scope()::covers)
          && inventory.folder().usableBytes() < ROOM_BYTES_MIN) {
        String why =
            "the disk is nearly full: making %s anew gave way, and what was there before answers on"
                .formatted(job.scope().text());
        LOG.error("{}", why);
        gaveWay = new Ended(job.id(), why);
        working.remove(job);
        inventory.giveUp(job);
      }
    }
  }

  /// Why this job ended without being done, if it did, and no other since.
  Optional<String> gaveWay(long id) {
    return Optional.ofNullable(gaveWay).filter(ended -> ended.id() == id).map(Ended::why);
  }

  // ------------------------------------------------------------ taking in

  @Override
  public LedgerPosition settled() {
    return working.stream()
        .map(Job::complete)
        .min(LedgerPosition::compareTo)
        .orElse(LedgerPosition.START);
  }

  private Collection<Month> months() {
    List<Month> months = new ArrayList<>();
    working.forEach(job -> months.addAll(job.months.values()));
    return months;
  }

  @Override
  public @Nullable Month of(long time) throws IOException {
    Partition partition = Partition.of(time);
    if (!inventory.keeping().wants(partition)) {
      return null;
    }
    for (Job job : List.copyOf(working)) {
      if (job.scope().covers(partition)) {
        Month month = job.months.get(partition);
        return month == null ? create(job, partition) : month;
      }
    }
    return null;
  }

  private synchronized Month create(Job job, Partition partition) throws IOException {
    Month month = job.months.get(partition);
    if (month == null) {
      month = inventory.createBeside(partition);
      job.months.put(partition, month);
    }
    return month;
  }

  @Override
  public void noteUnreadable(LedgerPosition object) throws IOException {
    inventory.unreadable().note(object);
  }

  @Override
  public void relieve() {
    buffers.relieve();
  }

  @Override
  public void flushBuffers() {
    buffers.flush();
  }

  @Override
  public boolean hasTooManyWriters() {
    return buffers.hasTooManyWriters();
  }

  /// A job of which a month failed rests; the others go on.
  @Override
  public void sortOut() {
    for (Job job : List.copyOf(working)) {
      for (Month month : job.months.values()) {
        Exception failure = month.failure();
        if (failure != null && working.remove(job)) {
          LOG.error("{} of the search index cannot be mended yet", job.scope().text(), failure);
          setAside(job, failure);
        }
      }
    }
  }

  private void setAside(Job job, Exception cause) {
    job.failed(PositionFile.reason(cause));
    boolean lost = Damage.isIn(cause);
    for (Month month : job.months.values()) {
      try {
        month.rollback();
      } catch (IOException | RuntimeException e) {
        LOG.error("{} of the search index does not open again", month.partition().name(), e);
        lost = true;
      }
    }
    if (lost) {
      inventory.startOver(job, cause);
    }
  }

  @Override
  public void settle(LedgerPosition position) throws IOException {
    months().forEach(month -> month.commit(position));
    sortOut();
    working.forEach(job -> job.reached(position));
    inventory.write();
    buffers.closeIdle();
  }

  @Override
  public void rollback() throws IOException {
    for (Month month : months()) {
      month.rollback();
    }
  }

  @Override
  public void close() {
    intake.close();
  }
}
