package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.PointValues.IntersectVisitor;
import org.apache.lucene.index.PointValues.Relation;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/// Sees to it that an event of one month is in the index once, however often it is delivered.
///
/// Most events are new, and a filter over the ids says so at once. For the others the events with
/// that id are looked up, those that no reader shows yet in memory, and compared by their records:
/// nothing is called a copy because an id or a hash says so, or somebody who can put one file into
/// the bucket could make an event disappear behind another.
///
/// Threads: any; decisions about ids seen before are taken one at a time.
final class Once {
  /// Events with one id that are compared. CloudTrail gives each its own; whoever gives thousands
  /// the same gets thousands of hits.
  private static final int COMPARED_MAX = 20;

  /// An id that so many events of the month carry tells nothing any more: whatever carries it too
  /// is a hit of its own. Otherwise a file full of one id would cost the square of its events.
  private static final int LOOKED_AT_MAX = 100;

  private final Readers readers;
  private final ReentrantLock deciding = new ReentrantLock();
  private final ReentrantLock refreshing = new ReentrantLock();

  /// Shared while an event is decided about and added; exclusive for a moment before a refresh, so
  /// that what was decided before it is shown by it.
  private final ReadWriteLock taking = new ReentrantReadWriteLock();

  // Guarded by this.
  private @Nullable KeyFilter filter;
  private Recent recent = new Recent();
  private Recent beforeRefresh = new Recent();

  /// Hashes of ids that tell nothing any more.
  private final Set<Long> crowded = new HashSet<>();

  /// What the month shows now.
  @FunctionalInterface
  interface Readers {
    /// The caller gives it back with `decRef()`.
    Optional<DirectoryReader> acquire() throws IOException;
  }

  /// Cuts records out of their objects.
  @FunctionalInterface
  interface Records {
    /// Empty where the vault does not give it back.
    Optional<byte[]> raw(Pointer place) throws IOException;
  }

  Once(Readers readers) {
    this.readers = readers;
  }

  /// What to do with an event.
  sealed interface Decision {
    /// It is to be indexed.
    ///
    /// @param conflicting other events that carry its eventID for the same account and say
    ///   something else
    record New(List<Pointer> conflicting) implements Decision {}

    /// It is in the index already, at this very place.
    record There() implements Decision {}

    /// The event with the id `of` is the same.
    record Copy(long of) implements Decision {}
  }

  private static final Decision NEW = new Decision.New(List.of());

  /// Where documents go.
  @FunctionalInterface
  interface Writer {
    void add(Iterable<IndexableField> document) throws IOException;
  }

  /// Makes what was written visible.
  @FunctionalInterface
  interface Refresh {
    void run() throws IOException;
  }

  /// Writes what there is to write about the event that `document` holds and that stands at
  /// `event`.
  ///
  /// @return whether it is a new one
  boolean take(EventDocument document, Pointer event, Records records, Writer writer)
      throws IOException {
    taking.readLock().lock();
    try {
      EventKey key = document.key();
      switch (key == null ? NEW : decide(key, event, records)) {
        case Decision.There _ -> {
          return false;
        }
        case Decision.Copy(var of) -> {
          writer.add(CopyDocument.copy(of, event));
          return false;
        }
        case Decision.New(var conflicting) -> {
          writer.add(document.finish(event));
          for (Pointer other : conflicting) {
            writer.add(CopyDocument.conflict(other.id(), event));
            writer.add(CopyDocument.conflict(event.id(), other));
          }
          return true;
        }
      }
    } finally {
      taking.readLock().unlock();
    }
  }

  /// Refreshes the month.
  void refresh(Refresh month) throws IOException {
    refreshing.lock();
    try {
      taking.writeLock().lock();
      try {
        beginRefresh();
      } finally {
        taking.writeLock().unlock();
      }
      month.run();
      endRefresh();
    } finally {
      refreshing.unlock();
    }
  }

  private Decision decide(EventKey key, Pointer event, Records records) throws IOException {
    long hash = key.hash();
    synchronized (this) {
      if (crowded.contains(hash)) {
        return NEW;
      }
      KeyFilter seen = filter();
      if (!seen.mayHave(hash)) {
        seen.add(hash);
        recent.add(hash, event);
        return NEW;
      }
    }
    deciding.lock();
    try {
      List<Pointer> candidates = candidates(key, hash, event);
      if (candidates.size() >= LOOKED_AT_MAX) {
        synchronized (this) {
          crowded.add(hash);
        }
      }
      Decision decision = compare(candidates, event, records);
      if (decision instanceof Decision.New) {
        synchronized (this) {
          filter().add(hash);
          recent.add(hash, event);
        }
      }
      return decision;
    } finally {
      deciding.unlock();
    }
  }

