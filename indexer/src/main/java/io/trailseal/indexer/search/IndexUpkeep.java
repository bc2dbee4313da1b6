package io.trailseal.indexer.search;

import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.search.PositionFile.Anew;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.LeafReaderContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work beside: a loop that mends, the examination of what does not answer, and the words for
/// both.
///
/// Threads: any.
final class IndexUpkeep implements Upkeep, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexUpkeep.class);

  /// A month that is made anew is written while it is merged: so much more than it takes in the
  /// end, in percent.
  private static final int GROWN_PERCENT = 150;

  /// After an examination that found nothing, the next has to wait.
  private static final long EXAMINE_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Inventory inventory;
  private final ReentrantLock following;
  private final Mending mending;
  private final FollowLoop loop;
  private final ReentrantLock examining = new ReentrantLock();
  private long examinedAtNanos = System.nanoTime() - EXAMINE_INTERVAL_NANOS;

  IndexUpkeep(Ledger ledger, Inventory inventory, ReentrantLock following, Mending mending) {
    this.inventory = inventory;
    this.following = following;
    this.mending = mending;
    this.loop = new FollowLoop(ledger, List.of(mending));
    loop.start();
  }

  /// A month may have been set aside just now.
  void wake() {
    if (!inventory.jobs().isEmpty()) {
      loop.wake();
    }
  }

  // ------------------------------------------------------------ saying

  @Override
  public IndexState state() {
    List<IndexState.Rebuild> rebuilds = new ArrayList<>();
    for (Job job : inventory.jobsAtRest()) {
      rebuilds.add(
          new IndexState.Rebuild(job.id(), job.scope().text(), job.complete(), job.trouble()));
    }
    return new IndexState(troubles(), rebuilds, loop.status().getFirst().trouble(), retention());
  }

  @Override
  public Optional<String> gaveWay(long id) {
    return mending.gaveWay(id);
  }

  /// What is not searched of the time from `from` on, and why.
  List<String> reservations(Optional<Instant> from) {
    List<String> sentences = new ArrayList<>(troubles());
    int kept = inventory.keeping().line().from();
    if (kept > 0 && (from.isEmpty() || from.get().toEpochMilli() < new Partition(kept).start())) {
      retention().ifPresent(sentences::add);
    }
    return sentences;
  }

  private Optional<String> retention() {
    Keeping.Line line = inventory.keeping().line();
    if (line.from() == 0) {
      return Optional.empty();
    }
    String back =
        line.target() == line.from()
            ? ""
            : "; %s are being brought back"
                .formatted(new Scope(line.target(), line.from() - 1).text());
    return Optional.of(
        "events before %s are not searched, because retention drops them from the index: %,d were left out, and vault and ledger still have them%s"
            .formatted(new Partition(line.from()).name(), inventory.keeping().leftOut(), back));
  }

  /// What is broken or left behind, and why.
  List<String> troubles() {
    List<String> sentences = new ArrayList<>();
    Optional<Anew> anew = inventory.anew();
    if (anew.isPresent()) {
      sentences.add(
          "the search index is made anew (%s): events that came in after ledger entry %s and up to %s are not searched yet"
              .formatted(anew.get().why(), inventory.settled(), anew.get().until()));
    }
    for (Map.Entry<Partition, String> trouble : inventory.troubles().entrySet()) {
      sentences.add(sentence(trouble.getKey(), trouble.getValue()));
    }
    return sentences;
  }

  private String sentence(Partition partition, String why) {
    Job job = inventory.job(partition);
    String mended =
        job == null
            ? "it is about to be mended"
            : "it is %s by itself, so far up to ledger entry %s%s"
                .formatted(
                    job.isInPlace() ? "brought up to the rest" : "made anew from the ledger",
                    job.complete(),
                    job.trouble().map("; the last attempt failed: "::concat).orElse(""));
    return inventory.month(partition) == null
        ? "events of %s are not searched, that part of the index is broken (%s): %s"
            .formatted(partition.name(), why, mended)
        : "the newest events of %s are not searched, that part of the index could not be written (%s): %s"
            .formatted(partition.name(), why, mended);
  }

  // ------------------------------------------------------------ retention

  @Override
  public Optional<YearMonth> keptFrom() {
    int target = inventory.keeping().line().target();
    return target == 0 ? Optional.empty() : Optional.of(new Partition(target).month());
  }

  @Override
  public List<KeptMonth> months() throws IOException {
    List<KeptMonth> kept = new ArrayList<>();
    for (Month month : inventory.all()) {
      if (month.partition().isDated()) {
        kept.add(
            new KeptMonth(
                month.partition().month(),
                month.events(),
                inventory.folder().bytes(month.folderName())));
      }
    }
    return kept.reversed();
  }

  // ------------------------------------------------------------ making anew

  private static Scope scope(Optional<String> month) {
    return month
        .map(
            name ->
                Scope.of(
                    Partition.named(name)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "a month is written like 2026-11, or undated"))))
        .orElse(Scope.ALL);
  }

  @Override
  public Need need(Optional<String> month) throws IOException {
    Scope scope = scope(month);
    long bytes = 0;
    for (Month each : inventory.all()) {
      if (scope.covers(each.partition())) {
        bytes += inventory.folder().bytes(each.folderName());
      }
    }
    boolean underWay = inventory.jobs().stream().anyMatch(job -> isFor(job, scope));
    return new Need(
        bytes / 100 * GROWN_PERCENT + Mending.ROOM_BYTES_MIN,
        inventory.folder().usableBytes(),
        underWay);
  }

  private static boolean isFor(Job job, Scope scope) {
    return !job.isInPlace() && job.scope().covers(scope);
  }

  @Override
  public long rebuild(Optional<String> month) throws IOException {
    Scope scope = scope(month);
    Need need = need(month);
    if (!need.isMet()) {
      throw new IOException(
          "making %s of the search index anew beside what is there needs about %,d MB, the disk has %,d MB left"
              .formatted(scope.text(), need.bytes() >> 20, need.bytesFree() >> 20));
    }
    following.lock();
    try {
      for (Job job : inventory.jobs()) {
        if (isFor(job, scope)) {
          return job.id();
        }
      }
      Job job = inventory.begin(scope);
      inventory.write();
      return job.id();
    } finally {
      following.unlock();
      loop.wake();
    }
  }

  // ------------------------------------------------------------ examining

  /// Looks whether what went wrong while asking is a month's fault, and sets such months aside.
  ///
  /// @param changes as [Inventory#changes()] said before the question
  /// @return whether it was, so that asking again helps
  boolean examineAfter(Throwable failure, long changes) throws IOException {
    examining.lock();
    try {
      if (inventory.changes() != changes) {
        return true; // Somebody else met it first.
      }
      if (System.nanoTime() - examinedAtNanos < EXAMINE_INTERVAL_NANOS) {
        return false;
      }
      LOG.error("a question failed; the search index is examined", failure);
      boolean found = !examine().isEmpty();
      if (!found) {
        examinedAtNanos = System.nanoTime();
      }
      return found;
    } finally {
      examining.unlock();
    }
  }

  /// Reads every file of the index to its end, and sets aside the months whose bytes are not those
  /// that were written.
  ///
  /// @return what was found
  Map<Partition, String> examine() throws IOException {
    Map<Partition, String> found = new TreeMap<>();
    try (Snapshot snapshot = Snapshot.of(inventory, inventory.settled(), Audience.EVERYBODY)) {
      for (Snapshot.Part part : snapshot.parts()) {
        Optional<Throwable> damage = damage(part);
        if (damage.isPresent()) {
          found.put(part.partition(), PositionFile.reason(damage.get()));
          setAside(part, damage.get());
        }
      }
    }
    return found;
  }

  private static Optional<Throwable> damage(Snapshot.Part part) {
    try {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        leaf.reader().checkIntegrity();
      }
      return Optional.empty();
    } catch (IOException | RuntimeException | InternalError | AssertionError e) {
      // As with questions.
      return Optional.of(e);
    }
  }

  private void setAside(Snapshot.Part part, Throwable damage) throws IOException {
    following.lock();
    try {
      Month month = inventory.month(part.partition());
      if (month == part.month()) {
        inventory.giveUp(month, damage);
        inventory.write();
      }
    } finally {
      following.unlock();
      loop.wake();
    }
  }

  /// Lets the mending finish its batch.
  @Override
  public void close() throws IOException {
    try (mending) {
      loop.close();
    }
  }
}
