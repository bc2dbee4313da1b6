package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.util.BytesRef;

/// The most frequent values of a column over several segments.
///
/// Each segment numbers its values for itself, and bringing all of them together takes a hundred
/// times as long as counting. It is seldom necessary: what is among the first of all is frequent
/// somewhere. The first of each segment, looked up in the others, say how often a value must occur
/// to be among them; what could, by its count in any one segment, is looked up as well. Only where
/// counts are so even that this is most values, all are merged. (Merging them by their hashes in a
/// table was tried: no faster, because each falls on memory of its own.)
final class TopValues {
  /// What looking up a value in a segment costs, and merging one; nanoseconds, as measured.
  private static final long LOOK_UP_COST = 1_500;

  private static final long MERGE_COST = 250;

  private static final int MERGED_BETWEEN_CHECKS = 1 << 12;

  private static final Comparator<Counted> ORDER =
      Comparator.comparingLong(Counted::count).reversed().thenComparing(Counted::value);

  private final Budget budget;
  private final TaskExecutor tasks;

  /// Ranges of values that are merged side by side.
  private final int rangesWanted;

  TopValues(Budget budget, TaskExecutor tasks, int rangesWanted) {
    this.budget = budget;
    this.tasks = tasks;
    this.rangesWanted = rangesWanted;
  }

  record Counted(BytesRef value, long count) {}

  /// The first of these in the order of answers.
  static List<Counted> first(Collection<Counted> all, int size) {
    PriorityQueue<Counted> best = new PriorityQueue<>(ORDER.reversed());
    for (Counted each : all) {
      add(best, each, size);
    }
    return best.stream().sorted(ORDER).toList();
  }

  private static void add(PriorityQueue<Counted> best, Counted each, int size) {
    best.add(each);
    if (best.size() > size) {
      best.remove();
    }
  }

  List<Counted> top(List<ColumnCounts> all, int size) throws IOException {
    List<ColumnCounts> parts = all.stream().filter(part -> part.distinct() > 0).toList();
    Set<BytesRef> candidates = new HashSet<>();
    for (ColumnCounts part : parts) {
      SortedSetDocValues dictionary = part.dictionary();
      for (int ord : part.top(size)) {
        candidates.add(BytesRef.deepCopyOf(dictionary.lookupOrd(ord)));
      }
    }
    List<Counted> best = first(counted(candidates, parts), size);
    if (parts.size() < 2) {
      return best;
    }
    long least = best.size() < size ? 1 : best.getLast().count();
    // What occurs as often as that altogether occurs this often in one of them.
    int leastInOne = (int) Math.ceilDiv(least, parts.size());
    long possible = 0;
    long distinct = 0;
    for (ColumnCounts part : parts) {
      possible += part.atLeast(leastInOne);
      distinct += part.distinct();
    }
    if (possible * parts.size() * LOOK_UP_COST > distinct * MERGE_COST) {
      return merged(parts, size);
    }
    for (ColumnCounts part : parts) {
      SortedSetDocValues dictionary = part.dictionary();
      part.forEach(
          0,
          Integer.MAX_VALUE,
          (ord, count) -> {
            if (count >= leastInOne) {
              candidates.add(BytesRef.deepCopyOf(dictionary.lookupOrd(ord)));
            }
          });
    }
    return first(counted(candidates, parts), size);
  }

