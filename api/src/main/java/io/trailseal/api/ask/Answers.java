package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.access.UnrecordedException;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.proof.ProofTooLargeException;
import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.EventId;
import io.trailseal.indexer.search.Explanation;
import io.trailseal.indexer.search.FieldInfo;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.SortOrder;
import io.trailseal.indexer.search.TotalWanted;
import io.trailseal.indexer.search.UnanswerableException;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.key.TrustedKey;
import io.trailseal.verifier.proof.Proof;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Asks the store. The one door to this package for whoever has understood a request.
///
/// Whatever is given is entered in the access record first, when it is worked out; where that
/// fails, an [io.trailseal.indexer.access.UnrecordedException] is given instead. Nobody is asked
/// whether they want that.
@Singleton
public final class Answers {
  /// CloudTrail's are 36 characters; nothing longer than this was meant as one.
  private static final int EVENT_ID_LENGTH_MAX = 128;

  /// Choices offered where an eventID fits several events.
  private static final int CHOICES_MAX = 20;

  private final Store store;
  private final InstantSource clock;
  private final Turns turns;
  private final Provers provers = new Provers();

  /// For one who asks alone.
  public Answers(Store store, InstantSource clock) {
    this(store, clock, new Turns());
  }

  @Inject
  Answers(Store store, InstantSource clock, Turns turns) {
    this.store = store;
    this.clock = clock;
    this.turns = turns;
  }

  /// Answers `question`.
  ///
  /// @throws io.trailseal.api.error.ProblemException if it is not understood or cannot be answered
  public Answer ask(Caller caller, Question question) throws IOException {
    return ask(caller, question, Answers::stays);
  }

  /// The same, given up once `gone` says true.
  public Answer ask(Caller caller, Question question, BooleanSupplier gone) throws IOException {
    Query query = QueryReading.read(question.q());
    TimeRange range = TimeRange.of(question.from(), question.to());
    SortOrder sort = Wishes.sort(question.sort());
    TotalWanted total = Wishes.total(question.total());
    List<Aggregation> aggregations = Wishes.aggregations(question.aggregate());
    Answer answer;
    try {
      answer =
          inTurn(
              caller,
              gone,
              stopped -> {
                SearchRequest request =
                    new SearchRequest(
                        query,
                        range.from(),
                        range.to(),
                        question.limit(),
                        question.cursor(),
                        sort,
                        total,
                        aggregations,
                        stopped);
                SearchAnswer found = search(caller, request);
                Optional<Explanation> explanation =
                    question.explain() ? Optional.of(explain(caller, request)) : Optional.empty();
                List<String> hints = Hints.about(range, found);
                return new Answer(question, range, found, hints, clock.instant(), explanation);
              });
    } catch (ProblemException e) {
      // What nobody had time to work on was not asked; what took too long was.
      if (e.problem().code() == ErrorCode.QUERY_NOT_ANSWERABLE) {
        enter(caller, Deeds.unanswered(question, range, e.problem().detail()));
      }
      throw e;
    }
    enter(caller, Deeds.answered(answer));
    return answer;
  }

  private void enter(Caller caller, Deed deed) throws UnrecordedException {
    LedgerPosition _ = store.accessRecord().enter(caller, deed);
  }

  /// The fields whose path or a part of it begins with `prefix`.
  public List<FieldInfo> fields(Caller caller, String prefix, int countMax) throws IOException {
    List<FieldInfo> found = inTurn(caller, () -> Sight.of(store, caller).fields(prefix, countMax));
    enter(caller, Deeds.suggested("*", prefix, found.size()));
    return found;
  }

  /// Values of a field that begin with `prefix`.
  public FieldInfo.Suggestions values(Caller caller, String path, String prefix, int countMax)
      throws IOException {
    FieldInfo.Suggestions found =
        inTurn(caller, () -> Sight.of(store, caller).values(path, prefix, countMax));
    enter(caller, Deeds.suggested(path, prefix, found.values().size()));
    return found;
  }

  /// The event with this id.
  ///
  /// @param idText `1234-17`, or CloudTrail's eventID where only one event carries it
  /// @throws io.trailseal.api.error.ProblemException if there is none, or there are several
  public EventHit event(Caller caller, String idText) throws IOException {
    EventHit hit = find(caller, idText);
    enter(caller, Deeds.about(AccessAction.EVENT_VIEWED, hit));
    return hit;
  }

