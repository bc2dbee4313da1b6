package io.trailseal.indexer.intake;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What keeps something from working at present. The log is told when it begins and when it is
/// over, not at every try.
///
/// Threads: any.
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

  /// What fails every other time begins and ends all the time.
  private static final long TOLD_AGAIN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String subject;
  private volatile @Nullable String now;
  private boolean told;
  private long toldNanos = System.nanoTime() - TOLD_AGAIN_AFTER_NANOS;

  /// @param subject what it is about, printable
  Trouble(String subject) {
    this.subject = subject;
  }

  /// @param detail what is wrong and what to do, printable
  synchronized void is(String detail) {
    boolean isNew = now == null;
    now = detail;
    if (isNew && System.nanoTime() - toldNanos >= TOLD_AGAIN_AFTER_NANOS) {
      toldNanos = System.nanoTime();
      told = true;
      LOG.warn("{}: {}", subject, detail);
    }
  }

  void over() {
    // Asked first without the lock: this is told after every message and every object.
    if (now != null) {
      end();
    }
  }

  private synchronized void end() {
    if (now != null && told) {
      LOG.info("{}: works again", subject);
    }
    told = false;
    now = null;
  }

  Optional<String> now() {
    return Optional.ofNullable(now);
  }
}
