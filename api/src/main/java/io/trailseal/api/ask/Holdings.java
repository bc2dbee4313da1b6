package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Freshness;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.Upkeep;
import io.trailseal.verifier.Verdict;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What the store holds besides events: objects, what was said of each, and how far they reach.
@Singleton
public final class Holdings {
  /// Entries looked at for one page. The ledger keeps no order but its own, so whoever looks for
  /// few among many goes through it in strides; each takes some hundred milliseconds.
  static final int ENTRIES_LOOKED_AT_MAX = 20_000;

  private static final int READ_COUNT = 2_000;

  /// A page of several thousand places helps nobody; the ledger's own limit is far higher.
  public static final int PLACES_MAX = 10_000;

  private final Store store;
  private final Answers answers;
  private final InstantSource clock;

  Holdings(Store store, Answers answers, InstantSource clock) {
    this.store = store;
    this.answers = answers;
    this.clock = clock;
  }

  /// A page of entries.
  ///
  /// @param verdicts the current one of each object among them that has one
  /// @param next where the next page starts; empty where everything was looked at. A page may hold
  ///   fewer than asked for, even none, and still not be the last
  public record Page(
      List<Recorded> entries, Map<LedgerPosition, Verdict> verdicts, Optional<String> next) {
    public Page {
      entries = List.copyOf(entries);
      verdicts = Map.copyOf(verdicts);
    }
  }

  /// Objects received, in the order in which they came in.
  public Page objects(Caller caller, ObjectsQuestion question) throws IOException {
    return report(
        caller,
        "objects",
        () -> {
          Page found =
              question.key().isPresent() ? named(caller, question) : scan(caller, question);
          return new Page(
              found.entries(),
              store
                  .ledger()
                  .currentVerdicts(found.entries().stream().map(Recorded::position).toList()),
              found.next());
        });
  }

  private Page named(Caller caller, ObjectsQuestion question) throws IOException {
    List<Recorded> all =
        store.ledger().objectsNamed(question.name()).stream()
            .filter(one -> one.position().compareTo(question.after()) > 0)
            .filter(one -> isIn(question.received(), one.recordedAt()))
            .filter(one -> Sight.sees(caller, one))
            .filter(one -> one.entry() instanceof ObjectReceived object && question.wants(object))
            .limit(question.limit() + 1L)
            .toList();
    boolean more = all.size() > question.limit();
    List<Recorded> page = more ? all.subList(0, question.limit()) : all;
    return new Page(
        page,
        Map.of(),
        more ? Optional.of(page.getLast().position().toString()) : Optional.empty());
  }

  private Page scan(Caller caller, ObjectsQuestion question) throws IOException {
    Ledger ledger = store.ledger();
    LedgerPosition start = question.after();
    if (question.received().from().isPresent()) {
      LedgerPosition before = lastBefore(ledger, question.received().from().get());
      start = start.compareTo(before) > 0 ? start : before;
    }
    return scan(
        ledger,
        start,
        question.limit(),
        one ->
            isIn(question.received(), one.recordedAt())
                && Sight.sees(caller, one)
                && one.entry() instanceof ObjectReceived object
                && question.wants(object));
  }

  private static boolean isIn(TimeRange range, Instant at) {
    return range.from().filter(at::isBefore).isEmpty()
        && range.to().filter(to -> !at.isBefore(to)).isEmpty();
  }

  /// The last entry before a time: entries are written in the order of time, as far as the clock
  /// was not set back.
  private static LedgerPosition lastBefore(Ledger ledger, Instant time) throws IOException {
    long low = 0;
    long high = ledger.head().value();
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      boolean before =
          ledger
              .entry(new LedgerPosition(middle))
              .filter(entry -> entry.recordedAt().isBefore(time))
              .isPresent();
      if (before) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new LedgerPosition(low);
  }

