package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.search.SearchAnswer.Evidence;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.search.IndexSearcher;

/// The asking side of the index, for one audience.
///
/// Threads: any.
final class LuceneQuestions implements Questions {
  private final Audience audience;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Inventory inventory;
  private final Freshness freshness;
  private final IndexUpkeep upkeep;
  private final Originals originals;
  private final Others others;
  private final Asking asking;
  private final CurrentVerdicts verdicts;

  /// @param room what all audiences share
  LuceneQuestions(Audience audience, Room room) {
    this.audience = audience;
    this.ledger = room.ledger;
    this.clock = room.clock;
    this.inventory = room.inventory;
    this.freshness = room.freshness;
    this.upkeep = room.upkeep;
    this.originals = room.originals;
    this.others = new Others(room.originals);
    this.asking = room.asking;
    this.verdicts = room.verdicts;
  }

  /// What questions are answered out of.
  record Room(
      Ledger ledger,
      InstantSource clock,
      Inventory inventory,
      Freshness freshness,
      IndexUpkeep upkeep,
      Originals originals,
      Asking asking,
      CurrentVerdicts verdicts) {}

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
      Translator translator = new Translator(snapshot, verdicts::now, request.wantsAll());
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
      Evidence evidence =
          snapshot.evidence(ledger, upkeep.reservations(request.from()), verdicts::now);
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
    freshness.catchUp();
    Instant now = request.now().orElseGet(clock::instant);
    List<String> hints = new ArrayList<>();
    hintAtUnreadable(hints);
    hints.addAll(upkeep.reservations(request.from()));
    return new Walk.Beginning(
            originals, verdicts::now, hints, e -> upkeep.examineAfter(e, inventory.changes()))
        .over(Snapshot.of(inventory, freshness.reached(), audience), request, now);
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
    Optional<EventHit> hit = originals.event(id, audience);
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
    freshness.catchUp();
    return Snapshot.of(inventory, freshness.reached(), audience, budget);
  }
}
