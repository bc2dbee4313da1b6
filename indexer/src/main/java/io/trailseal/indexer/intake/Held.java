package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.MessageQueue.Message;
import java.util.Set;

/// One message in hand: received, and neither deleted nor given back.
///
/// Threads: any; what changes is guarded by the [Hand] it is in, but for what is volatile.
final class Held {
  private volatile Message message;
  private final boolean setAside;
  private final long weight;
  private final long receivedNanos;

  /// The buckets it names objects of.
  Set<BucketDesk> desks = Set.of();

  /// Of what it announces, how much is not durable yet.
  int open;

  /// When it was last hidden from others.
  volatile long hiddenNanos;

  /// No longer in hand: what is still under way for it is for nothing.
  volatile boolean gone;

  /// @param setAside whether it stays in its queue once all of it is durable
  /// @param open how much it announces
  /// @param weight see [Hand]
  Held(Message message, boolean setAside, int open, long weight, long receivedNanos) {
    this.message = withoutBody(message);
    this.setAside = setAside;
    this.open = open;
    this.weight = weight;
    this.receivedNanos = receivedNanos;
    this.hiddenNanos = receivedNanos;
  }

  /// What it says has been read, and there may be a thousand of a MiB each.
  private static Message withoutBody(Message message) {
    return new Message(message.id(), message.receipt(), "", message.receives(), message.sentAt());
  }

  /// It was received once more: only the newest receipt is sure to be heeded.
  void renew(Message again, long now) {
    message = withoutBody(again);
    hiddenNanos = now;
  }

  /// Without its body.
  Message message() {
    return message;
  }

  boolean setAside() {
    return setAside;
  }

  long weight() {
    return weight;
  }

  long receivedNanos() {
    return receivedNanos;
  }
}
