package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.MessageQueue.Depth;
import io.trailseal.indexer.ingest.MessageQueue.Message;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.ingest.Threads;
import io.trailseal.indexer.intake.IntakeStatus.QueueStatus;
import io.trailseal.indexer.intake.QueueSource.Ready;
import io.trailseal.indexer.intake.Sorter.Sorted;
import io.trailseal.indexer.ledger.Ledger;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Consumes one queue: receives, has the announced objects read, has them taken into the record,
/// and deletes each message once everything it announced is durable.
///
/// What a crash leaves at any point is a message that nobody deleted: it comes again when its
/// hiding ends, and whatever of it is here is found to be here.
///
/// Threads: receivers; one that drains what was read into the record; one that deletes; one that
/// keeps messages hidden; one that asks how deep the queue is.
final class QueueConsumer implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueConsumer.class);

  /// Far less than SQS allows, for the sake of the end: a poll that is given up goes on at the
  /// server, and what it brings there nobody gets until its hiding ends. So polls are waited for.
  /// The price is a million requests more a month.
  private static final Duration WAIT = Duration.ofSeconds(2);

  /// For how long a poll is waited for: more than it should take.
  private static final Duration END_RECEIVING_MAX = Duration.ofSeconds(5);

  /// A queue that does not wait when there is nothing must not be asked all the time.
  private static final Duration EMPTY_PAUSE = Duration.ofMillis(250);

  private static final Backoff QUEUE_BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
  private static final Duration DEPTH_EVERY = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /// For how long a message is put off whose bucket does not answer while as many as may wait for
  /// it already. Each time it comes counts against it, so it comes ever more rarely.
  private static final Duration PUT_OFF_FIRST = Duration.ofMinutes(5);

  private static final Duration PUT_OFF_MOST = Duration.ofHours(6);

  /// How often where the queue does not say after how many times it gives a message up.
  private static final int PUT_OFF_TIMES_UNASKED = 3;

  private static final Duration END_DELETING_MAX = Duration.ofSeconds(5);
  private static final Duration GIVE_BACK_MAX = Duration.ofSeconds(5);

  private final MessageQueue queue;
  private final IntakeLimits limits;
  private final Readers readers;
  private final DiskGuard disk;
  private final Sorter sorter;
  private final Hand hand;
  private final QueueSource source;
  private final QueueDrain drain;
  private final Deletions deletions;
  private final Hiding hiding;
  private final Trouble receiveTrouble;
  private final Trouble deleteTrouble;
  private final Trouble hideTrouble;
  private final AtomicLong tickets = new AtomicLong();
  private final LongAdder received = new LongAdder();
  private final LongAdder setAside = new LongAdder();
  private final LongAdder outside = new LongAdder();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Thread> receivers = new ArrayList<>();
  private final List<Thread> others = new ArrayList<>();
  private volatile Optional<Depth> depth = Optional.empty();

  /// @param desks every bucket that the queue may announce objects of
  /// @param readers of those buckets; whoever closes them closes them before this
  QueueConsumer(
      MessageQueue queue,
      List<BucketDesk> desks,
      Ledger ledger,
      Ingestor ingestor,
      IntakeLimits limits,
      Readers readers,
      DiskGuard disk) {
    this.queue = queue;
    this.limits = limits;
    this.readers = readers;
    this.disk = disk;
    String name = "queue " + queue.description();
    this.receiveTrouble = new Trouble("receiving from " + name);
    this.deleteTrouble = new Trouble("deleting from " + name);
    this.hideTrouble = new Trouble("hiding in " + name);
    Suspects suspects = new Suspects();
    this.sorter = new Sorter(name, desks, ledger, suspects);
    this.hand = new Hand(limits.messagesHeldMax(), desks.size());
    this.source = new QueueSource(name, this::durable);
    this.drain = new QueueDrain(source, ingestor, hand, suspects);
    this.deletions = new Deletions(queue, hand, deleteTrouble);
    this.hiding = new Hiding(queue, hand, limits.hiddenFor(), hideTrouble);
  }

  void start() {
    drain.start();
    deletions.start();
    for (int i = 0; i < limits.receivers(); i++) {
      receivers.add(Thread.ofVirtual().name("intake-receiver-" + i).start(this::receiveOn));
    }
    others.add(Thread.ofVirtual().name("intake-hiding").start(this::hideOn));
    others.add(Thread.ofVirtual().name("intake-depth").start(this::askDepthOn));
  }

  /// What is wrong with the store, if it cannot be written at present.
  Optional<String> storeTrouble() {
    return drain.trouble();
  }

  Hand hand() {
    return hand;
  }

  QueueStatus status() {
    Optional<Depth> now = depth;
    return new QueueStatus(
        queue.description(),
        receiveTrouble.now().or(deleteTrouble::now).or(hideTrouble::now),
        now.map(each -> OptionalLong.of(each.waiting())).orElse(OptionalLong.empty()),
        now.map(each -> OptionalLong.of(each.inFlight())).orElse(OptionalLong.empty()),
        hand.count(),
        hand.oldestSentAt(),
        received.sum(),
        deletions.deleted(),
        setAside.sum(),
        outside.sum(),
        now.map(Depth::receivesMax).orElse(OptionalInt.empty()));
  }

  private boolean pause(Duration time) throws InterruptedException {
    return !closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  // ------------------------------------------------------------ receiving

  private void receiveOn() {
    int failures = 0;
    try {
      while (closing.getCount() > 0) {
        if (disk.isLow() || drain.trouble().isPresent()) {
          pause(PAUSE);
        } else if (hand.reserve(PAUSE.toMillis())) {
          try {
            receive();
            failures = 0;
          } catch (SourceException e) {
            receiveTrouble.is(e.detail());
            failures++;
          } catch (RuntimeException | Error e) {
            // A fault of ours; what was received comes again.
            LOG.error("receiving from {} failed", queue.description(), e);
            failures++;
          } finally {
            hand.release();
          }
          if (failures > 0) {
            pause(QUEUE_BACKOFF.after(failures));
          }
        }
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  private void receive() throws SourceException, InterruptedException {
    long askedNanos = System.nanoTime();
    List<Message> messages = queue.receive(WAIT, limits.hiddenFor());
    receiveTrouble.over();
    long now = System.nanoTime();
    if (messages.isEmpty() && now - askedNanos < EMPTY_PAUSE.toNanos()) {
      pause(EMPTY_PAUSE);
    }
    received.add(messages.size());
    List<Message> newHere =
        messages.stream().filter(message -> !hand.renews(message, now)).toList();
    for (Sorted sorted : sorter.sort(newHere)) {
      take(sorted, now);
    }
  }

  private void take(Sorted sorted, long receivedNanos) {
    Message message = sorted.message();
    outside.add(sorted.outside());
    int pieces = sorted.wanted().size();
    Held held =
        new Held(
            message,
            sorted.setAside(),
            pieces,
            message.body().length() + pieces * Hand.WEIGHT_OF_OBJECT,
            receivedNanos);
    if (!hand.takes(held, sorted.desks())) {
      if (mayBePutOff(message.receives(), depth)) {
        hiding.hide(List.of(held.message()), putOff(message.receives()));
        return;
      }
      hand.takesAnyhow(held, sorted.desks());
    }
    if (pieces == 0) {
      deletions.add(held);
    } else {
      sorted.wanted().forEach(wanted -> start(held, wanted));
    }
  }

  /// Not where it would come for the last time then: a bucket that does not answer for a while is
  /// no reason for the dead-letter queue.
  static boolean mayBePutOff(int receives, Optional<Depth> depth) {
    if (depth.isEmpty()) {
      return receives < PUT_OFF_TIMES_UNASKED;
    }
    OptionalInt receivesMax = depth.get().receivesMax();
    return receivesMax.isEmpty() || receives + 1 < receivesMax.getAsInt();
  }

  private static Duration putOff(int receives) {
    Duration time = PUT_OFF_FIRST;
    for (int i = 1; i < receives && time.compareTo(PUT_OFF_MOST) < 0; i++) {
      time = time.multipliedBy(3);
    }
    return time.compareTo(PUT_OFF_MOST) < 0 ? time : PUT_OFF_MOST;
  }

  private void start(Held held, Wanted wanted) {
    long ticket = tickets.getAndIncrement();
    switch (wanted) {
      case Wanted.ToRead toRead ->
          readers.submit(new Announcement(held, ticket, toRead, readers, source));
      case Wanted.ToEnter(var removed) ->
          source.offer(new Ready(held, new Delivery.Removed(ticket, removed), 0, () -> {}));
      case Wanted.ToKeep(var id, var body, var kind, var detail) ->
          source.offer(
              new Ready(
                  held,
                  new Delivery.Told(ticket, queue.description(), id, body, kind, detail),
                  body.length(),
                  () -> {}));
    }
  }

  // ------------------------------------------------------------ once it is durable

  private void durable(Held held) {
    drain.works();
    if (!hand.closesOne(held)) {
      return;
    }
    if (held.setAside()) {
      // Neither deleted nor hidden any longer: what becomes of it, the queue's redrive policy says.
      hand.drop(held);
      setAside.increment();
    } else {
      deletions.add(held);
    }
  }

  private void hideOn() {
    try {
      while (pause(hiding.lookEvery())) {
        hiding.look();
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  private void askDepthOn() {
    boolean isAdvised = false;
    try {
      do {
        try {
          Depth now = queue.depth();
          depth = Optional.of(now);
          if (!isAdvised && now.receivesMax().isEmpty()) {
            isAdvised = true;
            LOG.warn("queue {} has {}", queue.description(), QueueStatus.NO_REDRIVE);
          }
        } catch (SourceException e) {
          // Not to be allowed to ask is no trouble; what is one, receiving meets with, too.
          LOG.debug("the depth of {} is not known: {}", queue.description(), e.detail());
          depth = Optional.empty();
        } catch (RuntimeException | Error e) {
          LOG.error("asking for the depth of {} failed", queue.description(), e);
          depth = Optional.empty();
        }
      } while (pause(DEPTH_EVERY));
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  // ------------------------------------------------------------ the end

  /// Begins to receive no more.
  void stopReceiving() {
    closing.countDown();
  }

  /// Returns once nothing is received any more. What was received stays in hand.
  void awaitReceived() {
    long endNanos = System.nanoTime() + END_RECEIVING_MAX.toNanos();
    for (Thread receiver : receivers) {
      try {
        receiver.join(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    receivers.forEach(Thread::interrupt);
    receivers.forEach(Threads::joinUninterruptibly);
  }

  /// Stops, in this order: no more messages; what was handed out becomes durable; what is durable
  /// is deleted; everything else in hand is given back, so that others need not wait for it. The
  /// last two take a few seconds at most.
  @Override
  public void close() {
    stopReceiving();
    awaitReceived();
    drain.end();
    source.close();
    deletions.end(END_DELETING_MAX);
    others.forEach(Thread::interrupt);
    others.forEach(Threads::joinUninterruptibly);
    hiding.giveAllBack(GIVE_BACK_MAX);
  }
}
