package io.trailseal.indexer.search;

import io.trailseal.verifier.trail.EventSink;

/// Notes where one record lies in its object.
final class RecordFinder implements EventSink {
  private final int wanted;
  private boolean here;
  private long offset;
  private long end = -1;

  RecordFinder(int wanted) {
    this.wanted = wanted;
  }

  boolean isFound() {
    return end >= 0;
  }

  /// Its first byte.
  long offset() {
    return offset;
  }

  /// One past its last.
  long end() {
    return end;
  }

  @Override
  public void beginEvent(int ordinal, long eventOffset) {
    here = ordinal == wanted;
    if (here) {
      offset = eventOffset;
    }
  }

  @Override
  public void leaf(String path, LeafType type, String text) {}

  @Override
  public void endEvent(long endOffset) {
    if (here) {
      end = endOffset;
    }
  }

  @Override
  public void abandonEvent() {
    here = false;
  }
}
