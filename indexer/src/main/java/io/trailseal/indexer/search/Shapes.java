package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
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

  /// Times a word of a path is kept of a segment; usual are some thousand. Where there are more,
  /// words are looked for in every path.
  private static final int WORDS_KEPT_MAX = 50_000;

  private static final Map<IndexReader.CacheKey, Shapes> KEPT = new ConcurrentHashMap<>();

  private final Map<String, Path> paths = new HashMap<>();

  /// The paths each word stands in, by the word.
  private final Map<BytesRef, List<Path>> words = new HashMap<>();

  /// Folded paths of first-class fields that hold further ones in some event, which none of
  /// CloudTrail's does.
  private final Set<String> containers = new HashSet<>();

  private int wordsKept;
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
    Map<String, Path> bySpelling = new HashMap<>();
    int references = 0;
    long bytes = 0;
    TermsEnum terms = Snapshot.terms(leaf, Fields.SHAPE);
    while (terms != null && terms.next() != null) {
      BytesRef shape = BytesRef.deepCopyOf(terms.term());
      int events = terms.docFreq();
      bytes += shape.length;
      for (String spelled : split(shape)) {
        Path path = bySpelling.get(spelled);
        if (path == null) {
          path = shapes.learn(spelled);
          if (path != null) {
            bySpelling.put(spelled, path);
          }
        }
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

  /// Null where there are too many already.
  private @Nullable Path learn(String spelled) {
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
      for (int dot = folded.indexOf('.'); dot >= 0; dot = folded.indexOf('.', dot + 1)) {
        if (FirstClass.isAtFolded(folded.substring(0, dot))) {
          containers.add(folded.substring(0, dot));
        }
      }
      for (BytesRef word : Set.copyOf(Terms.words(spelled))) {
        if (++wordsKept <= WORDS_KEPT_MAX) {
          words.computeIfAbsent(BytesRef.deepCopyOf(word), _ -> new ArrayList<>()).add(known);
        }
      }
    }
    return known;
  }

  /// The paths by their folded form; where there are very many, some of them.
  Map<String, Path> paths() {
    return Map.copyOf(paths);
  }

  /// Whether there may be something below a first-class field.
  boolean isContainer(String foldedPath) {
    return !whole || containers.contains(foldedPath);
  }

  /// The terms of all shapes that have a path which is meant, each once.
  Collection<BytesRef> with(PathChoice choice, LeafReaderContext leaf) throws IOException {
    if (!whole) {
      return read(choice, leaf);
    }
    // Each shape is one object here, however many paths it stands at.
    Set<BytesRef> found = Collections.newSetFromMap(new IdentityHashMap<>());
    switch (choice) {
      case PathChoice.At(var folded, var belowToo) when !belowToo -> {
        Path path = paths.get(folded);
        if (path != null) {
          found.addAll(path.shapes);
        }
      }
      case PathChoice.At at ->
          paths.forEach(
              (folded, path) -> {
                if (at.includes(folded)) {
                  found.addAll(path.shapes);
                }
              });
      case PathChoice.Worded worded -> {
        WordSequence sequence = worded.words();
        boolean certain = wordsKept <= WORDS_KEPT_MAX && sequence.words().size() == 1;
        for (Path path : candidates(sequence)) {
          if (certain || sequence.isIn(new BytesRef(path.spelled))) {
            found.addAll(path.shapes);
          }
        }
      }
    }
    return found;
  }

  /// The paths in which the words may stand.
  private Collection<Path> candidates(WordSequence sequence) {
    if (wordsKept > WORDS_KEPT_MAX) {
      return paths.values();
    }
    List<Path> fewest = null;
    for (WordSequence.Word word : sequence.words()) {
      if (word.literal() != null) {
        List<Path> having = words.getOrDefault(word.literal(), List.of());
        if (fewest == null || having.size() < fewest.size()) {
          fewest = having;
        }
      }
    }
    if (fewest != null) {
      return fewest;
    }
    Set<Path> having = Collections.newSetFromMap(new IdentityHashMap<>());
    words(sequence.words().getFirst()).forEach(word -> having.addAll(words.get(word)));
    return having;
  }

  /// The different words of paths that are this one or like it; where there are very many, some of
  /// them.
  List<BytesRef> words(WordSequence.Word wanted) {
    return words.keySet().stream()
        .filter(word -> wanted.is(word.bytes, word.offset, word.offset + word.length))
        .toList();
  }

  /// The same from the dictionary itself.
  private static Collection<BytesRef> read(PathChoice choice, LeafReaderContext leaf)
      throws IOException {
    Predicate<String> meant =
        switch (choice) {
          case PathChoice.At at -> spelled -> at.includes(FoldedBytes.fold(spelled));
          case PathChoice.Worded worded -> {
            WordSequence sequence = worded.words();
            yield spelled -> sequence.isIn(new BytesRef(spelled));
          }
        };
    List<BytesRef> found = new ArrayList<>();
    TermsEnum terms = Snapshot.terms(leaf, Fields.SHAPE);
    while (terms != null && terms.next() != null) {
      if (split(terms.term()).stream().anyMatch(meant)) {
        found.add(BytesRef.deepCopyOf(terms.term()));
      }
    }
    return found;
  }

  /// The paths that a shape holds.
  static List<String> split(BytesRef shape) {
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
