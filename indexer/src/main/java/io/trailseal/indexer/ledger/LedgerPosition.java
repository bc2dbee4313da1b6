package io.trailseal.indexer.ledger;

/// The place of one entry in the ledger, from 1 without holes. [#START] is before the first.
public record LedgerPosition(long value) implements Comparable<LedgerPosition> {
  public static final LedgerPosition START = new LedgerPosition(0);

  public LedgerPosition {
    if (value < 0) {
      throw new IllegalArgumentException("a ledger position is not negative, this is " + value);
    }
  }

  @Override
  public int compareTo(LedgerPosition other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
