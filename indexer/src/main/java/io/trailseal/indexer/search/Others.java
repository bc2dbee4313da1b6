package io.trailseal.indexer.search;

import io.trailseal.indexer.search.CopyDocument.Known;
import io.trailseal.indexer.search.Originals.Cut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;

/// Tells of a hit where else its event stands, and which others carry its id.
///
/// Threads: any.
final class Others {
  /// Events with one eventID that are looked at when one event is asked for.
  private static final int LOOKED_AT_MAX = 100;

  /// Other places of an event that are tried where its own is damaged.
  private static final int TRIED_MAX = 5;

  private final Originals originals;

  Others(Originals originals) {
    this.originals = originals;
  }

  /// Of a hit that a search found at `at`.
  EventHit with(EventHit hit, Pointer at, Snapshot snapshot) throws IOException {
    return with(hit, known(at, snapshot), snapshot);
  }

  private static Known known(Pointer at, Snapshot snapshot) throws IOException {
    Partition month = Partition.of(at.time());
    for (Snapshot.Part part : snapshot.parts()) {
      if (part.partition().equals(month)) {
        return CopyDocument.of(part, at);
      }
    }
    return Known.NONE;
  }

  /// The event that a search found at `at` as another log file has it, because the vault does not
  /// give back that one; empty where there is none.
  Optional<EventHit> elsewhere(Pointer at, Snapshot snapshot) throws IOException {
    Known known = known(at, snapshot);
    for (Pointer copy : known.copies().stream().limit(TRIED_MAX).toList()) {
      if (originals.cut(List.of(copy)).getFirst() instanceof Cut.Whole(var hit)) {
        List<Pointer> places = new ArrayList<>(known.copies());
        places.remove(copy);
        places.addFirst(at);
        return Optional.of(with(hit, new Known(places, known.conflicting()), snapshot));
      }
    }
    return Optional.empty();
  }

  /// Copies say what the event says, so who sees it sees them; who conflicts with it may be hidden.
  private EventHit with(EventHit hit, Known known, Snapshot snapshot) throws IOException {
    if (known.copies().isEmpty() && known.conflicting().isEmpty()) {
      return hit;
    }
    List<Long> conflicting = known.conflicting();
    if (!conflicting.isEmpty() && !snapshot.audience().isEverybody()) {
      conflicting = conflicting.stream().filter(visible(hit, snapshot)::contains).toList();
    }
    return hit.with(
        originals.places(known.copies()), conflicting.stream().map(LuceneSearch::eventId).toList());
  }

  /// The ids of the events with this one's eventID that the audience sees.
  private static Set<Long> visible(EventHit hit, Snapshot snapshot) throws IOException {
    Set<Long> visible = new HashSet<>();
    for (Snapshot.Part part : snapshot.parts()) {
      withEventID(part, hit.summary().eventID(), snapshot).forEach(at -> visible.add(at.id()));
    }
    return visible;
  }

  /// Of an event asked for by its place, which may be any of those it stands at. All months are
  /// looked through: only here is noticed that an id is used again in another one.
  EventHit with(EventHit hit, Snapshot snapshot) throws IOException {
    long id = Fields.id(hit.id().object().value(), hit.id().ordinal());
    List<Pointer> copies = new ArrayList<>();
    List<Long> conflicting = new ArrayList<>();
    for (Snapshot.Part part : snapshot.parts()) {
      for (Pointer event : withEventID(part, hit.summary().eventID(), snapshot)) {
        Known known = CopyDocument.of(part, event);
        boolean isThis =
            event.id() == id || known.copies().stream().anyMatch(copy -> copy.id() == id);
        if (isThis) {
          copies.add(event);
          copies.addAll(known.copies());
          conflicting.addAll(known.conflicting());
        } else if (conflicts(hit, event)) {
          conflicting.add(event.id());
        }
      }
    }
    copies.removeIf(copy -> copy.id() == id);
    return with(
        hit, new Known(copies, conflicting.stream().distinct().sorted().toList()), snapshot);
  }

  private boolean conflicts(EventHit hit, Pointer other) throws IOException {
    byte[] raw = originals.raw(other).orElse(null);
    return raw != null
        && SameRecord.relation(hit.raw().toByteArray(), raw) == SameRecord.Relation.CONFLICT;
  }

  private static List<Pointer> withEventID(Snapshot.Part part, String eventID, Snapshot snapshot)
      throws IOException {
    IndexSearcher searcher = new IndexSearcher(part.reader());
    searcher.setQueryCache(null);
    Query query = searcher.rewrite(snapshot.visible(Translator.eventID(eventID)));
    Weight weight = searcher.createWeight(query, ScoreMode.COMPLETE_NO_SCORES, 1);
    List<Pointer> found = new ArrayList<>();
    for (LeafReaderContext leaf : part.reader().leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      Pointer.Reader pointers = new Pointer.Reader(leaf);
      DocIdSetIterator docs = scorer.iterator();
      for (int doc = docs.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS && found.size() < LOOKED_AT_MAX;
          doc = docs.nextDoc()) {
        found.add(pointers.read(doc));
      }
    }
    return found;
  }
}
