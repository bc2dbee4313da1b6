package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Which paths the events of one segment have, read out of the dictionary of their [Shape]s and
/// kept as long as the segment is open. Immutable.
final class Shapes {
  /// Paths kept of a segment. A segment with more of them was written by somebody who wants to be
  /// expensive: its further paths are found by reading the dictionary.
  private static final int PATHS_KEPT_MAX = 20_000;

  /// References to shapes kept of a segment: some 400 kB.
  private static final int REFERENCES_KEPT_MAX = 100_000;

  /// Bytes of shapes, and of paths, kept of a segment: both can be long where somebody wants it.
  private static final long BYTES_KEPT_MAX = 4L << 20;

  private static final Map<IndexReader.CacheKey, Shapes> KEPT = new ConcurrentHashMap<>();

  private final Map<String, Path> paths = new HashMap<>();
  private long pathBytes;
  private boolean whole = true;

  private Shapes() {}

  /// One path.
  static final class Path {
    private final String spelled;
    private final List<BytesRef> shapes = new ArrayList<>();
    private long events;

    private Path(String spelled) {
      this.spelled = spelled;
    }

    /// As the first event that has it writes it.
    String spelled() {
      return spelled;
    }

    /// How many events of the segment have it.
    long events() {
      return events;
    }
  }

  static Shapes of(LeafReaderContext leaf) throws IOException {
    IndexReader.CacheHelper cache = leaf.reader().getCoreCacheHelper();
    Shapes known = cache == null ? null : KEPT.get(cache.getKey());
    if (known != null) {
      return known;
    }
    Shapes read = read(leaf);
    if (cache != null && KEPT.putIfAbsent(cache.getKey(), read) == null) {
      cache.addClosedListener(KEPT::remove);
    }
    return read;
  }

  private static Shapes read(LeafReaderContext leaf) throws IOException {
    Shapes shapes = new Shapes();
    int references = 0;
    long bytes = 0;
    TermsEnum terms = Snapshot.terms(leaf, Fields.SHAPE);
    while (terms != null && terms.next() != null) {
      BytesRef shape = BytesRef.deepCopyOf(terms.term());
      int events = terms.docFreq();
      bytes += shape.length;
      for (String spelled : split(shape)) {
        Path path = shapes.path(spelled);
        if (path != null) {
          path.events += events;
          if (++references <= REFERENCES_KEPT_MAX && bytes <= BYTES_KEPT_MAX) {
            path.shapes.add(shape);
          }
        }
      }
    }
    shapes.whole &= references <= REFERENCES_KEPT_MAX && bytes <= BYTES_KEPT_MAX;
    return shapes;
  }

  private @Nullable Path path(String spelled) {
    String folded = FoldedBytes.fold(spelled);
    Path known = paths.get(folded);
    if (known == null) {
      if (paths.size() >= PATHS_KEPT_MAX || pathBytes >= BYTES_KEPT_MAX) {
        whole = false;
        return null;
      }
      pathBytes += 2L * spelled.length();
      known = new Path(spelled);
      paths.put(folded, known);
    }
    return known;
  }

  /// The paths by their folded form; where there are very many, some of them.
  Map<String, Path> paths() {
    return Map.copyOf(paths);
  }

  /// The terms of all shapes that have this path, or also those that have one below it.
  List<BytesRef> with(String foldedPath, boolean belowToo, LeafReaderContext leaf)
      throws IOException {
    List<BytesRef> found = new ArrayList<>();
    String below = foldedPath + ".";
    if (whole) {
      paths.forEach(
          (folded, path) -> {
            if (folded.equals(foldedPath) || (belowToo && folded.startsWith(below))) {
              found.addAll(path.shapes);
            }
          });
      return found;
    }
    TermsEnum terms = Snapshot.terms(leaf, Fields.SHAPE);
    while (terms != null && terms.next() != null) {
      for (String spelled : split(terms.term())) {
        String folded = FoldedBytes.fold(spelled);
        if (folded.equals(foldedPath) || (belowToo && folded.startsWith(below))) {
          found.add(BytesRef.deepCopyOf(terms.term()));
          break;
        }
      }
    }
    return found;
  }

  private static List<String> split(BytesRef shape) {
    List<String> paths = new ArrayList<>();
    int start = shape.offset;
    int end = shape.offset + shape.length;
    for (int i = start; i < end; i++) {
      if (shape.bytes[i] == Shape.SEPARATOR) {
        paths.add(new BytesRef(shape.bytes, start, i - start).utf8ToString());
        start = i + 1;
      }
    }
    return paths;
  }
}