  private List<Counted> counted(Set<BytesRef> values, List<ColumnCounts> parts) throws IOException {
    List<BytesRef> sorted = values.stream().sorted().toList();
    long[] counts = new long[sorted.size()];
    for (ColumnCounts part : parts) {
      SortedSetDocValues dictionary = part.dictionary();
      for (int i = 0; i < counts.length; i++) {
        if (i % MERGED_BETWEEN_CHECKS == 0) {
          budget.check();
        }
        long ord = dictionary.lookupTerm(sorted.get(i));
        if (ord >= 0) {
          counts[i] += part.count((int) ord);
        }
      }
    }
    List<Counted> counted = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      counted.add(new Counted(sorted.get(i), counts[i]));
    }
    return counted;
  }

  // ------------------------------------------------------------ merging

  /// Goes through all values of all segments in their order, so that nothing has to be kept but the
  /// best: several ranges of values at a time.
  private List<Counted> merged(List<ColumnCounts> parts, int size) throws IOException {
    List<BytesRef> bounds = bounds(parts);
    List<Callable<List<Counted>>> ranges = new ArrayList<>();
    for (int i = 0; i <= bounds.size(); i++) {
      BytesRef from = i == 0 ? null : bounds.get(i - 1);
      BytesRef to = i == bounds.size() ? null : bounds.get(i);
      ranges.add(
          () -> {
            PriorityQueue<Values> walks = new PriorityQueue<>();
            for (ColumnCounts part : parts) {
              SortedSetDocValues dictionary = part.dictionary();
              int start = from == null ? 0 : place(dictionary, from);
              int end = to == null ? Integer.MAX_VALUE : place(dictionary, to);
              Values walk = new Values(part, start, end);
              if (walk.advance()) {
                walks.add(walk);
              }
            }
            return merged(walks, size);
          });
    }
    List<Counted> best = new ArrayList<>();
    tasks.invokeAll(ranges).forEach(best::addAll);
    return first(best, size);
  }

  private static int place(SortedSetDocValues dictionary, BytesRef value) throws IOException {
    long ord = dictionary.lookupTerm(value);
    return (int) (ord >= 0 ? ord : -ord - 1);
  }

  /// Values that divide those of the largest segment evenly.
  private List<BytesRef> bounds(List<ColumnCounts> parts) throws IOException {
    ColumnCounts largest =
        parts.stream().max(Comparator.comparingInt(ColumnCounts::distinct)).orElseThrow();
    SortedSetDocValues dictionary = largest.dictionary();
    List<BytesRef> bounds = new ArrayList<>();
    long count = dictionary.getValueCount();
    for (int i = 1; i < rangesWanted; i++) {
      BytesRef bound = BytesRef.deepCopyOf(dictionary.lookupOrd(count * i / rangesWanted));
      if (bounds.isEmpty() || bound.compareTo(bounds.getLast()) > 0) {
        bounds.add(bound);
      }
    }
    return bounds;
  }

  private List<Counted> merged(PriorityQueue<Values> walks, int size) throws IOException {
    PriorityQueue<Counted> best = new PriorityQueue<>(ORDER.reversed());
    int steps = 0;
    while (!walks.isEmpty()) {
      Values first = walks.remove();
      BytesRef value = first.value;
      long count = first.count;
      List<Values> moved = new ArrayList<>(1);
      moved.add(first);
      while (!walks.isEmpty() && walks.element().value.equals(value)) {
        Values same = walks.remove();
        count += same.count;
        moved.add(same);
      }
      if (best.size() < size || count > best.element().count()) {
        // Of equally frequent values the first came first.
        add(best, new Counted(BytesRef.deepCopyOf(value), count), size);
      }
      for (Values walk : moved) {
        if (walk.advance()) {
          walks.add(walk);
        }
      }
      if (++steps % MERGED_BETWEEN_CHECKS == 0) {
        budget.check();
      }
    }
    return List.copyOf(best);
  }

  /// One segment's values that occur, one after another.
  static final class Values implements Comparable<Values> {
    /// Reading on is cheaper than finding a place, over so many.
    private static final int READ_ON_MAX = 16;

    private final ColumnCounts part;
    private final TermsEnum terms;
    private final int end;
    private int ord;
    private BytesRef value = new BytesRef();
    private int count;

    Values(ColumnCounts part, int start, int end) throws IOException {
      this.part = part;
      this.terms = part.dictionary().termsEnum();
      this.ord = start - 1;
      this.end = end;
    }

    boolean advance() throws IOException {
      int next = part.next(ord + 1, end);
      if (next < 0) {
        return false;
      }
      if (value.length == 0 || next - ord > READ_ON_MAX) {
        terms.seekExact((long) next);
      } else {
        for (int i = ord; i < next; i++) {
          terms.next();
        }
      }
      ord = next;
      value = terms.term();
      count = part.count(next);
      return true;
    }

    /// Valid until the next.
    BytesRef value() {
      return value;
    }

    @Override
    public int compareTo(Values other) {
      return value.compareTo(other.value);
    }
  }
}