  private static Page scan(
      Ledger ledger, LedgerPosition after, int limit, Predicate<Recorded> wanted)
      throws IOException {
    List<Recorded> found = new ArrayList<>();
    LedgerPosition at = after;
    for (int looked = 0; looked < ENTRIES_LOOKED_AT_MAX; ) {
      List<Recorded> read = ledger.readEvidence(at, READ_COUNT);
      for (Recorded one : read) {
        at = one.position();
        looked++;
        if (wanted.test(one)) {
          found.add(one);
          if (found.size() == limit) {
            return new Page(found, Map.of(), Optional.of(at.toString()));
          }
        }
      }
      if (read.size() < READ_COUNT) {
        return new Page(found, Map.of(), Optional.empty());
      }
    }
    return new Page(found, Map.of(), Optional.of(at.toString()));
  }

  /// The object of this entry.
  ///
  /// @throws io.trailseal.api.error.ProblemException if the entry is none's
  public Page object(Caller caller, LedgerPosition entry) throws IOException {
    return report(
        caller,
        "object " + entry,
        () ->
            new Page(
                List.of(objectAt(caller, entry)),
                store.ledger().currentVerdicts(List.of(entry)),
                Optional.empty()));
  }

  private Recorded objectAt(Caller caller, LedgerPosition entry) throws IOException {
    return store
        .ledger()
        .entry(entry)
        .filter(one -> one.entry() instanceof ObjectReceived && Sight.sees(caller, one))
        .orElseThrow(
            () ->
                Problem.of(
                        ErrorCode.OBJECT_NOT_FOUND,
                        "ledger entry %s is no object's".formatted(entry))
                    .exception());
  }

  /// Everything custody ever said of the object of this entry, the oldest first.
  ///
  /// @param after where the page before ended
  /// @throws io.trailseal.api.error.ProblemException if the entry is no object's
  public Page history(Caller caller, LedgerPosition entry, LedgerPosition after, int limit)
      throws IOException {
    return report(
        caller,
        "verdicts about object " + entry,
        () -> {
          Recorded object = objectAt(caller, entry);
          LedgerPosition start = after.compareTo(object.position()) > 0 ? after : entry;
          return scan(
              store.ledger(),
              start,
              limit,
              one ->
                  one.entry() instanceof VerdictReached reached
                      && reached.object().equals(Optional.of(entry)));
        });
  }

  /// How far what is here reaches, as far as that is known.
  ///
  /// @param places by account and region
  /// @param chains the newest verified digest of each
  /// @param months those that answer, the oldest first; none for who sees some accounts only
  /// @param keptFrom the first month that the index keeps; empty where it keeps all
  public record Coverage(
      Instant askedAt,
      List<Freshness> places,
      List<DigestFacts> chains,
      List<Upkeep.KeptMonth> months,
      Optional<YearMonth> keptFrom) {
    public Coverage {
      places = List.copyOf(places);
      chains = List.copyOf(chains);
      months = List.copyOf(months);
    }
  }

  public Coverage coverage(Caller caller) throws IOException {
    return report(
        caller,
        "coverage",
        () ->
            new Coverage(
                clock.instant(),
                store.ledger().freshness().stream()
                    .filter(place -> Sight.sees(caller, place.account()))
                    .sorted(
                        Comparator.comparing(Freshness::account).thenComparing(Freshness::region))
                    .limit(PLACES_MAX)
                    .toList(),
                store.ledger().newestDigests().stream()
                    .filter(digest -> Sight.sees(caller, account(digest)))
                    .sorted(Comparator.comparing(DigestFacts::chain))
                    .limit(PLACES_MAX)
                    .toList(),
                Sight.isWhole(caller) ? store.search().upkeep().months() : List.of(),
                store.search().upkeep().keptFrom()));
  }

  /// A chain is named by its account first.
  private static String account(DigestFacts digest) {
    return digest.chain().split("/", 2)[0];
  }

  /// How the sources are; empty where none is set.
  public Optional<IntakeStatus> sources(Caller caller) throws IOException {
    return report(caller, "sources", store::intakeStatus);
  }

  private <T> T report(Caller caller, String name, Answers.Work<T> work) throws IOException {
    return answers.report(caller, name, () -> answers.inTurn(caller, work));
  }
}
