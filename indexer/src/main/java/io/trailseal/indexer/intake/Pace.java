package io.trailseal.indexer.intake;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What listings have to know of the queues. Threads: any.
interface Pace {

  /// Whether messages of a queue are in hand: reading for those goes first.
  boolean isQueueBusy();

  /// When the oldest message in hand was sent: what was written since then may have been announced
  /// by one that nobody has received yet.
  Optional<Instant> oldestInHand();

  /// As the messages in hand have it.
  static Pace of(List<Hand> hands) {
    return new Pace() {
      @Override
      public boolean isQueueBusy() {
        return hands.stream().anyMatch(hand -> hand.count() > 0);
      }

      @Override
      public Optional<Instant> oldestInHand() {
        return hands.stream()
            .flatMap(hand -> hand.oldestSentAt().stream())
            .min(Comparator.naturalOrder());
      }
    };
  }
}
