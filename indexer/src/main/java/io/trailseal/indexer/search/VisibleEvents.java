package io.trailseal.indexer.search;

import io.trailseal.indexer.search.Terms.NumberText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The events of one segment that an audience sees, found once and kept as long as the segment is
/// open. For audiences that do not see all of them.
///
/// Threads: any.
final class VisibleEvents {
  /// Audiences of which something is kept of a segment, those asked for last: at most a bit for
  /// each document and audience, and what [#objects] and [#paths] take.
  private static final int AUDIENCES_KEPT_MAX = 16;

  /// As [Shapes] keeps.
  private static final int PATHS_MAX = 20_000;

  private static final Map<IndexReader.CacheKey, Map<Audience, VisibleEvents>> KEPT =
      new ConcurrentHashMap<>();

  private final Docs docs;

  // Found when first asked for.
  private volatile long @Nullable [] objects;
  private volatile @Nullable Map<String, PathCount> paths;

  private VisibleEvents(Docs docs) {
    this.docs = docs;
  }

  /// A path and how many events have it.
  record PathCount(String spelled, long events) {}

  static VisibleEvents of(LeafReaderContext leaf, Audience audience) throws IOException {
    IndexReader.CacheHelper cache = leaf.reader().getCoreCacheHelper();
    if (cache == null) {
      return find(leaf, audience);
    }
    Map<Audience, VisibleEvents> kept = KEPT.get(cache.getKey());
    if (kept == null) {
      Map<Audience, VisibleEvents> fresh = new Kept();
      kept = KEPT.putIfAbsent(cache.getKey(), fresh);
      if (kept == null) {
        kept = fresh;
        cache.addClosedListener(KEPT::remove);
      }
    }
    synchronized (kept) {
      VisibleEvents known = kept.get(audience);
      if (known != null) {
        return known;
      }
    }
    VisibleEvents found = find(leaf, audience);
    synchronized (kept) {
      VisibleEvents meanwhile = kept.putIfAbsent(audience, found);
      return meanwhile == null ? found : meanwhile;
    }
  }

  /// Those asked for last.
  private static final class Kept extends LinkedHashMap<Audience, VisibleEvents> {
    private static final long serialVersionUID = 1;

    Kept() {
      super(4, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Audience, VisibleEvents> eldest) {
      return size() > AUDIENCES_KEPT_MAX;
    }
  }

  private static VisibleEvents find(LeafReaderContext leaf, Audience audience) throws IOException {
    IndexSearcher searcher = new IndexSearcher(leaf.reader());
    searcher.setQueryCache(null);
    return new VisibleEvents(
        Docs.matching(
            searcher.createWeight(
                searcher.rewrite(query(audience)), ScoreMode.COMPLETE_NO_SCORES, 1),
            searcher.getLeafContexts().getFirst(),
            Budget.standard()));
  }

  /// Of events with several recipients the index says that the column lacks something.
  private static Query query(Audience audience) {
    List<BytesRef> terms = new ArrayList<>();
    for (String account : audience.accounts().orElse(Set.of())) {
      terms.add(
          Terms.isPlainInteger(account)
              ? Terms.leaf(Fields.RECIPIENT_ACCOUNT_ID, NumberText.of(account).orElseThrow())
              : Terms.leaf(Fields.RECIPIENT_ACCOUNT_ID, account));
    }
    BytesRef several =
        new BytesRef(Terms.prefix(Fields.RECIPIENT_ACCOUNT_ID, Fields.NOT_IN_COLUMN));
    return new BooleanQuery.Builder()
        .add(
            terms.size() == 1
                ? new TermQuery(new Term(Fields.LEAF, terms.getFirst()))
                : new TermInSetQuery(Fields.LEAF, terms),
            Occur.FILTER)
        .add(new TermQuery(new Term(Fields.LEAF, several)), Occur.MUST_NOT)
        .build();
  }

  Docs docs() {
    return docs;
  }

  /// Ledger positions of the objects they came in, ascending.
  LongStream objects(LeafReaderContext leaf) throws IOException {
    long[] known = objects;
    if (known == null) {
      NumericDocValues ids = leaf.reader().getNumericDocValues(Fields.ID);
      LongStream.Builder found = LongStream.builder();
      long last = -1;
      for (int doc = docs.next(0);
          ids != null && doc != DocIdSetIterator.NO_MORE_DOCS;
          doc = docs.next(doc + 1)) {
        long object = Fields.object(TimeOrder.value(ids, leaf, Fields.ID, doc));
        if (object != last) {
          found.add(object);
          last = object;
        }
      }
      known = found.build().sorted().distinct().toArray();
      objects = known;
    }
    return LongStream.of(known);
  }

  /// The paths at which they have something, by their folded form; where there are very many, some
  /// of them.
  Map<String, PathCount> paths(LeafReaderContext leaf) throws IOException {
    Map<String, PathCount> known = paths;
    if (known == null) {
      Map<String, PathCount> found = new HashMap<>();
      TermsEnum shapes = Snapshot.terms(leaf, Fields.SHAPE);
      while (shapes != null && shapes.next() != null) {
        int events = LeafValues.count(shapes, docs);
        for (String spelled : events == 0 ? List.<String>of() : Shapes.split(shapes.term())) {
          String folded = FoldedBytes.fold(spelled);
          PathCount before = found.get(folded);
          if (before != null) {
            found.put(folded, new PathCount(before.spelled(), before.events() + events));
          } else if (found.size() < PATHS_MAX) {
            found.put(folded, new PathCount(spelled, events));
          }
        }
      }
      known = Map.copyOf(found);
      paths = known;
    }
    return known;
  }
}
