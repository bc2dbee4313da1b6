package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.ImportStoppedException;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.ingest.ObjectSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands what was read to `ingest`, on a thread of its own, and says of each when it is durable.
///
/// A store that cannot be written is tried again until it can: what it did not take is handed out
/// again, in its order.
///
/// Threads: any number put; the source's methods are for `ingest`.
final class Handover implements ObjectSource {
  private static final int WAITING_MAX = ObjectSource.BATCH_OBJECTS_MAX;
  private static final long POLL_MILLIS = 200;
  private static final Backoff STORE_BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /// A delivery of which somebody wants to know what becomes of it.
  ///
  /// @param bytes in memory
  /// @param durable is told once it is in vault and ledger
  /// @param letGo is told once nobody needs its bytes any more, durable or not
  record Handed(Delivery delivery, long bytes, Runnable durable, Runnable letGo) {}

  private final String description;
  private final Trouble storeTrouble;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private final Deque<Handed> waiting = new ArrayDeque<>();

  /// Handed out and not acknowledged, in their order.
  private final Map<Long, Handed> out = new LinkedHashMap<>();

  private long tickets;
  private boolean ended;
  private boolean stopped;
  private volatile @Nullable Throwable failure;
  private @Nullable FutureTask<Void> draining;

  /// @param description for the ledger: where the objects come from, printable
  Handover(String description) {
    this.description = description;
    this.storeTrouble = new Trouble(description + ", writing to the store");
  }

  long nextTicket() {
    lock.lock();
    try {
      return tickets++;
    } finally {
      lock.unlock();
    }
  }

  /// Begins to hand over to `ingestor`.
  void start(Ingestor ingestor) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                drain(ingestor);
              } catch (Throwable e) {
                // Nobody takes any more: whoever waits for room, or for memory, is told now.
                failure = e;
                stop();
                letGoOfAll();
                throw e;
              }
              return null;
            });
    draining = task;
    Thread.ofPlatform().daemon().name("intake-handover").start(task);
  }

  private void drain(Ingestor ingestor) throws IOException, InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        ingestor.drain(this, (_, _, _, _, _) -> storeTrouble.over());
        storeTrouble.over();
        return;
      } catch (ImportStoppedException e) {
        storeTrouble.is(String.valueOf(e.getMessage()));
        if (!again(STORE_BACKOFF.after(failures))) {
          throw e;
        }
      }
    }
  }

  /// Waits, and has what is not acknowledged handed out again.
  private boolean again(Duration after) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = after.toNanos();
      while (left > 0 && !stopped) {
        left = changed.awaitNanos(left);
      }
      List<Handed> unacknowledged = new ArrayList<>(out.values());
      out.clear();
      unacknowledged.reversed().forEach(waiting::addFirst);
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for room and puts.
  ///
  /// @return false once stopped, or once nobody takes any more: then it was let go
  boolean put(Handed handed) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.size() >= WAITING_MAX && !stopped) {
        changed.await();
      }
      if (!stopped) {
        waiting.add(handed);
        changed.signalAll();
        return true;
      }
    } catch (InterruptedException e) {
      handed.letGo().run();
      throw e;
    } finally {
      lock.unlock();
    }
    handed.letGo().run();
    return false;
  }

  /// There is no more: returns when all of it is durable.
  ///
  /// @throws IOException if it could not be taken in
  void finish() throws IOException, InterruptedException {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    FutureTask<Void> task = draining;
    if (task != null) {
      await(task);
    }
  }

  /// Throws what ended the handing over before its time.
  void throwIfFailed() throws IOException {
    Throwable why = failure;
    if (why != null) {
      throw thrown(why);
    }
  }

  private static void await(FutureTask<Void> task) throws IOException, InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private static IOException thrown(@Nullable Throwable why) {
    return switch (why) {
      case IOException cause -> cause;
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> new IOException(why);
    };
  }

  /// Nobody wants it any more. What `ingest` has in hand becomes durable, the rest is let go.
  void stop() {
    lock.lock();
    try {
      stopped = true;
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /// What the store's trouble is, if it takes nothing at present.
  Optional<String> trouble() {
    return storeTrouble.now();
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Extent extent() {
    return Extent.UNKNOWN;
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // whoever got nothing asks again
  public Optional<List<Delivery>> poll() throws InterruptedException {
    List<Delivery> batch = new ArrayList<>();
    lock.lockInterruptibly();
    try {
      if (waiting.isEmpty() && !ended) {
        boolean _ = changed.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (stopped || (waiting.isEmpty() && ended)) {
        return Optional.empty();
      }
      long bytes = 0;
      while (!waiting.isEmpty()
          && batch.size() < BATCH_OBJECTS_MAX
          && (batch.isEmpty() || bytes + waiting.element().bytes() <= BATCH_BYTES_MAX)) {
        Handed next = waiting.remove();
        bytes += next.bytes();
        out.put(next.delivery().ticket(), next);
        batch.add(next.delivery());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return Optional.of(batch);
  }

  @Override
  public void acknowledge(List<Delivery> durable) {
    List<Handed> done = new ArrayList<>(durable.size());
    lock.lock();
    try {
      for (Delivery delivery : durable) {
        Handed handed = out.remove(delivery.ticket());
        if (handed != null) {
          done.add(handed);
        }
      }
    } finally {
      lock.unlock();
    }
    for (Handed handed : done) {
      handed.letGo().run();
      handed.durable().run();
    }
  }

  /// Lets go of what was not taken in. To be called once nobody puts any more.
  @Override
  public void close() {
    stop();
    FutureTask<Void> task = draining;
    if (task != null) {
      awaitEnd(task);
    }
    letGoOfAll();
  }

  private void letGoOfAll() {
    List<Handed> left;
    lock.lock();
    try {
      left = new ArrayList<>(waiting);
      left.addAll(out.values());
      waiting.clear();
      out.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(handed -> handed.letGo().run());
  }

  private static void awaitEnd(FutureTask<Void> task) {
    boolean interrupted = false;
    while (!task.isDone()) {
      try {
        task.get();
      } catch (InterruptedException _) {
        interrupted = true;
      } catch (ExecutionException _) {
        // Whoever finished it was told.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
