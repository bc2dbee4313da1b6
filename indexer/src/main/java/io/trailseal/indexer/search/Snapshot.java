package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.indexer.search.SearchAnswer.Evidence;
import io.trailseal.indexer.search.VisibleEvents.PathCount;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/// All months as they were at one moment, for the eyes of one audience.
final class Snapshot implements Closeable {
  private final List<Part> parts = new ArrayList<>();
  private final List<DirectoryReader> acquired = new ArrayList<>();
  private final LedgerPosition indexed;
  private final Set<Partition> troubled;
  private final Keeping.Line keeping;
  private final Audience audience;

  private Snapshot(
      LedgerPosition indexed, Set<Partition> troubled, Keeping.Line keeping, Audience audience) {
    this.audience = audience;
    this.indexed = indexed;
    this.troubled = troubled;
    this.keeping = keeping;
  }

  /// One month. Where the snapshot has a budget, its terms can only be gone through within that.
  record Part(Month month, DirectoryReader reader) {
    Partition partition() {
      return month.partition();
    }
  }

  /// @param indexed how far the ledger had been taken in when the months were last refreshed
  /// @param audience for whom questions are answered from it
  static Snapshot of(Inventory inventory, LedgerPosition indexed, Audience audience)
      throws IOException {
    return of(inventory, indexed, audience, reader -> reader);
  }

  /// The same for one question.
  static Snapshot of(Inventory inventory, LedgerPosition indexed, Audience audience, Budget budget)
      throws IOException {
    return of(inventory, indexed, audience, reader -> new WatchedReader(reader, budget));
  }

  private interface Wrapping {
    DirectoryReader over(DirectoryReader reader) throws IOException;
  }

  private static Snapshot of(
      Inventory inventory, LedgerPosition indexed, Audience audience, Wrapping wrapping)
      throws IOException {
    while (true) {
      long changes = inventory.changes();
      Snapshot snapshot =
          new Snapshot(
              indexed, inventory.troubles().keySet(), inventory.keeping().line(), audience);
      try {
        for (Month month : inventory.all()) {
          Optional<DirectoryReader> reader = month.acquire();
          if (reader.isPresent()) {
            snapshot.acquired.add(reader.get());
            snapshot.parts.add(new Part(month, wrapping.over(reader.get())));
          }
        }
        if (inventory.changes() == changes) {
          return snapshot;
        }
        // A month was put in another's place meanwhile, and one of them may be absent here.
        snapshot.close();
      } catch (IOException | RuntimeException e) {
        snapshot.close();
        throw e;
      }
    }
  }

  /// Whether a month is not here, or not as far as the others.
  boolean lacks(Partition partition) {
    return troubled.contains(partition)
        || (partition.isDated() && partition.number() < keeping.from());
  }

  /// Whether no month is lacking.
  boolean isComplete() {
    return troubled.isEmpty() && keeping.from() == 0;
  }

  /// The months that are not as far as the others, or not here at all.
  Set<Partition> troubled() {
    return troubled;
  }

  /// Newest first, events without a time last.
  List<Part> parts() {
    return parts;
  }

  LedgerPosition indexed() {
    return indexed;
  }

  long events() throws IOException {
    long events = 0;
    for (Part part : parts) {
      events += events(part);
    }
    return events;
  }

  long events(Part part) throws IOException {
    long events = 0;
    for (LeafReaderContext leaf : part.reader().leaves()) {
      events += visible(leaf).count();
    }
    return events;
  }

  /// How many times an event was found to carry the id of another, and to say something else.
  long conflicts() throws IOException {
    long conflicts = 0;
    for (Part part : parts) {
      if (!audience.isEverybody()) {
        conflicts += Conflicts.of(part.reader(), audience).length;
        continue;
      }
      for (LeafReaderContext leaf : part.reader().leaves()) {
        conflicts += CopyDocument.conflicts(leaf);
      }
    }
    return conflicts;
  }

  /// Over what an answer from here was found.
  ///
  /// @param verdicts asked where not all log files count
  Evidence evidence(Ledger ledger, List<String> reservations, Translator.Verdicts verdicts)
      throws IOException {
    return new Evidence(
        events(),
        conflicts(),
        oldest(),
        newest(),
        ledger.objectCounts().quarantined(),
        audience.isEverybody() ? ledger.verdictCounts() : seenVerdicts(ledger, verdicts.now()),
        indexed(),
        ledger.evidenceHead(),
        ledger.evidenceAfter(indexed()),
        reservations);
  }

