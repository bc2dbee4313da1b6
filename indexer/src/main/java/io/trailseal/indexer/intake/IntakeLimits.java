package io.trailseal.indexer.intake;

import java.time.Duration;

/// How much intake may do at a time, and how often it looks.
///
/// @param receivers threads that wait for messages of one queue
/// @param messagesHeldMax messages of one queue in hand at a time
/// @param readsMax objects being read at a time, all buckets together
/// @param readBytesMax bytes of objects in memory at a time, all buckets together
/// @param hiddenFor for how long a message is hidden at first, and again while it is worked on
/// @param diskFreeBytesMin intake stops while the store's disk has less room
/// @param reconcileEvery how long after a reconciliation the next one begins; zero for never
/// @param reconcileDays how many days of delivery a reconciliation lists, today included
/// @param parkedEvery how long after it was parked, or tried, an object is tried again
/// @param keysEvery how often CloudTrail is asked for its public keys
public record IntakeLimits(
    int receivers,
    int messagesHeldMax,
    int readsMax,
    long readBytesMax,
    Duration hiddenFor,
    long diskFreeBytesMin,
    Duration reconcileEvery,
    int reconcileDays,
    Duration parkedEvery,
    Duration keysEvery) {
  public static final IntakeLimits STANDARD =
      new IntakeLimits(
          2,
          1_000,
          24,
          128L * 1024 * 1024,
          Duration.ofMinutes(2),
          2L * 1024 * 1024 * 1024,
          Duration.ofHours(6),
          3,
          Duration.ofHours(1),
          Duration.ofHours(6));
}
