package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.search.Originals.Cut;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/// Walks a snapshot: month by month, in each all segments at once, merged by time and id.
///
/// Which events match is found once for a month, a bit for each of its events, and reading those
/// needs no search again: a million cost a million times what one costs.
final class Walk implements EventWalk {
  /// Events whose records are cut in one go; each object that they are in is read once for them,
  /// however its events lie among those of others.
  static final int STRETCH_COUNT_MAX = 10_000;

  /// Bytes of raw records in one go. A larger record comes alone.
  static final long STRETCH_BYTES_MAX = 16L << 20;

  /// Inflated objects kept from one stretch to the next.
  private static final long CACHE_BYTES_MAX = 32L << 20;

  /// A month that takes longer than this to search is asked for by a query that reads all of it
  /// many times.
  private static final long MONTH_SECONDS_MAX = 60;

  private final Snapshot snapshot;
  private final Originals originals;
  private final Others others;
  private final boolean withOthers;
  private final Query query;
  private final Window window;
  private final boolean oldestFirst;
  private final LedgerPosition asOf;
  private final Optional<EventPlace> after;
  private final BooleanSupplier cancelled;
  private final List<String> hints;
  private final Examiner examiner;
  private final Original.Cache cache = new Original.Cache(CACHE_BYTES_MAX);

  /// Months to come.
  private final Deque<Snapshot.Part> months = new ArrayDeque<>();

  /// The segments of the month being walked, each at its next event.
  private final PriorityQueue<SegmentWalk> segments;

  private long total;
  private long passed;

  /// Looks whether a month is broken.
  @FunctionalInterface
  interface Examiner {
    boolean examineAfter(Throwable failure) throws IOException;
  }

  /// @param snapshot closed with the walk
  private Walk(
      Snapshot snapshot,
      Originals originals,
      Query query,
      WalkRequest request,
      LedgerPosition asOf,
      List<String> hints,
      Examiner examiner) {
    this.snapshot = snapshot;
    this.originals = originals;
    this.others = new Others(originals);
    this.withOthers = request.others();
    this.query = snapshot.visible(query);
    this.window = Window.of(request.from(), request.to());
    this.oldestFirst = request.order() == WalkRequest.Order.OLDEST_FIRST;
    this.asOf = asOf;
    this.after = request.after();
    this.cancelled = request.cancelled();
    this.hints = List.copyOf(hints);
    this.examiner = examiner;
    this.segments = new PriorityQueue<>((a, b) -> compare(a.time(), a.id(), b.time(), b.id()));
    List<Snapshot.Part> parts =
        snapshot.parts().stream().filter(part -> window.touches(part.partition())).toList();
    // The snapshot has the newest first and those without a time last; last they stay.
    for (Snapshot.Part part : oldestFirst ? parts.reversed() : parts) {
      if (part.partition().isDated()) {
        months.add(part);
      }
    }
    parts.stream().filter(part -> !part.partition().isDated()).forEach(months::add);
  }

  /// What a walk needs of those around it.
  ///
  /// @param hints as they stand before the question is looked at
  /// @param examiner told what went wrong on the way
  record Beginning(
      Originals originals, Translator.Verdicts verdicts, List<String> hints, Examiner examiner) {

    /// Counts, and stands before the first event then.
    ///
    /// @param snapshot closed with the walk, or with what prevents it
    Walk over(Snapshot snapshot, WalkRequest request, Instant now)
        throws IOException, UnanswerableException {
      boolean begun = false;
      try {
        LedgerPosition asOf = request.asOf().orElse(snapshot.indexed());
        if (asOf.compareTo(snapshot.indexed()) > 0) {
          throw new UnanswerableException(
              "the walk began when the index had reached ledger entry %s, and now it stands at %s: it"
                      .formatted(asOf, snapshot.indexed())
                  + " is being rebuilt; go on when it is there again");
        }
        Translator translator = new Translator(snapshot, verdicts, true);
        Query query = translator.translate(RelativeTimes.at(request.query(), now.toEpochMilli()));
        List<String> all = new ArrayList<>(translator.hints());
        all.addAll(hints);
        Walk walk = new Walk(snapshot, originals, query, request, asOf, all, examiner);
        walk.requireWhole();
        walk.count();
        begun = true;
        return walk;
      } finally {
        if (!begun) {
          snapshot.close();
        }
      }
    }
  }

  /// An answer may lack a month and say so; what is to have all that match may not.
  private void requireWhole() throws UnanswerableException {
    for (Partition month : snapshot.troubled()) {
      if (window.touches(month)) {
        throw new UnanswerableException(
            "the index of %s is being mended, and its events would be missing; wait until it is whole,"
                    .formatted(month.name())
                + " or narrow the time");
      }
    }
  }

  private void count() throws IOException, UnanswerableException {
    for (Snapshot.Part part : months) {
      for (Matches.OfSegment segment : matches(part)) {
        SegmentWalk each = new SegmentWalk(segment, false, idMax());
        while (each.advance()) {
          total++;
          if (isPassed(each)) {
            passed++;
          }
        }
      }
    }
  }

  @Override
  public LedgerPosition asOf() {
    return asOf;
  }

  @Override
  public long total() {
    return total;
  }

  @Override
  public long passed() {
    return passed;
  }

  @Override
  public List<String> hints() {
    return hints;
  }

  @Override
  public List<Step> next() throws IOException, UnanswerableException {
    try {
      return stretch();
    } catch (IOException | RuntimeException e) {
      boolean _ = examiner.examineAfter(e);
      throw e;
    } catch (InternalError | AssertionError e) {
      // See LuceneSearch: so Java and Lucene tell of a disk that gives back nothing or nonsense.
      boolean _ = examiner.examineAfter(e);
      throw new IOException("the search index could not be read on", e);
    }
  }

