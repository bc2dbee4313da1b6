package io.trailseal.indexer.search;

/// A run of months.
///
/// @param low number of the first [Partition], inclusive
/// @param high number of the last, inclusive
record Scope(int low, int high) {
  static final Scope ALL = new Scope(Partition.UNDATED.number(), Integer.MAX_VALUE);

  static Scope of(Partition partition) {
    return new Scope(partition.number(), partition.number());
  }

  boolean covers(Partition partition) {
    return partition.number() >= low && partition.number() <= high;
  }

  boolean covers(Scope other) {
    return low <= other.low && high >= other.high;
  }

  boolean covers(int from, int to) {
    return low <= from && high >= to;
  }

  boolean touches(Scope other) {
    return low <= other.high && high >= other.low;
  }

  /// For a person.
  String text() {
    if (equals(ALL)) {
      return "all months";
    }
    if (low <= 0 && high > 0) {
      return "all months before " + new Partition(high + 1).name();
    }
    String first = new Partition(low).name();
    return low == high ? first : first + " to " + new Partition(high).name();
  }
}
