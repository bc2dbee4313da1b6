package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.MessageQueue.Message;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.ingest.Threads;
import io.trailseal.verifier.S3Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the messages of one queue of which everything is durable, on a thread of its own: nobody
/// waits for it. What cannot be deleted comes again, and is found to be here.
final class Deletions {
  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

  private static final int TRIES_MAX = 5;
  private static final int ID_SHOWN_MAX = 200;
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /// How long a batch that is not full waits for more: every call costs money and a round trip.
  private static final long FILL_MS = 20;

  private static final long END_SEEN_AFTER_MS = 50;

  private final MessageQueue queue;
  private final Hand hand;
  private final Trouble trouble;
  private final LongAdder deleted = new LongAdder();
  private final DelayQueue<Deletion> waiting = new DelayQueue<>();
  private final Thread thread;
  private volatile boolean ending;

  /// Whether the log has it that messages are given up, since all of a batch were deleted last.
  private boolean givingUpTold;

  private record Deletion(Held held, int tries, long dueNanos) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  Deletions(MessageQueue queue, Hand hand, Trouble trouble) {
    this.queue = queue;
    this.hand = hand;
    this.trouble = trouble;
    this.thread = Thread.ofVirtual().name("intake-deletions").unstarted(this::deleteOn);
  }

  void start() {
    thread.start();
  }

  void add(Held held) {
    waiting.add(new Deletion(held, 0, System.nanoTime()));
  }

  long deleted() {
    return deleted.sum();
  }

  private void deleteOn() {
    try {
      List<Deletion> batch = next();
      while (!batch.isEmpty() || !ending) {
        if (!batch.isEmpty()) {
          delete(batch);
        }
        batch = next();
      }
    } catch (InterruptedException _) {
      // Only end() interrupts, when the time for it is over.
    }
  }

  private List<Deletion> next() throws InterruptedException {
    List<Deletion> batch = new ArrayList<>(MessageQueue.BATCH_MAX);
    Deletion first = waiting.poll(END_SEEN_AFTER_MS, TimeUnit.MILLISECONDS);
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FILL_MS);
    @Nullable Deletion next = first;
    while (next != null) {
      batch.add(next);
      next =
          batch.size() == MessageQueue.BATCH_MAX
              ? null
              : waiting.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return batch;
  }

  private void delete(List<Deletion> batch) {
    Map<String, Deletion> byReceipt = new HashMap<>();
    List<Message> messages = new ArrayList<>();
    for (Deletion each : batch) {
      byReceipt.put(each.held().message().receipt(), each);
      messages.add(each.held().message());
    }
    try {
      List<Message> notDeleted = queue.delete(messages);
      for (Message left : notDeleted) {
        Deletion again = byReceipt.remove(left.receipt());
        if (again != null) {
          again(again);
        }
      }
      if (notDeleted.isEmpty()) {
        trouble.over();
        givingUpTold = false;
      } else {
        trouble.is(
            "%d of %d messages were not deleted, and the queue does not say why; they come again"
                .formatted(notDeleted.size(), messages.size()));
      }
      for (Deletion done : byReceipt.values()) {
        deleted.increment();
        hand.drop(done.held());
      }
    } catch (SourceException e) {
      trouble.is(e.detail());
      batch.forEach(this::again);
    } catch (RuntimeException | Error e) {
      LOG.error("deleting messages of {} failed", queue.description(), e);
      batch.forEach(this::again);
    }
  }

  private void again(Deletion failed) {
    int tries = failed.tries() + 1;
    if (tries == TRIES_MAX) {
      if (!givingUpTold) {
        givingUpTold = true;
        LOG.warn(
            "{}: message {} was not deleted in {} tries and is left to come again; it is not told of others while this goes on",
            queue.description(),
            S3Name.excerpt(failed.held().message().id(), ID_SHOWN_MAX),
            TRIES_MAX);
      }
      hand.drop(failed.held());
    } else {
      waiting.add(
          new Deletion(failed.held(), tries, System.nanoTime() + BACKOFF.after(tries).toNanos()));
    }
  }

  /// Deletes what is due yet, for at most so long, and no more afterwards.
  void end(Duration most) {
    ending = true;
    boolean ended = false;
    try {
      ended = thread.join(most);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      thread.interrupt();
      Threads.joinUninterruptibly(thread);
    }
  }
}
