package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.util.BytesRef;

/// Brings the counts of segments together by the hashes of values, a share of all hashes at a time.
/// Says which values may be the most frequent; how often those occur is counted again, by their
/// values.
final class HashedCounts {
  /// Values for which there is room in one share.
  private static final int SHARE_VALUES = 1 << 17;

  private static final int SHARES_MAX = 256;

  /// Values that occur equally often, and of which the first by name are wanted, looked at one by
  /// one.
  static final int TIES_MAX = 20_000;

  private static final int VALUES_BETWEEN_CHECKS = 1 << 14;

  private final List<ColumnCounts> parts;
  private final List<long[]> hashes;
  private final Budget budget;

  HashedCounts(List<ColumnCounts> parts, List<long[]> hashes, Budget budget) {
    this.parts = parts;
    this.hashes = hashes;
    this.budget = budget;
  }

  /// A value, as the first segment that has it numbers it.
  private record Place(long count, int part, int ord) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return Long.compare(count, other.count);
    }
  }

  /// @param places of the most frequent
  /// @param tooMany whether there were more of the same count than could be looked at
  private record Share(List<Place> places, boolean tooMany) {}

  /// The values that may be among the `size` most frequent: all of them, and for certain those that
  /// are; empty where too many occur equally often to say.
  Set<BytesRef> candidates(int size, TaskExecutor tasks, int threads) throws IOException {
    long values = parts.stream().mapToLong(ColumnCounts::distinct).sum();
    int shares = Math.clamp(values / SHARE_VALUES + 1, threads, SHARES_MAX);
    List<Callable<Share>> calls = new ArrayList<>();
    for (int i = 0; i < shares; i++) {
      int share = i;
      calls.add(() -> new Table(values / shares).top(share, shares, size));
    }
    List<Place> best = new ArrayList<>();
    boolean tooMany = false;
    for (Share share : tasks.invokeAll(calls)) {
      best.addAll(share.places());
      tooMany |= share.tooMany();
    }
    best.sort(null);
    List<Place> first = best.reversed();
    long least = first.size() <= size ? 1 : first.get(size - 1).count();
    if (tooMany && first.stream().anyMatch(place -> place.count() == least)) {
      return Set.of();
    }
    Set<BytesRef> candidates = new HashSet<>();
    for (Place place : first) {
      if (place.count() >= least) {
        candidates.add(
            BytesRef.deepCopyOf(parts.get(place.part()).dictionary().lookupOrd(place.ord())));
      }
    }
    return candidates;
  }

  /// Counts by hash, with open addressing.
  private final class Table {
    private final int mask;
    private final long[] keys;
    private final long[] counts;
    private final long[] places;
    private final long bytes;
    private int used;

    Table(long valuesExpected) {
      // Hashes spread evenly, so that no share has many more than another.
      long slots = Long.highestOneBit(Math.max(64, 3 * valuesExpected)) << 1;
      mask = (int) slots - 1;
      bytes = 3L * Long.BYTES * slots;
      budget.reserve(bytes);
      keys = new long[(int) slots];
      counts = new long[(int) slots];
      places = new long[(int) slots];
    }

    Share top(int share, int shares, int size) throws IOException {
      int[] seen = {0};
      for (int i = 0; i < parts.size(); i++) {
        int part = i;
        long[] of = hashes.get(part);
        parts
            .get(part)
            .forEach(
                0,
                Integer.MAX_VALUE,
                (ord, count) -> {
                  if (++seen[0] % VALUES_BETWEEN_CHECKS == 0) {
                    budget.check();
                  }
                  long hash = of[ord];
                  if (Long.remainderUnsigned(hash >>> 32, shares) == share) {
                    add(hash, count, part, ord);
                  }
                });
      }
      Share found = mostFrequent(size);
      budget.release(bytes);
      return found;
    }

    private void add(long hash, int count, int part, int ord) {
      int slot = (int) hash & mask;
      while (counts[slot] != 0 && keys[slot] != hash) {
        slot = (slot + 1) & mask;
      }
      if (counts[slot] == 0) {
        if (++used > mask) {
          throw new IllegalStateException("hashes are not spread evenly");
        }
        keys[slot] = hash;
        places[slot] = ((long) part << Integer.SIZE) | ord;
      }
      counts[slot] += count;
    }

    private Share mostFrequent(int size) {
      PriorityQueue<Long> best = new PriorityQueue<>();
      long least = 0;
      for (long count : counts) {
        if (count > least) {
          best.add(count);
          if (best.size() > size) {
            best.remove();
            least = best.element();
          }
        }
      }
      List<Place> found = new ArrayList<>();
      int ties = 0;
      for (int slot = 0; slot <= mask; slot++) {
        long count = counts[slot];
        if (count > 0 && (count > least || (count == least && ++ties <= TIES_MAX))) {
          found.add(new Place(count, (int) (places[slot] >>> Integer.SIZE), (int) places[slot]));
        }
      }
      return new Share(found, ties > TIES_MAX);
    }
  }
}
