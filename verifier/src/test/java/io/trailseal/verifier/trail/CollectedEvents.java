package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what it is told, and holds the reader to the order it promises.
final class CollectedEvents implements EventSink {
  record Leaf(String path, LeafType type, String text) {}

  record Event(int ordinal, long offset, long endOffset, List<Leaf> leaves) {
    /// The first leaf with this path, or null.
    @Nullable String text(String path) {
      return leaves.stream()
          .filter(leaf -> leaf.path().equals(path))
          .map(Leaf::text)
          .findFirst()
          .orElse(null);
    }
  }

  final List<Event> events = new ArrayList<>();
  int abandoned;
  private @Nullable List<Leaf> open;
  private int ordinal;
  private long offset;
  private int ordinalLast = -1;

  @Override
  public void beginEvent(int ordinal, long offset) {
    assertThat(open).as("an event begins while another is open").isNull();
    assertThat(ordinal).isGreaterThan(ordinalLast);
    this.ordinal = ordinal;
    this.offset = offset;
    ordinalLast = ordinal;
    open = new ArrayList<>();
  }

  @Override
  public void leaf(String path, LeafType type, String text) {
    leavesOfOpenEvent().add(new Leaf(path, type, text));
  }

  @Override
  public void endEvent(long endOffset) {
    assertThat(endOffset).isGreaterThan(offset);
    events.add(new Event(ordinal, offset, endOffset, List.copyOf(leavesOfOpenEvent())));
    open = null;
  }

  @Override
  public void abandonEvent() {
    leavesOfOpenEvent();
    abandoned++;
    open = null;
  }

  /// Every event that began has ended or was abandoned.
  void checkWhole() {
    assertThat(open).as("an event was left open").isNull();
  }

  private List<Leaf> leavesOfOpenEvent() {
    List<Leaf> leaves = open;
    if (leaves == null) {
      throw new AssertionError("no event is open");
    }
    return leaves;
  }
}