  private Decision compare(List<Pointer> candidates, Pointer event, Records records)
      throws IOException {
    for (Pointer candidate : candidates) {
      if (candidate.id() == event.id()) {
        return new Decision.There();
      }
    }
    List<Pointer> conflicting = new ArrayList<>();
    byte[] raw = null;
    for (Pointer candidate : candidates.subList(0, Math.min(COMPARED_MAX, candidates.size()))) {
      if (raw == null) {
        raw = records.raw(event).orElse(null);
      }
      byte[] other = records.raw(candidate).orElse(null);
      if (raw == null || other == null) {
        continue; // Who knows? Then it is a hit of its own, and nothing is hidden.
      }
      switch (SameRecord.relation(raw, other)) {
        case SAME -> {
          return new Decision.Copy(candidate.id());
        }
        case CONFLICT -> conflicting.add(candidate);
        case OTHER_ACCOUNT -> {
          // Another event.
        }
      }
    }
    return conflicting.isEmpty() ? NEW : new Decision.New(conflicting);
  }

  /// The events with this id, those of the same time first, then by place.
  private List<Pointer> candidates(EventKey key, long hash, Pointer event) throws IOException {
    Map<Long, Pointer> found = new LinkedHashMap<>();
    synchronized (this) {
      recent.forEach(hash, pointer -> found.put(pointer.id(), pointer));
      beforeRefresh.forEach(hash, pointer -> found.put(pointer.id(), pointer));
    }
    // What was in neither has been shown by a refresh before this line.
    DirectoryReader reader = readers.acquire().orElse(null);
    if (reader != null) {
      try {
        lookUp(reader, key.query(), found);
      } finally {
        reader.decRef();
      }
    }
    List<Pointer> all = new ArrayList<>(found.values());
    all.sort(
        (one, other) -> {
          int byTime = Boolean.compare(other.time() == event.time(), one.time() == event.time());
          return byTime != 0 ? byTime : Long.compare(one.id(), other.id());
        });
    return all;
  }

  private static void lookUp(DirectoryReader reader, Query query, Map<Long, Pointer> found)
      throws IOException {
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : reader.leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      DocIdSetIterator docs = scorer.iterator();
      Pointer.Reader pointers = new Pointer.Reader(leaf);
      while (docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS && found.size() < LOOKED_AT_MAX) {
        Pointer pointer = pointers.read(docs.docID());
        found.put(pointer.id(), pointer);
      }
    }
  }

  /// Read from the index the first time.
  private KeyFilter filter() throws IOException {
    KeyFilter known = filter;
    if (known == null) {
      DirectoryReader reader = readers.acquire().orElse(null);
      try {
        known = new KeyFilter(reader == null ? 0 : 2L * reader.maxDoc());
        if (reader != null) {
          for (LeafReaderContext leaf : reader.leaves()) {
            addPoints(leaf, known);
            addTerms(leaf, Fields.AS_TEXT, known);
            addTerms(leaf, Fields.AS_NUMBER, known);
          }
        }
      } finally {
        if (reader != null) {
          reader.decRef();
        }
      }
      filter = known;
    }
    return known;
  }

  private static void addPoints(LeafReaderContext leaf, KeyFilter to) throws IOException {
    PointValues points = leaf.reader().getPointValues(Fields.EVENT_ID_POINT);
    if (points != null) {
      points.intersect(
          new IntersectVisitor() {
            @Override
            public void visit(int doc) {
              throw new IllegalStateException("each value was asked for");
            }

            @Override
            public void visit(int doc, byte[] value) {
              to.add(KeyFilter.hash(value, 0, Uuid.BYTES));
            }

            @Override
            public Relation compare(byte[] low, byte[] high) {
              return Relation.CELL_CROSSES_QUERY;
            }
          });
    }
  }

  private static void addTerms(LeafReaderContext leaf, byte separator, KeyFilter to)
      throws IOException {
    TermsEnum terms = Snapshot.terms(leaf, Fields.LEAF);
    if (terms == null) {
      return;
    }
    BytesRef prefix = new BytesRef(Terms.prefix(Fields.EVENT_ID, separator));
    if (terms.seekCeil(prefix) == TermsEnum.SeekStatus.END) {
      return;
    }
    BytesRef term = terms.term();
    while (term != null && StringHelper.startsWith(term, prefix)) {
      to.add(KeyFilter.hash(term.bytes, term.offset, term.length));
      term = terms.next();
    }
  }

  /// How many events are held in memory here.
  synchronized int recentCount() {
    return recent.count() + beforeRefresh.count();
  }

  /// What is added from now on may not be shown by the refresh.
  private synchronized void beginRefresh() {
    // Where the refresh before failed, what was there then is shown by this one.
    if (beforeRefresh.count() == 0) {
      beforeRefresh = recent;
      recent = new Recent();
    }
  }

  private synchronized void endRefresh() {
    beforeRefresh = new Recent();
  }

  /// What was added since the last commit is gone.
  synchronized void forget() {
    filter = null;
    recent = new Recent();
    beforeRefresh = new Recent();
    crowded.clear();
  }
}
