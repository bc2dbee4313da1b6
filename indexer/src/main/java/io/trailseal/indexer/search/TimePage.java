package io.trailseal.indexer.search;

import io.trailseal.indexer.search.ColumnPatternQuery.PatternWeight;
import io.trailseal.indexer.search.Pages.Page;
import io.trailseal.indexer.search.Pages.Wanted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.DocIdStream;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.IntsRef;

/// A page in the order of time, gathered segment by segment in the order of the months. Segments
/// are sorted by time, so that the hits of each are the first or the last that match, and the rest
/// is only counted, where it is not known without.
final class TimePage {
  private static final Comparator<Pointer> BY_ID = Comparator.comparingLong(Pointer::id);
  private static final Comparator<Pointer> OLDEST_FIRST =
      Comparator.comparingLong(Pointer::time).thenComparing(BY_ID);
  static final Comparator<Pointer> NEWEST_FIRST =
      Comparator.comparingLong(Pointer::time).reversed().thenComparing(BY_ID);

  private final Wanted wanted;
  private final Budget budget;
  private final boolean oldestFirst;
  private final List<Pointer> hits = new ArrayList<>();
  private final List<Pointer> ofMonth = new ArrayList<>();

  /// Of this month; one more than the page has, to know whether there are more.
  private int hitsWanted;

  /// Where this month's hits start, if not at its beginning.
  private Optional<Cursor> after = Optional.empty();

  private long total;
  private boolean isExact = true;

  TimePage(Wanted wanted, Budget budget) {
    this.wanted = wanted;
    this.budget = budget;
    this.oldestFirst = wanted.order().isOldestFirst();
  }

  /// @param segments all that matches, in the order of the months
  static Page of(List<Segment> segments, Wanted wanted, Budget budget) throws IOException {
    TimePage page = new TimePage(wanted, budget);
    Partition month = null;
    for (Segment segment : segments) {
      if (!segment.part().partition().equals(month)) {
        if (month != null) {
          page.endMonth();
        }
        month = segment.part().partition();
        page.beginMonth(month);
      }
      page.add(segment.docs(), segment.leaf());
    }
    if (month != null) {
      page.endMonth();
    }
    return page.page();
  }

  void beginMonth(Partition month) {
    boolean past = wanted.after().map(cursor -> wanted.order().isPast(month, cursor)).orElse(false);
    hitsWanted = past ? 0 : wanted.limit() + 1 - hits.size();
    after = wanted.after().filter(cursor -> Partition.of(cursor.time()).equals(month));
  }

  void endMonth() {
    ofMonth.sort(oldestFirst ? OLDEST_FIRST : NEWEST_FIRST);
    hits.addAll(ofMonth.subList(0, Math.min(hitsWanted, ofMonth.size())));
    ofMonth.clear();
  }

  Page page() {
    Total counted = isExact ? new Total(total, true) : new Total(wanted.total().atLeast(), false);
    return Page.of(hits, wanted.limit(), counted);
  }

  /// What one segment has, gathered before it is known how much of it the page takes.
  sealed interface Gathered {
    record All(Docs docs) implements Gathered {}

    record First(IntsRef docs, long counted) implements Gathered {}
  }

  /// Goes through the whole of a segment of this month, which may be one of several at a time.
  Gathered gather(Weight weight, LeafReaderContext leaf, Partition month) throws IOException {
    if (oldestFirst) {
      return new Gathered.All(Docs.matching(weight, leaf, budget));
    }
    boolean here = wanted.after().map(at -> Partition.of(at.time()).equals(month)).orElse(false);
    int from = here ? start(leaf, wanted.after().orElseThrow()) : 0;
    int known = weight instanceof PatternWeight pattern ? pattern.countByTerms(leaf) : -1;
    Newest newest = new Newest(from, wanted.limit() + 1, known < 0, 0);
    if (known < 0) {
      Scan.over(weight, leaf, 0, leaf.reader().maxDoc(), newest, budget);
    } else if (known > 0 && wanted.limit() > 0) {
      Weight first = ((PatternWeight) weight).ofFirst();
      Scan.over(first, leaf, from, leaf.reader().maxDoc(), newest, budget);
    }
    return new Gathered.First(
        new IntsRef(newest.taken, 0, newest.takenCount), known < 0 ? newest.counted : known);
  }

  /// What was gathered in the segment.
  void add(Gathered gathered, LeafReaderContext leaf) throws IOException {
    switch (gathered) {
      case Gathered.All(var docs) -> {
        add(docs, leaf);
        docs.release(budget);
      }
      case Gathered.First(var docs, var counted) -> {
        count(counted);
        read(leaf, docs.ints, Math.min(docs.length, hitsWanted));
      }
    }
  }

