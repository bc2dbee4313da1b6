package io.trailseal.indexer.ingest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads a source's batches on a thread of its own, one ahead of whoever takes them.
final class BatchReader {
  private static final long STOP_SEEN_AFTER_MS = 50;

  /// Handed over rather than queued: a finished batch waits in the hands of the reading thread, so
  /// that no more than one is waiting.
  private final SynchronousQueue<Step> handover = new SynchronousQueue<>();

  private final Thread thread;
  private volatile boolean stopped;
  private @Nullable Step last;

  private sealed interface Step {
    record Read(List<Delivery> deliveries) implements Step {}

    record Ended() implements Step {}

    record Failed(Throwable why) implements Step {}
  }

  BatchReader(ObjectSource source) {
    thread = new Thread(() -> readAll(source), "ingest-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void readAll(ObjectSource source) {
    try {
      try {
        Optional<List<Delivery>> polled = source.poll();
        while (polled.isPresent() && !stopped) {
          if (!polled.get().isEmpty()) {
            handover.put(new Step.Read(polled.get()));
          }
          polled = source.poll();
        }
        handover.put(new Step.Ended());
      } catch (IOException | RuntimeException | Error e) {
        handover.put(new Step.Failed(e));
      }
    } catch (InterruptedException _) {
      // Only stop() interrupts this thread, and then nobody waits for what it read.
      stopped = true;
    }
  }

  /// The next batch, or null after the last or after [#stop()].
  @Nullable List<Delivery> take() throws InterruptedException {
    while (last == null && !stopped) {
      // With a limit, because after stop() nobody hands anything over.
      Step step = handover.poll(STOP_SEEN_AFTER_MS, TimeUnit.MILLISECONDS);
      if (step != null) {
        return deliveries(step);
      }
    }
    return null;
  }

  /// The next batch if it is there, null if it is not or there will be none.
  @Nullable List<Delivery> takeIfReady() {
    Step step = last == null ? handover.poll() : null;
    return step == null ? null : deliveries(step);
  }

  private @Nullable List<Delivery> deliveries(Step step) {
    if (step instanceof Step.Read(var deliveries)) {
      return deliveries;
    }
    last = step;
    return null;
  }

  /// Throws what the source threw, once everything it handed out before was taken.
  void throwIfFailed() throws IOException {
    if (last instanceof Step.Failed(var why)) {
      switch (why) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IOException(why);
      }
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /// Makes the reading thread end, and returns when it has let go of the source; what it has in
  /// hand is not handed over any more.
  void stop() {
    stopped = true;
    thread.interrupt();
    Threads.joinUninterruptibly(thread);
  }
}
