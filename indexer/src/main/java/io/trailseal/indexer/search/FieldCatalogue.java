package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Addresses;
import io.trailseal.indexer.search.FieldInfo.FieldValue;
import io.trailseal.indexer.search.FieldInfo.Suggestions;
import io.trailseal.indexer.search.VisibleEvents.PathCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/// Which fields there are, and what stands in them: read from the dictionaries, without going
/// through events. For one question.
final class FieldCatalogue {
  /// Values of a field looked at in each segment; of one with more there is no knowing which are
  /// frequent without counting.
  private static final int VALUES_MAX = 200;

  /// Values looked at for suggestions, over all segments.
  private static final int SUGGESTED_MAX = 10_000;

  private static final int SUGGESTED_IN_SEGMENT_MIN = 200;
  private static final int TOP_VALUES = 5;

  /// Where samples of values are taken, besides the beginning: addresses come before names.
  private static final List<String> SAMPLED_FROM = List.of("a", "g", "m", "s", "y");

  private static final int SAMPLES = 10;

  /// Values looked at to find those that somebody sees who does not see all events.
  private static final int LOOKED_THROUGH_MAX = 50_000;

  private final Snapshot snapshot;
  private final List<LeafReaderContext> leaves;
  private final Budget budget;

  FieldCatalogue(Snapshot snapshot, Budget budget) {
    this.snapshot = snapshot;
    this.leaves =
        snapshot.parts().stream().flatMap(part -> part.reader().leaves().stream()).toList();
    this.budget = budget;
  }

  private static final class Path {
    final String folded;
    final String spelled;
    long events;

    Path(String folded, String spelled) {
      this.folded = folded;
      this.spelled = spelled;
    }
  }

  /// The fields whose path, or a part of it, begins like this, case aside: those whose path does
  /// first, then the most frequent.
  List<FieldInfo> fields(String prefix, int countMax) throws IOException {
    String begin = FoldedBytes.fold(prefix);
    Map<String, Path> found = new HashMap<>();
    for (LeafReaderContext leaf : leaves) {
      budget.check();
      for (Map.Entry<String, PathCount> one : snapshot.paths(leaf).entrySet()) {
        String folded = one.getKey();
        if (folded.startsWith(begin) || folded.contains("." + begin)) {
          found.computeIfAbsent(folded, _ -> new Path(folded, one.getValue().spelled())).events +=
              one.getValue().events();
        }
      }
    }
    List<Path> ordered =
        found.values().stream()
            .sorted(
                Comparator.comparing((Path path) -> !path.folded.startsWith(begin))
                    .thenComparing(Comparator.comparingLong((Path path) -> -path.events))
                    .thenComparing(path -> path.folded))
            .limit(countMax)
            .toList();
    List<FieldInfo> infos = new ArrayList<>();
    try {
      for (Path path : ordered) {
        infos.add(info(path));
      }
    } catch (Budget.SpentException _) {
      // Whoever is typing is helped by those there are.
      return infos;
    }
    return infos;
  }

  private FieldInfo info(Path path) throws IOException {
    Optional<FirstClass> column = FirstClass.at(path.spelled);
    boolean isTime = path.folded.equals(Fields.EVENT_TIME);
    if (differsEverywhere(path.folded)) {
      return new FieldInfo(
          path.spelled,
          isTime ? FieldInfo.Type.TIME : FieldInfo.Type.TEXT,
          path.events,
          isTime,
          List.of());
    }
    Values values = new Values(path.spelled, "");
    boolean all = values.look(VALUES_MAX);
    Set<FieldInfo.Type> types = EnumSet.noneOf(FieldInfo.Type.class);
    values.counts.keySet().forEach(value -> types.add(type(value)));
    for (LeafReaderContext leaf : all ? List.<LeafReaderContext>of() : leaves) {
      sample(leaf, path.spelled, types);
    }
    FieldInfo.Type type =
        types.size() == 1
            ? types.iterator().next()
            : types.isEmpty() ? FieldInfo.Type.TEXT : FieldInfo.Type.MIXED;
    return new FieldInfo(
        path.spelled,
        type,
        path.events,
        column.isPresent(),
        all ? values.top(TOP_VALUES) : List.of());
  }

  /// Whether values of that field stand in the dictionaries only where they are unusual.
  private static boolean differsEverywhere(String folded) {
    return folded.equals(Fields.EVENT_TIME)
        || folded.equals(Fields.EVENT_ID)
        || folded.equals(Fields.REQUEST_ID);
  }

  private void sample(LeafReaderContext leaf, String path, Set<FieldInfo.Type> types)
      throws IOException {
    TermsEnum terms = Snapshot.terms(leaf, Fields.LEAF);
    if (terms == null) {
      return;
    }
    BytesRef prefix = new BytesRef(Terms.prefix(path, Fields.AS_TEXT));
    for (String from : SAMPLED_FROM) {
      BytesRef start = Terms.concat(BytesRef.deepCopyOf(prefix).bytes, new BytesRef(from));
      BytesRef term = terms.seekCeil(start) == TermsEnum.SeekStatus.END ? null : terms.term();
      for (int i = 0; i < SAMPLES && term != null && StringHelper.startsWith(term, prefix); i++) {
        if (snapshot.count(terms, leaf) > 0) {
          types.add(
              type(
                  new BytesRef(
                      term.bytes, term.offset + prefix.length, term.length - prefix.length)));
        }
        term = terms.next();
      }
    }
  }