  /// All that `weight` matches in the segment.
  void add(Weight weight, LeafReaderContext leaf) throws IOException {
    int known = weight.count(leaf);
    if (known == 0) {
      return;
    }
    if (oldestFirst && hitsWanted > 0) {
      Docs docs = Docs.matching(weight, leaf, budget);
      add(docs, leaf);
      return;
    }
    boolean counting = known < 0 && !isEnough();
    Newest newest =
        new Newest(
            hitsWanted > 0 ? start(leaf) : leaf.reader().maxDoc(), hitsWanted, counting, total);
    if (known >= 0) {
      count(known);
    }
    if (hitsWanted > 0 || counting) {
      Scan.over(weight, leaf, counting ? 0 : newest.start, leaf.reader().maxDoc(), newest, budget);
      read(leaf, newest.taken, newest.takenCount);
    }
    if (counting) {
      count(newest.counted);
      isExact &= !newest.ended;
    } else if (known < 0) {
      isExact = false;
    }
  }

  /// What was matched before.
  void add(Docs docs, LeafReaderContext leaf) throws IOException {
    count(docs.count());
    if (hitsWanted > 0 && docs.count() > 0) {
      int[] taken = oldestFirst ? oldest(docs, leaf) : docs.firstFrom(start(leaf), hitsWanted);
      read(leaf, taken, taken.length);
    }
  }

  private boolean isEnough() {
    return total > wanted.total().atLeast();
  }

  private void count(long more) {
    total += more;
  }

  private int start(LeafReaderContext leaf) throws IOException {
    return after.isEmpty() ? 0 : start(leaf, after.get());
  }

  private static int start(LeafReaderContext leaf, Cursor after) throws IOException {
    return TimeOrder.firstAfter(leaf, after.time(), after.id());
  }

  /// The oldest after the cursor.
  private int[] oldest(Docs docs, LeafReaderContext leaf) throws IOException {
    int[] taken = new int[Math.min(hitsWanted, docs.count())];
    int n = 0;
    int end = leaf.reader().maxDoc();
    if (after.isPresent()) {
      // Those of the cursor's own time stand after all newer ones.
      long time = after.get().time();
      int sameEnd = time == Fields.NO_TIME ? end : TimeOrder.firstAtOrBefore(leaf, time - 1);
      end = TimeOrder.firstAtOrBefore(leaf, time);
      for (int doc = docs.next(start(leaf)); doc < sameEnd && n < taken.length; ) {
        taken[n++] = doc;
        doc = docs.next(doc + 1);
      }
    }
    int before = n;
    for (int doc = docs.previous(end); doc >= 0 && n < taken.length; doc = docs.previous(doc)) {
      taken[n++] = doc;
    }
    if (n == taken.length && n > before) {
      // Of the newest among them there may be more, and the ones with small ids come first.
      int same = TimeOrder.firstAtOrBefore(leaf, TimeOrder.value(leaf, Fields.TIME, taken[n - 1]));
      int last = n;
      while (last > before && sameTime(leaf, taken[last - 1], taken[n - 1])) {
        last--;
      }
      int[] first = docs.firstFrom(same, n - last);
      System.arraycopy(first, 0, taken, last, n - last);
    }
    Arrays.sort(taken, 0, n);
    return ArrayUtil.copyOfSubArray(taken, 0, n);
  }

  private static boolean sameTime(LeafReaderContext leaf, int one, int other) throws IOException {
    return TimeOrder.value(leaf, Fields.TIME, one) == TimeOrder.value(leaf, Fields.TIME, other);
  }

  private void read(LeafReaderContext leaf, int[] docs, int count) throws IOException {
    if (count > 0) {
      Pointer.Reader reader = new Pointer.Reader(leaf);
      for (int i = 0; i < count; i++) {
        ofMonth.add(reader.read(docs[i]));
      }
    }
  }

  /// Takes the first documents and counts the rest, as far as either is wanted.
  private final class Newest implements LeafCollector {
    final int start;
    private final int hitsMax;
    private final boolean counting;
    private final long before;
    int[] taken = new int[16];
    int takenCount;
    long counted;
    boolean ended;

    Newest(int start, int hitsMax, boolean counting, long before) {
      this.start = start;
      this.hitsMax = hitsMax;
      this.counting = counting;
      this.before = before;
    }

    @Override
    public void setScorer(Scorable scorer) {
      // Matching is all that counts.
    }

    @Override
    public void collect(int doc) {
      counted++;
      if (takenCount < hitsMax && doc >= start) {
        taken = ArrayUtil.grow(taken, takenCount + 1);
        taken[takenCount++] = doc;
      }
      endIfEnough();
    }

    @Override
    public void collect(DocIdStream stream) throws IOException {
      if (takenCount < hitsMax) {
        stream.forEach(this::collect);
      } else {
        counted += stream.count();
        endIfEnough();
      }
    }

    private void endIfEnough() {
      boolean enoughCounted = !counting || before + counted > wanted.total().atLeast();
      if (takenCount >= hitsMax && enoughCounted) {
        ended = true;
        throw new CollectionTerminatedException();
      }
    }
  }
}
