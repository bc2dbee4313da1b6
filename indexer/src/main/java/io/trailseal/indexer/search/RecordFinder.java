package io.trailseal.indexer.search;

import io.trailseal.verifier.trail.EventSink;
import java.util.ArrayList;
import java.util.List;

/// Notes where one record lies in its object, and which accounts it was delivered to.
final class RecordFinder implements EventSink {
  private final int wanted;
  private boolean here;
  private long offset;
  private long end = -1;

  /// One more than there may be is enough.
  private final List<String> recipients = new ArrayList<>(2);

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
      recipients.clear();
      offset = eventOffset;
    }
  }

  /// What it has as recipientAccountId: what [VisibleEvents] finds an event by. At most two.
  List<String> recipients() {
    return recipients;
  }

  @Override
  public void leaf(String path, LeafType type, String text) {
    boolean something =
        type == LeafType.BOOLEAN
            || ((type == LeafType.STRING || type == LeafType.NUMBER) && !text.isEmpty());
    if (here
        && something
        && recipients.size() < 2
        && Translator.isPath(path, Fields.RECIPIENT_ACCOUNT_ID)) {
      recipients.add(text);
    }
  }

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