  /// Of a value that stands as text; null and empty containers say nothing and count as text.
  private static FieldInfo.Type type(BytesRef value) {
    String text = value.utf8ToString();
    if (text.equals("true") || text.equals("false")) {
      return FieldInfo.Type.BOOLEAN;
    }
    if (Terms.NumberText.of(text).isPresent()) {
      return FieldInfo.Type.NUMBER;
    }
    if (Addresses.parse(text).isPresent()) {
      return FieldInfo.Type.ADDRESS;
    }
    // Values are in lower case, and a time has a T and a Z.
    long time = TimeText.millis(text.toUpperCase(Locale.ROOT));
    return Partition.sensible(time) == Fields.NO_TIME ? FieldInfo.Type.TEXT : FieldInfo.Type.TIME;
  }

  /// Values at the path that begin like this, case aside.
  Suggestions values(String path, String prefix, int countMax) throws IOException {
    Values values = new Values(path, prefix);
    int each = Math.max(SUGGESTED_IN_SEGMENT_MIN, SUGGESTED_MAX / Math.max(1, leaves.size()));
    boolean all = values.look(each);
    return new Suggestions(values.top(countMax), all && !differsEverywhere(FoldedBytes.fold(path)));
  }

  /// The values of one field, as far as they were looked at.
  private final class Values {
    private final String path;
    private final BytesRef beginning;
    private final LeafValues terms;
    private final Map<BytesRef, Long> counts = new HashMap<>();

    Values(String path, String beginning) {
      this.path = path;
      this.beginning = new BytesRef(FoldedBytes.fold(beginning));
      this.terms = new LeafValues(path, budget);
    }

    /// @return whether there were no more
    boolean look(int inEachMax) throws IOException {
      try {
        return lookThrough(inEachMax);
      } catch (Budget.SpentException _) {
        return false; // As where there are too many.
      }
    }

    private boolean lookThrough(int inEachMax) throws IOException {
      boolean all = true;
      for (LeafReaderContext leaf : leaves) {
        int[] left = {inEachMax};
        int[] hidden = {LOOKED_THROUGH_MAX / leaves.size()};
        terms.forEachTerm(
            leaf,
            beginning,
            (value, at) -> {
              int events = snapshot.count(at, leaf);
              if (events == 0) {
                return hidden[0]-- > 0;
              }
              if (left[0]-- == 0) {
                return false;
              }
              if (!LeafValues.isNone(value)) {
                counts.merge(BytesRef.deepCopyOf(value), (long) events, Long::sum);
              }
              return true;
            });
        all &= left[0] >= 0 && hidden[0] >= 0;
      }
      return all;
    }

    List<FieldValue> top(int size) throws IOException {
      List<TopValues.Counted> counted = new ArrayList<>();
      counts.forEach((value, count) -> counted.add(new TopValues.Counted(value, count)));
      List<FieldValue> top = new ArrayList<>();
      for (TopValues.Counted one : TopValues.first(counted, size)) {
        top.add(new FieldValue(asWritten(one.value()), one.count()));
      }
      return top;
    }

    /// As the first event that has it in its column writes it.
    private String asWritten(BytesRef folded) throws IOException {
      String text = folded.utf8ToString();
      Optional<FirstClass> field = FirstClass.at(path);
      if (field.isEmpty()) {
        return text;
      }
      for (LeafReaderContext leaf : leaves) {
        int doc = first(leaf, folded);
        if (doc != DocIdSetIterator.NO_MORE_DOCS) {
          String written = inColumn(leaf, field.get(), doc, text);
          return written == null ? text : written;
        }
      }
      return text;
    }

    private int first(LeafReaderContext leaf, BytesRef folded) throws IOException {
      TermsEnum all = Snapshot.terms(leaf, Fields.LEAF);
      if (all == null || !all.seekExact(Terms.concat(Terms.prefix(path, Fields.AS_TEXT), folded))) {
        return DocIdSetIterator.NO_MORE_DOCS;
      }
      PostingsEnum postings = all.postings(null, PostingsEnum.NONE);
      Docs visible = snapshot.visible(leaf);
      int doc = postings.nextDoc();
      while (doc != DocIdSetIterator.NO_MORE_DOCS && !visible.contains(doc)) {
        doc = postings.nextDoc();
      }
      return doc;
    }
  }

  private static @Nullable String inColumn(
      LeafReaderContext leaf, FirstClass field, int doc, String folded) throws IOException {
    SortedSetDocValues column = DocValues.getSortedSet(leaf.reader(), field.column());
    if (column.advanceExact(doc)) {
      for (int i = column.docValueCount(); i > 0; i--) {
        String written = column.lookupOrd(column.nextOrd()).utf8ToString();
        if (FoldedBytes.fold(written).equals(folded)) {
          return written;
        }
      }
    }
    return null;
  }
}
