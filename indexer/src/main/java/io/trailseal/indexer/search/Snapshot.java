package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.search.SearchAnswer.Evidence;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/// All months as they were at one moment.
final class Snapshot implements Closeable {
  private final List<Part> parts = new ArrayList<>();
  private final List<DirectoryReader> acquired = new ArrayList<>();
  private final LedgerPosition indexed;
  private final Set<Partition> troubled;
  private final Keeping.Line keeping;

  private Snapshot(LedgerPosition indexed, Set<Partition> troubled, Keeping.Line keeping) {
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
  static Snapshot of(Inventory inventory, LedgerPosition indexed) throws IOException {
    return of(inventory, indexed, reader -> reader);
  }

  /// The same for one question.
  static Snapshot of(Inventory inventory, LedgerPosition indexed, Budget budget)
      throws IOException {
    return of(inventory, indexed, reader -> new WatchedReader(reader, budget));
  }

  private interface Wrapping {
    DirectoryReader over(DirectoryReader reader) throws IOException;
  }

  private static Snapshot of(Inventory inventory, LedgerPosition indexed, Wrapping wrapping)
      throws IOException {
    while (true) {
      long changes = inventory.changes();
      Snapshot snapshot =
          new Snapshot(indexed, inventory.troubles().keySet(), inventory.keeping().line());
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

  static long events(Part part) throws IOException {
    long events = 0;
    for (LeafReaderContext leaf : part.reader().leaves()) {
      events += EventsQuery.count(leaf.reader());
    }
    return events;
  }

  /// How many times an event was found to carry the id of another, and to say something else.
  long conflicts() throws IOException {
    long conflicts = 0;
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        conflicts += CopyDocument.conflicts(leaf);
      }
    }
    return conflicts;
  }

  /// Over what an answer from here was found.
  Evidence evidence(Ledger ledger, List<String> reservations) throws IOException {
    return new Evidence(
        events(),
        conflicts(),
        oldest(),
        newest(),
        ledger.objectCounts().quarantined(),
        ledger.verdictCounts(),
        indexed(),
        ledger.evidenceHead(),
        reservations);
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
  private static Optional<Instant> extreme(Part part, boolean newest) throws IOException {
    if (!part.partition().isDated() || part.reader().numDocs() == 0) {
      return Optional.empty();
    }
    long found = newest ? Long.MIN_VALUE : Long.MAX_VALUE;
    for (LeafReaderContext leaf : part.reader().leaves()) {
      NumericDocValues times = leaf.reader().getNumericDocValues(Fields.TIME);
      if (times != null
          && times.advanceExact(newest ? 0 : Math.max(0, EventsQuery.count(leaf.reader()) - 1))) {
        long time = times.longValue();
        found = newest ? Math.max(found, time) : Math.min(found, time);
      }
    }
    return Optional.of(Instant.ofEpochMilli(found));
  }

  boolean hasTermWithPrefix(String field, byte[] prefix) throws IOException {
    BytesRef wanted = new BytesRef(prefix);
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        TermsEnum terms = terms(leaf, field);
        if (terms != null
            && terms.seekCeil(wanted) != TermsEnum.SeekStatus.END
            && StringHelper.startsWith(terms.term(), wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether an event has something at this path or below it.
  boolean hasPath(String path) throws IOException {
    PathChoice here = PathChoice.At.atOrBelow(path);
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        if (!Shapes.of(leaf).with(here, leaf).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  /// Paths as written, sorted, at most `countMax`.
  List<String> paths(int countMax) throws IOException {
    TreeSet<String> paths = new TreeSet<>();
    for (Part part : parts) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        for (Shapes.Path path : Shapes.of(leaf).paths().values()) {
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