  private EventHit find(Caller caller, String idText) throws IOException {
    return inTurn(
        caller,
        () -> {
          EventId id = EventId.parse(idText).orElse(null);
          if (id == null) {
            id = soleWithEventID(caller, idText);
          }
          return Sight.of(store, caller).event(id).orElseThrow(() -> noEvent(idText).exception());
        });
  }

  /// An event with what speaks for it and against it.
  public Grounded grounded(Caller caller, String idText) throws IOException {
    EventHit hit = find(caller, idText);
    Grounded grounded = inTurn(caller, () -> new Grounded(hit, store.proofs().grounds(hit)));
    enter(caller, Deeds.about(AccessAction.EVENT_VIEWED, hit));
    return grounded;
  }

  /// What is done with a proof while its turn lasts.
  public interface ProofWork<T> {
    T with(EventId id, Proof proof) throws IOException;
  }

  /// Gathers the proof of the event with this id, and keeps others waiting until `work` is done
  /// with it.
  ///
  /// @throws io.trailseal.api.error.ProblemException as [#event], and where the proof is too large
  public <T> T proof(Caller caller, String idText, ProofWork<T> work) throws IOException {
    EventHit hit = find(caller, idText);
    return inTurn(caller, () -> proof(caller, hit, work));
  }

  private <T> T proof(Caller caller, EventHit hit, ProofWork<T> work) throws IOException {
    return provers.oneByOne(
        () -> {
          try {
            Proof proof = store.proofs().proof(hit, clock.instant());
            enter(caller, Deeds.about(AccessAction.PROOF, hit));
            return work.with(hit.id(), proof);
          } catch (ProofTooLargeException e) {
            throw Problem.of(ErrorCode.PROOF_TOO_LARGE, String.valueOf(e.getMessage())).exception();
          }
        });
  }

  private EventId soleWithEventID(Caller caller, String eventID) throws IOException {
    if (eventID.isEmpty() || eventID.length() > EVENT_ID_LENGTH_MAX) {
      throw noEvent(eventID).exception();
    }
    List<EventId> ids = Sight.of(store, caller).withEventID(eventID, CHOICES_MAX);
    return switch (ids.size()) {
      case 0 -> throw noEvent(eventID).exception();
      case 1 -> ids.getFirst();
      default -> {
        enter(caller, Deeds.ambiguous(eventID, ids.size()));
        throw Problem.of(
                ErrorCode.EVENT_AMBIGUOUS,
                "%s must name one event, names %s"
                    .formatted(
                        Parameters.quoted(eventID),
                        ids.size() < CHOICES_MAX ? ids.size() : CHOICES_MAX + " or more"))
            .withIds(ids.stream().map(EventId::toString).toList())
            .exception();
      }
    };
  }

  private static Problem noEvent(String idText) {
    return Problem.of(
        ErrorCode.EVENT_NOT_FOUND, "no event in the index has the id " + Parameters.quoted(idText));
  }

  /// How things stand as a whole.
  public Standing standing(Caller caller) throws IOException {
    return report(caller, "evidence", () -> standingNow(caller));
  }

  private Standing standingNow(Caller caller) throws IOException {
    return inTurn(
        caller,
        () ->
            new Standing(
                search(
                        caller,
                        new SearchRequest(
                            new Query.All(),
                            Optional.empty(),
                            Optional.empty(),
                            1,
                            Optional.empty()))
                    .evidence(),
                Sight.isWhole(caller)
                    ? Optional.of(store.ledger().objectCounts())
                    : Optional.empty(),
                TrustedKey.gather(store.ledger().keys()),
                clock.instant()));
  }

  /// What the evidence says of the trails it came from.
  public TrailsSeen trails(Caller caller) throws IOException {
    return report(
        caller,
        "trails",
        () ->
            inTurn(
                caller,
                () ->
                    new TrailsSeen(
                        store.ledger().newestDigests(),
                        store.ledger().freshness(),
                        clock.instant())));
  }

  /// The key ring.
  public List<TrustedKey> keys(Caller caller) throws IOException {
    return report(
        caller, "keys", () -> inTurn(caller, () -> TrustedKey.gather(store.ledger().keys())));
  }

