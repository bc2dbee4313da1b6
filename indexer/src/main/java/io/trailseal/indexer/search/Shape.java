package io.trailseal.indexer.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.lucene.util.BytesRef;

/// The paths of one event at which there is something, in four terms: those below userIdentity,
/// requestParameters, responseElements, and the rest. Millions of events have a few hundred such
/// shapes, so four postings for each event say what thirty would. One term for all paths would be
/// fewer still, but then the number of shapes is the product of what varies, not the sum.
///
/// A term is the paths as written, each with a NUL behind it. A shape of more than
/// [#TERM_BYTES_MAX] becomes several terms.
final class Shape {
  /// Far from Lucene's 32,766, so that a hostile record with thousands of names stays cheap.
  static final int TERM_BYTES_MAX = 8_000;

  static final byte SEPARATOR = 0;

  private static final String[] GROUPS = {
    "useridentity.", "requestparameters.", "responseelements."
  };

  private final FoldedBytes bytes;
  private final SliceStream terms;
  private Path[] paths = new Path[64];
  private int count;

  Shape(FoldedBytes bytes, SliceStream terms) {
    this.bytes = bytes;
    this.terms = terms;
  }

  /// A path as it stands in a shape.
  static final class Path {
    private final byte[] bytes;
    private final int group;

    Path(String path) {
      byte[] spelled = path.replace('\0', '\ufffd').getBytes(StandardCharsets.UTF_8);
      BytesRef cut = Terms.cut(spelled, 0, spelled.length, Terms.PATH_BYTES_MAX);
      bytes = new byte[cut.length + 1];
      System.arraycopy(cut.bytes, cut.offset, bytes, 0, cut.length);
      bytes[cut.length] = SEPARATOR;
      String lower = path.toLowerCase(Locale.ROOT);
      int found = 0;
      while (found < GROUPS.length && !lower.startsWith(GROUPS[found])) {
        found++;
      }
      group = found;
    }
  }

  void begin() {
    bytes.clear();
    terms.clear();
    count = 0;
  }

  void add(Path path) {
    if (count == paths.length) {
      paths = Arrays.copyOf(paths, 2 * count);
    }
    paths[count++] = path;
  }

  void end() {
    for (int group = 0; group <= GROUPS.length; group++) {
      int start = bytes.length();
      for (int i = 0; i < count; i++) {
        Path path = paths[i];
        if (path.group != group) {
          continue;
        }
        if (bytes.length() > start && bytes.length() - start + path.bytes.length > TERM_BYTES_MAX) {
          terms.add(start, bytes.length(), 1);
          start = bytes.length();
        }
        bytes.append(path.bytes, 0, path.bytes.length);
      }
      if (bytes.length() > start) {
        terms.add(start, bytes.length(), 1);
      }
    }
  }
}
