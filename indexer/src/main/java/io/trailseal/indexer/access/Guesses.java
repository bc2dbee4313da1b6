package io.trailseal.indexer.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How long one has to wait after so many sign-ins that failed, and, for names that nobody has, how
/// many did. A name that nobody has must answer as one that somebody has.
///
/// Threads: any.
public final class Guesses {
  /// A person who mistypes gets along without waiting.
  static final int FREE = 5;

  /// The wait doubles with each failure, up to this: whoever is locked out by somebody else's
  /// guesses is so for minutes, and whoever guesses has a hundred tries a day.
  static final Duration WAIT_MAX = Duration.ofMinutes(15);

  /// Without another failure for so long, the ones before are forgotten.
  static final Duration MEMORY = Duration.ofHours(1);

  private static final int NAMES_MAX = 10_000;
  private static final int DOUBLINGS_MAX = 20;

  /// The name least recently guessed at first; it is forgotten when there are too many.
  private final Map<String, Failed> byName = new LinkedHashMap<>(16, 0.75f, true);

  private record Failed(int count, Instant waitUntil) {
    boolean isForgotten(Instant now) {
      return now.isAfter(waitUntil.plus(MEMORY));
    }
  }

  /// The end of the wait after this many failures, the last one now.
  static Optional<Instant> waitUntil(int failures, Instant now) {
    if (failures < FREE) {
      return Optional.empty();
    }
    Duration wait = Duration.ofSeconds(1L << Math.min(failures - FREE, DOUBLINGS_MAX));
    return Optional.of(now.plus(wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait));
  }

  /// Until when this name has to wait; empty where it need not.
  public synchronized Optional<Instant> waitUntil(String name, Instant now) {
    return Optional.ofNullable(byName.get(name))
        .map(Failed::waitUntil)
        .filter(until -> until.isAfter(now));
  }

  /// One more failed.
  public synchronized void failed(String name, Instant now) {
    Failed before = byName.get(name);
    int count = before == null || before.isForgotten(now) ? 1 : before.count() + 1;
    byName.put(name, new Failed(count, waitUntil(count, now).orElse(now)));
    if (byName.size() > NAMES_MAX) {
      byName.remove(byName.keySet().iterator().next());
    }
  }

  /// One did not fail: all is forgotten.
  public synchronized void succeeded(String name) {
    byName.remove(name);
  }
}