  /// Of the log files that have an event which is seen. What is absent may be anybody's.
  private VerdictCounts seenVerdicts(Ledger ledger, VerdictMap verdicts) throws IOException {
    BitSet objects = new BitSet();
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        VisibleEvents.of(leaf, audience)
            .objects(leaf)
            .forEach(object -> objects.set(Math.toIntExact(object)));
      }
    }
    return new VerdictCounts(verdicts.count(objects), Map.of(), ledger.verdictCounts().absent());
  }

  Optional<Instant> newest() throws IOException {
    for (Part part : parts) {
      Optional<Instant> found = extreme(part, true);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  Optional<Instant> oldest() throws IOException {
    for (Part part : parts.reversed()) {
      Optional<Instant> found = extreme(part, false);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// Segments are sorted, so the first event of each is its newest and the last its oldest.
  private Optional<Instant> extreme(Part part, boolean newest) throws IOException {
    if (!part.partition().isDated()) {
      return Optional.empty();
    }
    Optional<Instant> found = Optional.empty();
    for (LeafReaderContext leaf : part.reader().leaves()) {
      Docs docs = visible(leaf);
      if (docs.count() > 0) {
        int doc = newest ? docs.first() : docs.last();
        Instant time = Instant.ofEpochMilli(TimeOrder.value(leaf, Fields.TIME, doc));
        if (found.isEmpty() || time.isAfter(found.get()) == newest) {
          found = Optional.of(time);
        }
      }
    }
    return found;
  }

  // ------------------------------------------------------------ whose eyes it is for

  Audience audience() {
    return audience;
  }

  /// `query`, but only of events that the audience sees. Whatever is looked for in a snapshot goes
  /// through here.
  Query visible(Query query) {
    if (audience.isEverybody()) {
      return query;
    }
    Query seen = new AudienceQuery(audience);
    return query instanceof EventsQuery
        ? seen
        : new BooleanQuery.Builder().add(query, Occur.FILTER).add(seen, Occur.FILTER).build();
  }

  /// The events of a segment that the audience sees.
  Docs visible(LeafReaderContext leaf) throws IOException {
    return audience.isEverybody()
        ? Docs.range(0, EventsQuery.count(leaf.reader()))
        : VisibleEvents.of(leaf, audience).docs();
  }

  /// How many of the events that the audience sees have the term which `terms` stands at.
  int count(TermsEnum terms, LeafReaderContext leaf) throws IOException {
    return audience.isEverybody() ? terms.docFreq() : LeafValues.count(terms, visible(leaf));
  }

  // ------------------------------------------------------------ what there is

  boolean hasTermWithPrefix(String field, byte[] prefix) throws IOException {
    BytesRef wanted = new BytesRef(prefix);
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        TermsEnum terms = terms(leaf, field);
        if (terms == null || terms.seekCeil(wanted) == TermsEnum.SeekStatus.END) {
          continue;
        }
        BytesRef term = terms.term();
        while (term != null && StringHelper.startsWith(term, wanted)) {
          if (count(terms, leaf) > 0) {
            return true;
          }
          term = terms.next();
        }
      }
    }
    return false;
  }

  /// Whether an event has something at this path or below it.
  boolean hasPath(String path) throws IOException {
    PathChoice.At here = PathChoice.At.atOrBelow(path);
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        boolean has =
            audience.isEverybody()
                ? !Shapes.of(leaf).with(here, leaf).isEmpty()
                : paths(leaf).keySet().stream().anyMatch(here::includes);
        if (has) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether some event may have something below this first-class field.
  boolean isContainer(String path) throws IOException {
    String folded = FoldedBytes.fold(path);
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        if (Shapes.of(leaf).isContainer(folded)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The paths of the segment's events by their folded form; where there are very many, some of
  /// them.
  Map<String, PathCount> paths(LeafReaderContext leaf) throws IOException {
    if (!audience.isEverybody()) {
      return VisibleEvents.of(leaf, audience).paths(leaf);
    }
    Map<String, PathCount> paths = new HashMap<>();
    Shapes.of(leaf)
        .paths()
        .forEach((folded, path) -> paths.put(folded, new PathCount(path.spelled(), path.events())));
    return paths;
  }

  /// Paths as written, sorted, at most `countMax`.
  List<String> paths(int countMax) throws IOException {
    TreeSet<String> paths = new TreeSet<>();
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        for (PathCount path : paths(leaf).values()) {
          if (paths.add(path.spelled()) && paths.size() > countMax) {
            paths.pollLast();
          }
        }
      }
    }
    return List.copyOf(paths);
  }

  static @Nullable TermsEnum terms(LeafReaderContext leaf, String field) throws IOException {
    org.apache.lucene.index.Terms terms = leaf.reader().terms(field);
    return terms == null ? null : terms.iterator();
  }

  @Override
  public void close() throws IOException {
    for (DirectoryReader reader : acquired) {
      reader.decRef();
    }
  }
}
