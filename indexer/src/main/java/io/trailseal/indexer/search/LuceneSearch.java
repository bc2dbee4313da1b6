package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.SearchAnswer.Evidence;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.search.IndexSearcher;

/// The index as a door: following on one side, asking on the other.
final class LuceneSearch implements Search {
  /// Making what is being taken in searchable cuts a segment, so questions that come thick and fast
  /// share one. What is in the ledger is to be found within a second, taking it in included.
  private static final long REFRESH_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

  /// Two share the work of a small machine; a larger one has questions to answer as well.
  private static final int INTAKE_WORKERS = 2;

  private final Ledger ledger;
  private final InstantSource clock;
  private final Vault vault;
  private final Inventory inventory;
  private final Months months;
  private final LagMeter lagMeter;
  private final Intake intake;
  private final IndexUpkeep upkeep;
  private final Originals originals;
  private final Others others;

  private final Asking asking = new Asking();

  /// Held while following, settling, changing months: they are whole whenever it is free.
  private final ReentrantLock following = new ReentrantLock();

  private final ReentrantLock refreshing = new ReentrantLock();

  /// Held while catching up: the first question of many reads for all.
  private final ReentrantLock judging = new ReentrantLock();

  private VerdictMap verdicts = VerdictMap.EMPTY;
  private volatile LedgerPosition refreshed;
  private long refreshedAtNanos = System.nanoTime() - REFRESH_INTERVAL_NANOS;

  static {
    Engine.prepare();
  }

