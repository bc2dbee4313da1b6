package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.MessageQueue.Message;
import io.trailseal.indexer.ingest.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the messages in hand hidden from everybody else, and gives those back that are in hand for
/// too long.
final class Hiding {
  private static final Logger LOG = LoggerFactory.getLogger(Hiding.class);

  /// SQS hides a message for 12 hours after it was received, and not a second longer.
  private static final Duration HELD_MAX = Duration.ofHours(11).plusMinutes(30);

  private static final int CALLS_AT_A_TIME = 4;

  private final MessageQueue queue;
  private final Hand hand;
  private final Duration hiddenFor;
  private final Trouble trouble;

  Hiding(MessageQueue queue, Hand hand, Duration hiddenFor, Trouble trouble) {
    this.queue = queue;
    this.hand = hand;
    this.hiddenFor = hiddenFor;
    this.trouble = trouble;
  }

  /// How often [#look()] should be called.
  Duration lookEvery() {
    Duration tenth = hiddenFor.dividedBy(10);
    return tenth.compareTo(Duration.ofSeconds(5)) > 0 ? Duration.ofSeconds(5) : tenth;
  }

  /// Hides what needs it again.
  void look() {
    long now = System.nanoTime();
    List<Held> again = new ArrayList<>();
    List<Held> tooLong = new ArrayList<>();
    for (Held held : hand.all()) {
      if (now - held.receivedNanos() >= HELD_MAX.toNanos()) {
        tooLong.add(held);
      } else if (now - held.hiddenNanos >= hiddenFor.toNanos() / 3) {
        again.add(held);
      }
    }
    for (List<Held> batch : batches(again)) {
      if (hide(batch.stream().map(Held::message).toList(), hiddenFor)) {
        batch.forEach(held -> held.hiddenNanos = now);
      }
    }
    if (!tooLong.isEmpty()) {
      LOG.warn(
          "{}: gives back {} messages that were in hand for {}; they come again",
          queue.description(),
          tooLong.size(),
          HELD_MAX);
      tooLong.forEach(hand::drop);
      batches(tooLong)
          .forEach(batch -> hide(batch.stream().map(Held::message).toList(), Duration.ZERO));
    }
  }

  /// Gives everything in hand back, for at most so long; what it does not get to comes again when
  /// its hiding ends.
  void giveAllBack(Duration most) {
    List<Held> all = hand.all();
    all.forEach(hand::drop);
    List<List<Held>> batches = new ArrayList<>(batches(all));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Math.min(CALLS_AT_A_TIME, batches.size()); i++) {
      threads.add(Thread.ofVirtual().name("intake-gives-back").start(() -> giveBack(batches)));
    }
    long endNanos = System.nanoTime() + most.toNanos();
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      thread.interrupt();
    }
  }

  private void giveBack(List<List<Held>> batches) {
    while (!Thread.currentThread().isInterrupted()) {
      List<Held> batch;
      synchronized (batches) {
        if (batches.isEmpty()) {
          return;
        }
        batch = batches.removeFirst();
      }
      if (!hide(batch.stream().map(Held::message).toList(), Duration.ZERO)) {
        return;
      }
    }
  }

  private static List<List<Held>> batches(List<Held> all) {
    List<List<Held>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MessageQueue.BATCH_MAX) {
      batches.add(all.subList(from, Math.min(all.size(), from + MessageQueue.BATCH_MAX)));
    }
    return batches;
  }

  /// @return whether it was done, as far as the queue says
  boolean hide(List<Message> messages, Duration time) {
    try {
      queue.hide(messages, time);
      trouble.over();
      return true;
    } catch (SourceException e) {
      trouble.is(e.detail());
      return false;
    } catch (RuntimeException | Error e) {
      LOG.error("hiding messages of {} failed", queue.description(), e);
      return false;
    }
  }
}
