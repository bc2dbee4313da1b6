package io.trailseal.indexer.search;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/// Words of one event, each once: asking Lucene to find out that it has a word already costs
/// several times as much.
final class WordStream extends TokenStream {
  /// Unknown outside this process, so that nobody can write words that all share a slot.
  private static final int MULTIPLIER = ThreadLocalRandom.current().nextInt() | 1;

  private final FoldedBytes buffer;
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final BytesRef slice = new BytesRef();
  private int[] starts = new int[256];
  private int[] ends = new int[256];

  /// Places in `starts`, plus one, by hash of the word; 0 where there is none.
  private int[] slots = new int[1024];

  private int count;
  private int next;

  WordStream(FoldedBytes buffer) {
    this.buffer = buffer;
  }

  void clear() {
    if (slots.length > 4096) {
      slots = new int[1024];
    } else if (count > 0) {
      Arrays.fill(slots, 0);
    }
    count = 0;
  }

  /// Adds the words the buffer found from this one on.
  void addWords(int first) {
    for (int word = first; word < buffer.words(); word++) {
      add(buffer.wordStart(word), buffer.wordEnd(word));
    }
  }

  private void add(int start, int end) {
    byte[] bytes = buffer.array();
    int slot = hash(bytes, start, end) & (slots.length - 1);
    while (slots[slot] != 0) {
      int other = slots[slot] - 1;
      if (Arrays.equals(bytes, starts[other], ends[other], bytes, start, end)) {
        return;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    slots[slot] = ++count;
    if (2 * count > slots.length) {
      grow(bytes);
    }
  }

  private void grow(byte[] bytes) {
    slots = new int[2 * slots.length];
    for (int word = 0; word < count; word++) {
      int slot = hash(bytes, starts[word], ends[word]) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = word + 1;
    }
  }

  private static int hash(byte[] bytes, int start, int end) {
    int hash = 1;
    for (int i = start; i < end; i++) {
      hash = MULTIPLIER * hash + bytes[i];
    }
    return hash ^ (hash >>> 15);
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
    // Lucene sets it to 0 at the end of each stream.
    increment.setPositionIncrement(1);
    next++;
    return true;
  }

  @Override
  public void reset() {
    next = 0;
  }
}