  /// Current verdicts that need a person, newest first, at most `countMax`.
  ///
  /// @param findingsOnly leaves out those where nothing could be told
  public List<Recorded> verdicts(Caller caller, boolean findingsOnly, int countMax)
      throws IOException {
    return report(caller, "verdicts", () -> verdictsNow(caller, findingsOnly, countMax));
  }

  private List<Recorded> verdictsNow(Caller caller, boolean findingsOnly, int countMax)
      throws IOException {
    return inTurn(
        caller,
        () -> Sight.first(caller, countMax, n -> store.ledger().openVerdicts(findingsOnly, n)));
  }

  /// Objects set aside, oldest first, after `after`, at most `countMax`.
  public List<Recorded> quarantine(Caller caller, LedgerPosition after, int countMax)
      throws IOException {
    return report(caller, "quarantine", () -> quarantineNow(caller, after, countMax));
  }

  private List<Recorded> quarantineNow(Caller caller, LedgerPosition after, int countMax)
      throws IOException {
    return inTurn(
        caller, () -> Sight.first(caller, countMax, n -> store.ledger().quarantined(after, n)));
  }

  /// What happened on the way in.
  ///
  /// @param limit of each kind at most so many
  public IntakeAccount intake(Caller caller, int limit) throws IOException {
    return report(caller, "intake", () -> intakeNow(caller, limit));
  }

  private IntakeAccount intakeNow(Caller caller, int limit) throws IOException {
    return inTurn(caller, () -> IntakeAccount.of(store, limit, clock.instant()));
  }

  /// How the evidence stands, on one page.
  ///
  /// @param findings verdicts that are findings, at most so many
  /// @param doubts verdicts that need a person, findings among them, at most so many
  /// @param quarantine objects set aside, at most so many
  /// @param intake of each kind at most so many
  public Overview overview(Caller caller, int findings, int doubts, int quarantine, int intake)
      throws IOException {
    return report(
        caller,
        "evidence page",
        () ->
            new Overview(
                standingNow(caller),
                verdictsNow(caller, true, findings),
                verdictsNow(caller, false, doubts),
                quarantineNow(caller, LedgerPosition.START, quarantine),
                intakeNow(caller, intake)));
  }

  /// Works out a report about the evidence and enters that it is given.
  ///
  /// @param name which, in a few words
  public <T> T report(Caller caller, String name, Work<T> work) throws IOException {
    T result = work.result();
    enter(caller, Deeds.report(name));
    return result;
  }

  /// The bytes that an entry names, as they came.
  ///
  /// @param name whose they are, for the access record
  public byte[] kept(Caller caller, String name, VaultRef kept) throws IOException {
    byte[] bytes = store.vault().read(kept);
    enter(
        caller,
        Deed.of(AccessAction.OBJECT_VIEWED)
            .with(AccessDetail.OBJECT, name + " sha256 " + kept.hash().hex()));
    return bytes;
  }

  private SearchAnswer search(Caller caller, SearchRequest request) throws IOException {
    try {
      return Sight.of(store, caller).search(request);
    } catch (UnanswerableException e) {
      throw Problem.of(ErrorCode.QUERY_NOT_ANSWERABLE, String.valueOf(e.getMessage())).exception();
    }
  }

  private Explanation explain(Caller caller, SearchRequest request) throws IOException {
    try {
      return Sight.of(store, caller).explain(request);
    } catch (UnanswerableException e) {
      throw Problem.of(ErrorCode.QUERY_NOT_ANSWERABLE, String.valueOf(e.getMessage())).exception();
    }
  }

  /// Something to work out.
  @FunctionalInterface
  public interface Work<T> {
    T result() throws IOException;
  }

  /// What is worked out while a turn lasts.
  private interface TurnWork<T> {
    /// @param stopped whether to give up; asked often, it lets others go first where they are
    ///   waiting
    T result(BooleanSupplier stopped) throws IOException;
  }

  <T> T inTurn(Caller caller, Work<T> work) throws IOException {
    return inTurn(caller, Answers::stays, _ -> work.result());
  }

  private <T> T inTurn(Caller caller, BooleanSupplier gone, TurnWork<T> work) throws IOException {
    try (Turns.Turn turn = turns.begin(caller, gone)) {
      return work.result(turn);
    }
  }

  /// Of a client whose going away nobody notices.
  private static boolean stays() {
    return false;
  }
}