  LuceneSearch(Path folder, Month.Disk disk, Vault vault, Ledger ledger, InstantSource clock)
      throws IOException {
    this.ledger = ledger;
    this.clock = clock;
    this.vault = vault;
    this.inventory = Inventory.open(new IndexFolder(folder, disk), ledger.evidenceHead());
    this.months = new Months(inventory);
    // An index that begins anew takes in again what is no news.
    LedgerPosition settled = months.settled();
    this.lagMeter =
        new LagMeter(clock, settled.equals(LedgerPosition.START) ? ledger.evidenceHead() : settled);
    this.originals = new Originals(vault, ledger);
    this.others = new Others(originals);
    this.intake =
        new Intake(vault, ledger, months, lagMeter, originals, INTAKE_WORKERS, "search-intake-");
    this.refreshed = months.settled();
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
                new Mending.Serving(following, intake, this::refreshAll),
                clock));
  }

  /// While nobody follows.
  private void refreshAll() {
    months.refresh();
    refreshed = intake.taken();
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
      refreshed = months.settled();
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
      refreshed = months.settled();
      following.unlock();
      upkeep.wake();
    }
  }

  // ------------------------------------------------------------ asking

  @Override
  public SearchAnswer search(SearchRequest request) throws IOException, UnanswerableException {
    return asked(() -> answer(request));
  }

  /// A question.
  private interface Question<A> {
    A ask() throws IOException, UnanswerableException;
  }

  /// Asks once more without the months that are broken, where that was the matter.
  private <A> A asked(Question<A> question) throws IOException, UnanswerableException {
    long changes = inventory.changes();
    try {
      return question.ask();
    } catch (Budget.SpentException e) {
      throw e;
    } catch (IOException | RuntimeException | InternalError | AssertionError e) {
      // An InternalError is how Java tells of a disk that does not give back a mapped page, an
      // AssertionError how Lucene, where assertions are on, tells of bytes that make no sense.
      if (!upkeep.examineAfter(e, changes)) {
        throw e;
      }
      return question.ask();
    }
  }

  private SearchAnswer answer(SearchRequest request) throws IOException, UnanswerableException {
    long startNanos = System.nanoTime();
    RelativeTimes.Asked asked = RelativeTimes.asked(request, clock.millis());
    Optional<Cursor> after = Optional.empty();
    if (asked.request().cursor().isPresent()) {
      after = Optional.of(Cursor.parse(asked.request().cursor().get(), request));
    }
    Budget budget = new Budget(request.cancelled());
    try (Snapshot snapshot = snapshot(budget)) {
      Translator translator = new Translator(snapshot, this::verdicts, request.wantsAll());
      org.apache.lucene.search.Query query = translator.translate(asked.query());
      translator.hintAt(request.aggregations());
      List<String> hints = new ArrayList<>(translator.hints());
      Records records = new Records(originals, hints);
      Asking.Found found = asking.find(snapshot, budget, query, request, after, records::examples);
      List<Pointer> pointers = Records.withinAnswer(found.page().hits());
      List<EventHit> hits = records.hits(pointers, others, snapshot);
      hintAtUnreadable(hints);
      Optional<String> next = Optional.empty();
      boolean cut = pointers.size() < found.page().hits().size();
      if (!pointers.isEmpty() && (found.page().more() || cut)) {
        next = Optional.of(asked.cursor(pointers.getLast().place().text(request)));
      }
      Evidence evidence = snapshot.evidence(ledger, upkeep.reservations(request.from()));
      SearchAnswer.Took took = records.took(System.nanoTime() - startNanos);
      return new SearchAnswer(
          hits, found.page().total(), next, found.aggregated(), evidence, hints, took);
    } catch (Budget.SpentException e) {
      throw new UnanswerableException(String.valueOf(e.getMessage()));
    } catch (IndexSearcher.TooManyClauses _) {
      throw Engine.tooManyClauses();
    }
  }

  @Override
  public Explanation explain(SearchRequest request) throws IOException, UnanswerableException {
    return asked(() -> explained(request));
  }

  private Explanation explained(SearchRequest request) throws IOException, UnanswerableException {
    Budget budget = new Budget(request.cancelled());
    try (Snapshot snapshot = snapshot(budget)) {
      return new Explainer(snapshot)
          .explain(
              request.query().print(),
              RelativeTimes.at(request.query(), clock.millis()),
              Window.of(request.from(), request.to()));
    } catch (Budget.SpentException e) {
      throw new UnanswerableException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public EventWalk walk(WalkRequest request) throws IOException, UnanswerableException {
    return asked(() -> begin(request));
  }

  private EventWalk begin(WalkRequest request) throws IOException, UnanswerableException {
    catchUp();
    Instant now = request.now().orElseGet(clock::instant);
    List<String> hints = new ArrayList<>();
    hintAtUnreadable(hints);
    hints.addAll(upkeep.reservations(request.from()));
    return new Walk.Beginning(
            originals, this::verdicts, hints, e -> upkeep.examineAfter(e, inventory.changes()))
        .over(Snapshot.of(inventory, refreshed), request, now);
  }

  /// As the ledger has them now; the first time all of them are read, then only what was added.
  private VerdictMap verdicts() throws IOException {
    judging.lock();
    try {
      verdicts = verdicts.caughtUp(ledger);
      return verdicts;
    } finally {
      judging.unlock();
    }
  }

  private void hintAtUnreadable(List<String> hints) {
    int count = inventory.unreadable().all().size();
    if (count > 0) {
      hints.add(
          "%,d objects are not searched, because the vault did not give them back; run fsck"
              .formatted(count));
    }
  }

  @Override
  public Optional<EventHit> event(EventId id) throws IOException {
    Optional<EventHit> hit = originals.event(id);
    if (hit.isEmpty() || hit.get().summary().eventID().isEmpty()) {
      return hit;
    }
    try (Snapshot snapshot = snapshot(Budget.standard())) {
      return Optional.of(others.with(hit.get(), snapshot));
    }
  }

  @Override
  public List<EventId> withEventID(String eventID, int countMax) throws IOException {
    return answered(
        (snapshot, budget) ->
            asking.pages(snapshot, budget).ids(Translator.eventID(eventID), countMax));
  }

  @Override
  public List<String> knownPaths(int countMax) throws IOException {
    return answered((snapshot, _) -> snapshot.paths(countMax));
  }

  @Override
  public List<FieldInfo> fields(String prefix, int countMax) throws IOException {
    return answered(
        (snapshot, budget) -> new FieldCatalogue(snapshot, budget).fields(prefix, countMax));
  }

  @Override
  public FieldInfo.Suggestions values(String path, String prefix, int countMax) throws IOException {
    return answered(
        (snapshot, budget) -> new FieldCatalogue(snapshot, budget).values(path, prefix, countMax));
  }

  /// A question of ours.
  private interface Simple<A> {
    A ask(Snapshot snapshot, Budget budget) throws IOException, UnanswerableException;
  }

  private <A> A answered(Simple<A> question) throws IOException {
    try {
      return asked(
          () -> {
            Budget budget = Budget.standard();
            try (Snapshot snapshot = snapshot(budget)) {
              return question.ask(snapshot, budget);
            }
          });
    } catch (UnanswerableException | Budget.SpentException e) {
      throw new IOException("the search index does not answer: " + e.getMessage(), e);
    }
  }

  private Snapshot snapshot(Budget budget) throws IOException {
    catchUp();
    return Snapshot.of(inventory, refreshed, budget);
  }

  /// Makes searchable what was taken in up to now, if that was not done a moment ago.
  private void catchUp() throws IOException {
    if (refreshing.tryLock()) {
      try {
        LedgerPosition now = intake.taken();
        if (now.compareTo(refreshed) > 0
            && System.nanoTime() - refreshedAtNanos >= REFRESH_INTERVAL_NANOS) {
          months.refresh();
          refreshed = now;
          refreshedAtNanos = System.nanoTime();
        }
      } finally {
        refreshing.unlock();
      }
    }
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
      refreshAll();
      snapshot = Snapshot.of(inventory, refreshed);
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
