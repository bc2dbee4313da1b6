package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.MessageQueue.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The messages of one queue that are in hand, and how many more there is room for. This is what
/// bounds the memory that a backlog can take, however long it is.
///
/// A message weighs what its body does and [#WEIGHT_OF_OBJECT] for each object it names: a message
/// of a MiB can name tens of thousands.
///
/// Threads: any.
final class Hand {
  /// Beyond this no more is received. What is received at that moment comes on top: the receivers'
  /// ten messages each, of at most a MiB.
  static final long WEIGHT_MAX = 32L * 1024 * 1024;

  static final long WEIGHT_OF_OBJECT = 512;

  private final int countMax;
  private final int shareMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final Map<BucketDesk, Integer> perBucket = new HashMap<>();
  private int reserved;
  private long weight;

  /// @param countMax messages at a time
  /// @param buckets how many buckets share them: with several, neither one alone nor those together
  ///   that do not answer get more than three quarters
  Hand(int countMax, int buckets) {
    boolean shared = buckets > 1;
    // A quarter must have room for what one receiving may bring.
    this.countMax = Math.max(countMax, (shared ? 4 : 1) * MessageQueue.BATCH_MAX);
    this.shareMax = shared ? this.countMax * 3 / 4 : this.countMax;
  }

  /// Keeps room for as many messages as one receiving may bring.
  ///
  /// @return whether there was room; otherwise it waited a while for some
  @SuppressWarnings("WaitNotInLoop") // whoever got no room asks again
  boolean reserve(long waitMillis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!hasRoom()) {
        changed.await(waitMillis, TimeUnit.MILLISECONDS);
      }
      if (!hasRoom()) {
        return false;
      }
      reserved += MessageQueue.BATCH_MAX;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom() {
    return held.size() + reserved + MessageQueue.BATCH_MAX <= countMax
        && weight < WEIGHT_MAX
        && perBucket.entrySet().stream().noneMatch(this::isBusyAndFull);
  }

  /// A bucket that answers will have room soon. One that does not must not stop the others: its
  /// further messages are put off instead, see [#takes].
  private boolean isBusyAndFull(Map.Entry<BucketDesk, Integer> share) {
    return shareMax < countMax && share.getValue() >= shareMax && !share.getKey().isUnreachable();
  }

  /// How many messages wait for buckets that do not answer.
  private int waiting() {
    return perBucket.entrySet().stream()
        .filter(share -> share.getKey().isUnreachable())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /// What was reserved has been taken or is not needed.
  void release() {
    lock.lock();
    try {
      reserved -= MessageQueue.BATCH_MAX;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether the message is in hand already and came again, because its hiding ended too soon. It
  /// is renewed then, and nothing else is to be done for it.
  boolean renews(Message message, long now) {
    lock.lock();
    try {
      Held before = held.get(message.id());
      if (before != null) {
        before.renew(message, now);
      }
      return before != null;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a message in hand.
  ///
  /// @param desks the buckets it names objects of
  /// @return whether it was taken: not where one of the buckets does not answer, and those that do
  ///   not have their share of the hand already
  boolean takes(Held message, Set<BucketDesk> desks) {
    lock.lock();
    try {
      if (shareMax < countMax
          && desks.stream().anyMatch(BucketDesk::isUnreachable)
          && waiting() >= shareMax) {
        return false;
      }
      takesAnyhow(message, desks);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Takes a message in hand that may not be put off, beyond its buckets' share. Where there are
  /// many of them, nothing is received until their bucket answers.
  void takesAnyhow(Held message, Set<BucketDesk> desks) {
    lock.lock();
    try {
      message.desks = Set.copyOf(desks);
      desks.forEach(desk -> perBucket.merge(desk, 1, Integer::sum));
      Held before = held.put(message.message().id(), message);
      if (before != null) {
        letGo(before);
      }
      weight += message.weight();
    } finally {
      lock.unlock();
    }
  }

  /// One thing less.
  ///
  /// @return whether all of the message is durable now
  boolean closesOne(Held message) {
    lock.lock();
    try {
      message.open--;
      return message.open == 0 && !message.gone;
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of a message.
  ///
  /// @return false if that had been done already
  boolean drop(Held message) {
    lock.lock();
    try {
      message.gone = true;
      if (!held.remove(message.message().id(), message)) {
        return false;
      }
      letGo(message);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void letGo(Held message) {
    message.gone = true;
    weight -= message.weight();
    message.desks.forEach(
        desk -> perBucket.computeIfPresent(desk, (_, n) -> n == 1 ? null : n - 1));
    changed.signalAll();
  }

  List<Held> all() {
    lock.lock();
    try {
      return new ArrayList<>(held.values());
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return held.size();
    } finally {
      lock.unlock();
    }
  }

  /// When the oldest message in hand was sent.
  Optional<Instant> oldestSentAt() {
    return all().stream()
        .flatMap(message -> message.message().sentAt().stream())
        .min(Comparator.naturalOrder());
  }
}
