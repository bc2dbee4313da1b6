package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.search.PositionFile.Anew;
import io.trailseal.indexer.search.PositionFile.Content;
import io.trailseal.indexer.search.PositionFile.JobLine;
import io.trailseal.indexer.search.PositionFile.Place;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What there is of the index: the months that answer, the jobs that make or bring up months beside
/// them, and the position file that names both. Whatever the file does not name does not count.
///
/// Threads: what changes is for the thread that follows and the one that mends, and locks; the rest
/// is for any.
final class Inventory implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

  private final IndexFolder folder;
  private final PositionFile positionFile;
  private final ConcurrentSkipListMap<Partition, Month> months = new ConcurrentSkipListMap<>();

  /// Why a month is not taken along. It answers with what it has, if it is among [#months] still.
  private final Troubled troubled = new Troubled();

  private final Unreadable unreadable = new Unreadable();

  private final Garbage garbage = new Garbage();

  private final Jobs jobs = new Jobs(garbage);

  /// Moves on whenever another set of months answers.
  private final AtomicLong changes = new AtomicLong();

  private final Keeping keeping = new Keeping();
  private volatile Optional<Anew> anew = Optional.empty();
  private volatile LedgerPosition settled = LedgerPosition.START;

  private Inventory(IndexFolder folder) {
    this.folder = folder;
    this.positionFile = new PositionFile(folder.path());
  }

  /// @param head of the ledger: up to here an index that cannot be read is made anew
  static Inventory open(IndexFolder folder, LedgerPosition head) throws IOException {
    Inventory all = new Inventory(folder);
    Content content;
    try {
      content = all.positionFile.read();
    } catch (PositionFile.UnreadableException e) {
      LOG.warn("the search index is made anew from the ledger: {}", e.getMessage());
      content = Content.empty(Optional.of(new Anew(head, PositionFile.reason(e))), e.keeping());
    }
    try {
      all.load(content);
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private void load(Content content) throws IOException {
    settled = content.position();
    anew = content.anew();
    unreadable.set(content.unreadable());
    keeping.set(content.keeping());
    // What a crash left before the file named it, or after.
    Set<String> counting = content.folders();
    for (String name : folder.names()) {
      if (!counting.contains(name)) {
        folder.delete(name);
      }
    }
    content.troubles().forEach((name, why) -> troubled.note(partition(name), why));
    for (Map.Entry<String, Place> said : content.months().entrySet()) {
      Partition partition = partition(said.getKey());
      try {
        months.put(partition, open(partition, said.getValue()));
      } catch (IOException | RuntimeException e) {
        LOG.error("{} of the search index is broken and made anew", partition.name(), e);
        troubled.note(partition, PositionFile.reason(e));
        garbage.add(said.getValue().folder());
      }
    }
    for (JobLine line : content.jobs()) {
      resume(line, content.months().keySet());
    }
    for (Partition partition : troubles().keySet()) {
      if (job(partition) == null) {
        begin(Scope.of(partition));
      }
    }
  }

  /// @param named the months that the file names
  private void resume(JobLine line, Set<String> named) throws IOException {
    Job job = new Job(line.id(), line.scope(), line.inPlace(), line.complete());
    for (Map.Entry<String, Place> built : line.months().entrySet()) {
      try {
        job.months.put(
            partition(built.getKey()), open(partition(built.getKey()), built.getValue()));
      } catch (IOException | RuntimeException e) {
        LOG.warn("making {} anew starts over", line.scope().text(), e);
        jobs.discard(job);
        line.months().values().forEach(place -> garbage.add(place.folder()));
        job.startOver();
        break;
      }
    }
    if (line.inPlace()) {
      Partition partition = new Partition(line.scope().low());
      Month month = months.get(partition);
      if (month == null && named.contains(partition.name())) {
        return; // It did not open, and is made anew.
      }
      if (month == null) {
        month = createBeside(partition);
        months.put(partition, month);
      }
      job.months.put(partition, month);
    }
    jobs.resume(job);
  }

  private static Partition partition(String name) {
    return Partition.named(name).orElseThrow(() -> new IllegalArgumentException(name));
  }

  private Month open(Partition partition, Place place) throws IOException {
    Month month = open(partition, place.folder());
    month.requireCommitted(place.committed());
    return month;
  }

  private Month open(Partition partition, String name) throws IOException {
    return Month.open(partition, folder.path().resolve(name), folder.disk());
  }

  /// How far the ledger has been taken in durably.
  LedgerPosition settled() {
    return settled;
  }

  /// Objects that are left out.
  Unreadable unreadable() {
    return unreadable;
  }

  /// Which months are kept.
  Keeping keeping() {
    return keeping;
  }

  IndexFolder folder() {
    return folder;
  }

  /// Why the index as a whole is not what it was; empty once it is.
  Optional<Anew> anew() {
    return anew;
  }

  @Nullable Month month(Partition partition) {
    return months.get(partition);
  }

  /// The month, created where it is not there.
  synchronized Month create(Partition partition) throws IOException {
    Month month = months.get(partition);
    if (month == null) {
      month = createBeside(partition);
      months.put(partition, month);
      changes.incrementAndGet();
    }
    return month;
  }

  /// A month in a folder of its own, which nothing counts yet.
  synchronized Month createBeside(Partition partition) throws IOException {
    Set<String> taken = garbage.names();
    months.values().forEach(month -> taken.add(month.folderName()));
    jobs().forEach(job -> job.months.values().forEach(month -> taken.add(month.folderName())));
    return open(partition, folder.freshName(partition, taken));
  }

  /// The months that answer, newest first, the one without times last.
  List<Month> all() {
    return List.copyOf(months.values());
  }

  /// Counts how often other months answered than before, or others were in trouble.
  long changes() {
    return changes.get();
  }

  boolean isInTrouble(Partition partition) {
    return troubled.has(partition);
  }

  /// The months that are taken along.
  Collection<Month> own() {
    return troubles().isEmpty()
        ? months.values()
        : months.values().stream().filter(month -> !isInTrouble(month.partition())).toList();
  }

  /// Leaves a month behind that failed, between batches. What it has committed answers on, if that
  /// is sound.
  synchronized void setAside(Month month, Exception cause) {
    boolean sound = !Damage.isIn(cause);
    if (sound) {
      try {
        month.rollback();
      } catch (IOException | RuntimeException e) {
        LOG.error("{} of the search index does not open again", month.partition().name(), e);
        sound = false;
      }
    }
    if (!sound) {
      giveUp(month, cause);
      return;
    }
    Partition partition = month.partition();
    LOG.error("{} of the search index is left behind and brought up", partition.name(), cause);
    troubled.note(partition, PositionFile.reason(cause));
    changes.incrementAndGet();
    if (job(partition) == null) {
      LedgerPosition complete =
          settled.compareTo(month.committed()) > 0 ? settled : month.committed();
      jobs.begin(Scope.of(partition), month, complete);
    }
  }

  /// What is in its folder is not what was written. It does not answer any more, and is made anew.
  synchronized void giveUp(Month month, Throwable cause) {
    Partition partition = month.partition();
    LOG.error("{} of the search index is broken and made anew", partition.name(), cause);
    troubled.note(partition, PositionFile.reason(cause));
    months.remove(partition, month);
    changes.incrementAndGet();
    garbage.add(month);
    Job job = job(partition);
    if (job == null || job.isInPlace()) {
      begin(Scope.of(partition));
    }
  }

  /// Everything up to `position` is committed: says so durably.
  synchronized void settled(LedgerPosition position) throws IOException {
    LedgerPosition before = settled;
    Keeping.Line kept = keeping.line();
    settled = position;
    keeping.settle();
    try {
      write();
    } catch (IOException | RuntimeException e) {
      settled = before;
      keeping.set(kept);
      throw e;
    }
  }

  /// Writes the position file, and deletes what it does not name any more.
  synchronized void write() throws IOException {
    if (anew.isPresent() && settled.compareTo(anew.get().until()) >= 0) {
      anew = Optional.empty();
    }
    positionFile.write(
        new Content(
            settled,
            PositionFile.places(months.values()),
            unreadable.all(),
            troubled.lines(),
            jobs.lines(),
            anew,
            keeping.line()));
    garbage.deleteFrom(folder);
  }

  /// Why months are not as far as the others, by month.
  SortedMap<Partition, String> troubles() {
    return troubled.reasons();
  }

  List<Job> jobs() {
    return jobs.all();
  }

  /// The same, and not while one of them is about to end.
  synchronized List<Job> jobsAtRest() {
    return List.copyOf(jobs.all());
  }

  /// The job that brings a month up, or null.
  @Nullable Job job(Partition partition) {
    return jobs.of(partition);
  }

  /// Begins to make months anew, beside those that answer.
  synchronized Job begin(Scope scope) {
    return jobs.begin(scope, null, LedgerPosition.START);
  }

  /// Gives up a job that is not needed for anything that answers.
  synchronized void giveUp(Job job) throws IOException {
    keeping.giveUp(job);
    jobs.drop(job);
    write();
  }

  /// What a job has made is not what was written: it begins again.
  synchronized void startOver(Job job, Exception cause) {
    if (job.isInPlace()) {
      job.months.values().forEach(month -> giveUp(month, cause));
    } else {
      jobs.discard(job);
      job.startOver();
    }
  }

  /// From now on what the job has made answers, and is taken along. Nobody takes in meanwhile, and
  /// the job's months are complete as far as those.
  synchronized void adopt(Job job) throws IOException {
    jobs.remove(job);
    List<Month> replaced = new ArrayList<>();
    if (!job.isInPlace()) {
      for (Month month : months.values()) {
        if (job.scope().covers(month.partition())) {
          replaced.add(month);
        }
      }
      months.putAll(job.months);
      for (Month month : replaced) {
        months.remove(month.partition(), month);
      }
    }
    troubled.forget(job.scope()::covers);
    changes.incrementAndGet();
    replaced.forEach(garbage::add);
    keeping.adopted(job);
    write();
  }

  /// Keeps what an entry of the ledger says, from now on: drops what is too old, and brings back
  /// what is not. Between batches; an entry that is known does nothing.
  ///
  /// @param target number of the first month that is to be kept; 0 for all
  synchronized void keep(int target, LedgerPosition entry) throws IOException {
    Keeping.Line before = keeping.line();
    if (entry.compareTo(before.since()) <= 0) {
      return;
    }
    long leftOut = before.leftOut();
    for (Month month : all()) {
      if (month.partition().isDated() && month.partition().number() < target) {
        leftOut += month.events();
        months.remove(month.partition(), month);
        garbage.add(month);
      }
    }
    keeping.set(new Keeping.Line(Math.max(before.from(), target), target, entry, leftOut));
    troubled.forget(partition -> !keeping.wants(partition));
    changes.incrementAndGet();
    jobs.keepFrom(before.from(), target);
    write();
  }

  /// Closes without committing.
  @Override
  public void close() throws IOException {
    List<Month> open = new ArrayList<>(months.values());
    jobs().stream()
        .filter(job -> !job.isInPlace())
        .forEach(job -> open.addAll(job.months.values()));
    IOUtils.close(open);
  }
}
