package io.trailseal.indexer.search;

import com.dynatrace.hash4j.distinctcount.HyperLogLog;
import java.util.HashSet;
import java.util.Set;
import org.apache.lucene.util.BytesRef;

/// How many different values: the values themselves while they are few, then an estimate. For one
/// thread.
final class Distinct {
  /// Values that are kept to count them exactly: some megabytes.
  static final int EXACT_MAX = 20_000;

  /// Of values longer than this few are kept.
  private static final long EXACT_BYTES_MAX = 8L << 20;

  /// 2^14 registers: 12 kB, and a standard error of 0.8 %.
  private static final int PRECISION = 14;

  private final Set<BytesRef> values = new HashSet<>();
  private final HyperLogLog sketch = HyperLogLog.create(PRECISION);
  private long bytes;
  private boolean isExact;

  /// @param fewExpected false where it is known that there are too many to keep
  Distinct(boolean fewExpected) {
    isExact = fewExpected;
  }

  void add(BytesRef value) {
    sketch.add(ValueHashes.hash(value));
    if (isExact && !values.contains(value)) {
      values.add(BytesRef.deepCopyOf(value));
      bytes += value.length;
      keepWithinLimit();
    }
  }

  /// A value of which only the hash is known; then the count is an estimate.
  void add(long hash) {
    isExact = false;
    sketch.add(hash);
  }

  private void keepWithinLimit() {
    if (values.size() > EXACT_MAX || bytes > EXACT_BYTES_MAX) {
      isExact = false;
    }
    if (!isExact) {
      values.clear();
    }
  }

  void addAll(Distinct other) {
    sketch.add(other.sketch);
    isExact &= other.isExact;
    if (isExact) {
      for (BytesRef value : other.values) {
        if (values.add(value)) {
          bytes += value.length;
        }
      }
    }
    keepWithinLimit();
  }

  boolean isExact() {
    return isExact;
  }

  long count() {
    return isExact ? values.size() : Math.round(sketch.getDistinctCountEstimate());
  }
}