  private List<Step> stretch() throws IOException, UnanswerableException {
    List<Pointer> stretch = new ArrayList<>();
    long bytes = 0;
    while (stretch.size() < STRETCH_COUNT_MAX && bytes < STRETCH_BYTES_MAX && isAtOne()) {
      SegmentWalk segment = segments.remove();
      Pointer pointer = segment.pointer();
      if (!stretch.isEmpty() && bytes + pointer.length() > STRETCH_BYTES_MAX) {
        segments.add(segment);
        break;
      }
      stretch.add(pointer);
      bytes += pointer.length();
      if (segment.advance()) {
        segments.add(segment);
      }
    }
    List<Cut> cuts = originals.cut(stretch, cache);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      EventPlace place = place(stretch.get(i));
      steps.add(
          switch (cuts.get(i)) {
            case Cut.Whole(var hit) ->
                new Step.Event(place, withOthers ? placed(hit, stretch.get(i)) : hit);
            case Cut.Lost(_, var objectName, var why) -> {
              Optional<EventHit> sound = elsewhere(stretch.get(i));
              yield sound.isPresent()
                  ? new Step.Event(place, sound.get())
                  : new Step.Lost(place, objectName, why);
            }
          });
    }
    return steps;
  }

  /// With where else its event stands, as far as that was known then.
  private EventHit placed(EventHit hit, Pointer at) throws IOException {
    return asKnown(others.with(hit, at, snapshot));
  }

  /// The same event in another log file that had come by then.
  private Optional<EventHit> elsewhere(Pointer at) throws IOException {
    return others
        .elsewhere(at, snapshot)
        .filter(hit -> isKnown(hit.id()))
        .map(hit -> withOthers ? asKnown(hit) : hit.with(List.of(), List.of()));
  }

  private EventHit asKnown(EventHit placed) {
    return placed.with(
        placed.alsoIn().stream().filter(other -> isKnown(other.id())).toList(),
        placed.conflicting().stream().filter(this::isKnown).toList());
  }

  private boolean isKnown(EventId id) {
    return id.object().compareTo(asOf) <= 0;
  }

  private static EventPlace place(Pointer pointer) {
    return new EventPlace(
        pointer.time() == Fields.NO_TIME
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(pointer.time())),
        LuceneSearch.eventId(pointer.id()));
  }

  /// Goes on to the next month that has events, where the one before is done; false at the end.
  private boolean isAtOne() throws IOException, UnanswerableException {
    while (segments.isEmpty() && !months.isEmpty()) {
      Snapshot.Part part = months.remove();
      if (!isPassed(part.partition())) {
        for (Matches.OfSegment segment : matches(part)) {
          SegmentWalk walk = new SegmentWalk(segment, oldestFirst, idMax());
          boolean any = walk.advance();
          while (any && isPassed(walk)) {
            any = walk.advance();
          }
          if (any) {
            segments.add(walk);
          }
        }
      }
    }
    return !segments.isEmpty();
  }

  private List<Matches.OfSegment> matches(Snapshot.Part part)
      throws IOException, UnanswerableException {
    IndexSearcher searcher = new IndexSearcher(part.reader());
    searcher.setTimeout(
        new Budget(cancelled, TimeUnit.SECONDS.toNanos(MONTH_SECONDS_MAX), Budget.BYTES_MAX));
    List<Matches.OfSegment> matches;
    try {
      matches = Matches.in(searcher, inWindow(part.partition()));
    } catch (IndexSearcher.TooManyClauses _) {
      throw Engine.tooManyClauses();
    } catch (Budget.SpentException e) {
      throw new UnanswerableException(String.valueOf(e.getMessage()));
    }
    if (searcher.timedOut() && cancelled.getAsBoolean()) {
      throw new UnanswerableException("whoever asked has gone, so the question was given up");
    }
    if (searcher.timedOut()) {
      throw new UnanswerableException(
          "finding the events of %s takes longer than %d s; narrow the time or use fewer wildcards"
              .formatted(part.partition().name(), MONTH_SECONDS_MAX));
    }
    return matches;
  }

  private Query inWindow(Partition partition) {
    return window.covers(partition)
        ? query
        : new BooleanQuery.Builder()
            .add(query, Occur.FILTER)
            .add(Ranges.time(window.from(), window.to() - 1), Occur.FILTER)
            .build();
  }

  /// The last one an event of the objects up to [#asOf] can have.
  private long idMax() {
    return Fields.id(asOf.value(), (1 << Fields.ORDINAL_BITS) - 1);
  }

  private boolean isPassed(SegmentWalk at) {
    return after.isPresent()
        && compare(at.time(), at.id(), time(after.get()), id(after.get())) <= 0;
  }

  private boolean isPassed(Partition month) {
    if (after.isEmpty() || !month.isDated()) {
      return false;
    }
    long time = time(after.get());
    return time == Fields.NO_TIME || (oldestFirst ? month.end() <= time : month.start() > time);
  }

  private static long time(EventPlace place) {
    return place.time().map(Instant::toEpochMilli).orElse(Fields.NO_TIME);
  }

  private static long id(EventPlace place) {
    return Fields.id(place.id().object().value(), place.id().ordinal());
  }

  private int compare(long timeA, long idA, long timeB, long idB) {
    if (timeA == timeB) {
      return Long.compare(idA, idB);
    }
    if (timeA == Fields.NO_TIME || timeB == Fields.NO_TIME) {
      return timeA == Fields.NO_TIME ? 1 : -1;
    }
    return oldestFirst ? Long.compare(timeA, timeB) : Long.compare(timeB, timeA);
  }

  @Override
  public void close() throws IOException {
    months.clear();
    segments.clear();
    snapshot.close();
  }
}
