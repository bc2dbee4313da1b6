package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/// Holds a snapshot of the index against the ledger.
final class IndexCheck {
  /// Ledger entries compared in one pass over the index; bounds memory to some 20 MB.
  static final int WINDOW = 1 << 20;

  private static final int PAGE = 1_000;

  private final Snapshot snapshot;
  private final Ledger ledger;
  private final SortedSet<LedgerPosition> unreadable;
  private final Ledger.FaultSink faults;
  private final MissingMonths missingMonths;

  IndexCheck(
      Snapshot snapshot,
      Ledger ledger,
      Vault vault,
      SortedSet<LedgerPosition> unreadable,
      Ledger.FaultSink faults) {
    this.snapshot = snapshot;
    this.ledger = ledger;
    this.unreadable = unreadable;
    this.faults = faults;
    this.missingMonths = new MissingMonths(vault, snapshot::lacks);
  }

  void run() throws IOException {
    LedgerPosition head = ledger.head();
    LedgerPosition indexed = snapshot.indexed();
    if (indexed.compareTo(head) > 0) {
      faults.fault(
          indexed,
          "the search index says it has read up to ledger entry %s, the ledger ends at %s"
              .formatted(indexed, head));
    }
    long last = Math.max(head.value(), highestObject());
    for (long from = 0; from <= last; from += WINDOW) {
      checkWindow(from, (int) Math.min(WINDOW, last - from + 1), indexed.value());
    }
  }

  private long highestObject() throws IOException {
    long highest = 0;
    for (Snapshot.Part part : snapshot.parts()) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        NumericDocValues ids = values(leaf, Fields.ID);
        while (ids.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
          highest = Math.max(highest, Fields.object(ids.longValue()));
        }
      }
    }
    return highest;
  }

  private void checkWindow(long from, int size, long indexed) throws IOException {
    int[] expected = new int[size];
    long[] contentBytes = new long[size];
    long position = Math.max(0, from - 1);
    boolean more = true;
    while (more) {
      List<Recorded> entries = ledger.read(new LedgerPosition(position), PAGE);
      more = !entries.isEmpty();
      for (Recorded entry : entries) {
        position = entry.position().value();
        int slot = (int) (position - from);
        if (slot >= size) {
          more = false;
        } else if (Intake.holdsEvents(entry) && entry.entry() instanceof ObjectReceived object) {
          expected[slot] = position <= indexed ? object.reading().events() : 0;
          contentBytes[slot] = object.reading().inflatedBytes();
        }
      }
    }
    int[] found = new int[size];
    int[] outside = new int[size];
    count(from, contentBytes, found, outside);
    for (int slot = 0; slot < size; slot++) {
      LedgerPosition at = new LedgerPosition(from + slot);
      int missing = found[slot] < expected[slot] ? inMissingMonths(at) : 0;
      report(at, expected[slot] - missing, found[slot], outside[slot]);
    }
  }

  private int inMissingMonths(LedgerPosition at) throws IOException {
    Optional<Recorded> entry = snapshot.isComplete() ? Optional.empty() : ledger.entry(at);
    return entry.isPresent() && entry.get().entry() instanceof ObjectReceived object
        ? missingMonths.eventsOf(object)
        : 0;
  }

  private void count(long from, long[] contentBytes, int[] found, int[] outside)
      throws IOException {
    for (Snapshot.Part part : snapshot.parts()) {
      if (snapshot.troubled().contains(part.partition())) {
        continue; // Said already, and not as far as the others.
      }
      for (LeafReaderContext leaf : part.reader().leaves()) {
        Places events =
            new Places(
                values(leaf, Fields.ID), values(leaf, Fields.OFFSET), values(leaf, Fields.LENGTH));
        int doc = events.ids.nextDoc();
        while (doc != NumericDocValues.NO_MORE_DOCS) {
          count(events, doc, from, contentBytes, found, outside);
          doc = events.ids.nextDoc();
        }
        NumericDocValues kinds = leaf.reader().getNumericDocValues(Fields.COPY_KIND);
        if (kinds != null) {
          Places copies =
              new Places(
                  values(leaf, Fields.COPY_ID),
                  values(leaf, Fields.COPY_OFFSET),
                  values(leaf, Fields.COPY_LENGTH));
          for (doc = kinds.nextDoc(); doc != NumericDocValues.NO_MORE_DOCS; doc = kinds.nextDoc()) {
            if (CopyDocument.isCopy(kinds) && copies.ids.advanceExact(doc)) {
              count(copies, doc, from, contentBytes, found, outside);
            }
          }
        }
      }
    }
  }

  private record Places(NumericDocValues ids, NumericDocValues offsets, NumericDocValues lengths) {}

  private static void count(
      Places places, int doc, long from, long[] contentBytes, int[] found, int[] outside)
      throws IOException {
    long slot = Fields.object(places.ids.longValue()) - from;
    if (slot < 0 || slot >= found.length) {
      return;
    }
    found[(int) slot]++;
    boolean inside =
        places.offsets.advanceExact(doc)
            && places.lengths.advanceExact(doc)
            && places.offsets.longValue() >= 0
            && places.lengths.longValue() >= 2
            && places.offsets.longValue() + places.lengths.longValue() <= contentBytes[(int) slot];
    if (!inside) {
      outside[(int) slot]++;
    }
  }

  private void report(LedgerPosition at, int expected, int found, int outside) {
    if (unreadable.contains(at)) {
      faults.fault(
          at,
          "%,d events of this object are not in the search index, because the vault did not give"
                  .formatted(expected)
              + " it back");
    } else if (found != expected) {
      faults.fault(
          at,
          "the search index should have %,d events of this object, it has %,d"
              .formatted(expected, found));
    }
    if (outside > 0) {
      faults.fault(
          at, "%,d events in the search index point outside this object".formatted(outside));
    }
  }

  private static NumericDocValues values(LeafReaderContext leaf, String field) throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    if (values == null && EventsQuery.count(leaf.reader()) == 0) {
      return DocValues.emptyNumeric();
    }
    if (values == null) {
      throw new IOException("the search index is damaged: a segment has no " + field);
    }
    return values;
  }
}
