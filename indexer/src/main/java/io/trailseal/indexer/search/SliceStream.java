package io.trailseal.indexer.search;

import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/// Terms that are slices of one buffer. Handing Lucene one stream for each field, instead of a
/// field object for each term, saves it most of its bookkeeping.
final class SliceStream extends TokenStream {
  /// Between the words of two leaves, so that no phrase spans them.
  private static final int LEAF_GAP = 2;

  private final FoldedBytes buffer;
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final BytesRef slice = new BytesRef();
  private int[] starts = new int[256];
  private int[] ends = new int[256];
  private byte[] increments = new byte[256];
  private int count;
  private int next;

  SliceStream(FoldedBytes buffer) {
    this.buffer = buffer;
  }

  void clear() {
    count = 0;
  }

  void add(int start, int end, int positionIncrement) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      increments = Arrays.copyOf(increments, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    increments[count++] = (byte) positionIncrement;
  }

  /// A copy of the term added last.
  BytesRef last() {
    return BytesRef.deepCopyOf(
        new BytesRef(buffer.array(), starts[count - 1], ends[count - 1] - starts[count - 1]));
  }

  /// Adds the words the buffer found in the leaf that was appended last.
  void addWords(int first) {
    for (int word = first; word < buffer.words(); word++) {
      add(buffer.wordStart(word), buffer.wordEnd(word), word == first ? LEAF_GAP : 1);
    }
  }

  @Override
  public boolean incrementToken() {
    if (next == count) {
      return false;
    }
    slice.bytes = buffer.array();
    slice.offset = starts[next];
    slice.length = ends[next] - starts[next];
    term.setBytesRef(slice);
    increment.setPositionIncrement(increments[next]);
    next++;
    return true;
  }

  @Override
  public void reset() {
    next = 0;
  }
}
