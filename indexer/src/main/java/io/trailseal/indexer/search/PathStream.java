package io.trailseal.indexer.search;

import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.BytesRef;

/// Terms that were worked out before.
final class PathStream extends TokenStream {
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private BytesRef[] terms = new BytesRef[128];
  private int count;
  private int next;

  void clear() {
    count = 0;
  }

  void add(BytesRef ready) {
    if (count == terms.length) {
      terms = Arrays.copyOf(terms, 2 * count);
    }
    terms[count++] = ready;
  }

  @Override
  public boolean incrementToken() {
    if (next == count) {
      return false;
    }
    term.setBytesRef(terms[next++]);
    // Lucene sets it to 0 at the end of each stream.
    increment.setPositionIncrement(1);
    return true;
  }

  @Override
  public void reset() {
    next = 0;
  }
}
