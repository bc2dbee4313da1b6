package io.trailseal.indexer.access;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The one-time word with which the first user is made. It is kept nowhere but in this process, and
/// here only as a hash: who restarts the appliance gets another.
final class SetupLink {
  /// Long enough for a machine set up in the evening.
  static final Duration LIFE = Duration.ofHours(24);

  private volatile @Nullable Offer offer;

  private record Offer(String hash, Instant until) {}

  /// Makes a word; one made before is no longer good.
  String offer(Instant now) {
    String word = Secrets.random();
    offer = new Offer(Secrets.hash(word), now.plus(LIFE));
    return word;
  }

  boolean isGood(String word, Instant now) {
    Offer offered = offer;
    return offered != null
        && now.isBefore(offered.until())
        && Secrets.same(offered.hash(), Secrets.hash(word));
  }

  void used() {
    offer = null;
  }
}
