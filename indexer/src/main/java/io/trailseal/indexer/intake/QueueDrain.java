package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.ImportStoppedException;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.ingest.Threads;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has what was read because of one queue's messages taken into the record, on a thread of its own,
/// and again where the record could not be written.
final class QueueDrain {
  private static final Logger LOG = LoggerFactory.getLogger(QueueDrain.class);

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final QueueSource source;
  private final Ingestor ingestor;
  private final Hand hand;
  private final Suspects suspects;
  private final Trouble storeTrouble;
  private final Thread thread;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicInteger failures = new AtomicInteger();

  QueueDrain(QueueSource source, Ingestor ingestor, Hand hand, Suspects suspects) {
    this.source = source;
    this.ingestor = ingestor;
    this.hand = hand;
    this.suspects = suspects;
    this.storeTrouble = new Trouble("taking in from " + source.description());
    this.thread = Thread.ofPlatform().daemon().name("intake-drain").unstarted(this::drainOn);
  }

  void start() {
    thread.start();
  }

  /// What is wrong with the store, if it cannot be written at present.
  Optional<String> trouble() {
    return storeTrouble.now();
  }

  /// Something became durable: whatever was wrong is over.
  void works() {
    failures.set(0);
    storeTrouble.over();
  }

  private void drainOn() {
    try {
      while (ending.getCount() > 0) {
        try {
          ingestor.drain(source, (_, _, _, _, _) -> {});
        } catch (IOException e) {
          storeFails(e);
        } catch (RuntimeException | Error e) {
          ingestFails(e);
        }
      }
    } catch (InterruptedException _) {
      // Nobody here interrupts this thread; whoever did wants it to end.
      LOG.warn("{} was interrupted and is not taken in any more", source.description());
    }
  }

  private void storeFails(IOException e) throws InterruptedException {
    source.takeBack();
    storeTrouble.is(
        "the store cannot be written: %s; make room on its disk or repair it, intake goes on by itself"
            .formatted(reason(e)));
    rest();
  }

  private static String reason(IOException e) {
    Throwable why = e instanceof ImportStoppedException && e.getCause() != null ? e.getCause() : e;
    return S3Name.excerpt(
        why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage(), 300);
  }

  /// A fault of ours, most likely with one object. The others must not wait for it for ever: what
  /// was under way is taken in one by one, and the message of what it fails with then is left to
  /// its queue, which sends it to its dead-letter queue in the end.
  private void ingestFails(Throwable e) throws InterruptedException {
    LOG.error("taking in from {} failed", source.description(), e);
    List<Held> back = source.takeBack();
    if (source.handOutSingly()) {
      for (Held culprit : back) {
        suspects.add(culprit.message().id());
        hand.drop(culprit);
      }
    }
    rest();
  }

  private void rest() throws InterruptedException {
    Duration rest = BACKOFF.after(failures.incrementAndGet());
    boolean _ = ending.await(rest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Returns once what was handed out is durable, or could not become so.
  void end() {
    ending.countDown();
    source.end();
    Threads.joinUninterruptibly(thread);
  }
}
