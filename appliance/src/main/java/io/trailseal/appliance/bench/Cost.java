package io.trailseal.appliance.bench;

/// What something took.
///
/// @param wallNanos from beginning to end
/// @param cpuNanos of all threads of this process, the collector's and the compiler's among them
/// @param heapPeakBytes heap in use at most, garbage included
/// @param heapLiveBytes heap in use at most right after a collection; 0 where there was none
public record Cost(long wallNanos, long cpuNanos, long heapPeakBytes, long heapLiveBytes) {

  /// Microseconds of CPU for each of `count`.
  public double cpuMicros(long count) {
    return cpuNanos / 1e3 / Math.max(1, count);
  }

  /// How many of `count` a second.
  public double perSecond(long count) {
    return count / Math.max(1e-9, wallNanos / 1e9);
  }
}
