package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.ObjectSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What has been read because of one queue's messages, on its way into the record.
///
/// It keeps what it handed out until that is durable. Where the record could not be written,
/// [#takeBack()] has the same handed out again, so that a message is not received anew (which its
/// queue counts against it) for a disk that was full for a while.
///
/// Threads: as every [ObjectSource]; everything that is not of that door is for any thread.
final class QueueSource implements ObjectSource {
  /// Short, so that an end is seen soon; while it waits nothing is lost but the wait.
  private static final long FIRST_WAIT_MS = 50;

  /// One thing that is ready to become durable.
  ///
  /// @param bytes of its payload
  /// @param done gives its memory back; run once it is durable or nobody wants it
  record Ready(Held held, Delivery delivery, long bytes, Runnable done) {}

  private final String description;
  private final Consumer<Held> durable;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Ready> ready = new ArrayDeque<>();
  private final Map<Long, Ready> out = new LinkedHashMap<>();
  private int backAtFront;

  /// How many more are to be handed out one by one.
  private int singly;

  private boolean ended;

  /// @param durable is told, on the writing thread, of each thing that is durable now
  QueueSource(String description, Consumer<Held> durable) {
    this.description = description;
    this.durable = durable;
  }

  /// As the ledger has it.
  @Override
  public String description() {
    return description;
  }

  @Override
  public Extent extent() {
    return Extent.UNKNOWN;
  }

  void offer(Ready one) {
    lock.lock();
    try {
      if (!ended) {
        ready.add(one);
        changed.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    one.done().run();
  }

  /// Waits a moment for the first, and then takes what is there: a batch is as large as what came
  /// in while the one before it was written.
  @Override
  @SuppressWarnings("WaitNotInLoop") // whoever got nothing asks again
  public Optional<List<Delivery>> poll() throws InterruptedException {
    List<Ready> unwanted = new ArrayList<>();
    lock.lockInterruptibly();
    try {
      if ((ready.isEmpty() || isOneOut()) && !ended) {
        changed.await(FIRST_WAIT_MS, TimeUnit.MILLISECONDS);
      }
      return ended ? Optional.empty() : Optional.of(batch(unwanted));
    } finally {
      lock.unlock();
      unwanted.forEach(each -> each.done().run());
    }
  }

  /// Whether one by one is handed out, and one is.
  private boolean isOneOut() {
    return singly > 0 && !out.isEmpty();
  }

  private List<Delivery> batch(List<Ready> unwanted) {
    List<Delivery> batch = new ArrayList<>();
    if (isOneOut()) {
      return batch;
    }
    long bytes = 0;
    int batchMax = singly > 0 ? 1 : BATCH_OBJECTS_MAX;
    while (!ready.isEmpty() && batch.size() < batchMax) {
      Ready next = ready.getFirst();
      if (!batch.isEmpty() && bytes + next.bytes() > BATCH_BYTES_MAX) {
        break;
      }
      ready.removeFirst();
      if (next.held().gone) {
        unwanted.add(next);
      } else {
        bytes += next.bytes();
        out.put(next.delivery().ticket(), next);
        batch.add(next.delivery());
      }
    }
    return batch;
  }

  @Override
  public void acknowledge(List<Delivery> acknowledged) {
    List<Ready> done = new ArrayList<>(acknowledged.size());
    lock.lock();
    try {
      for (Delivery delivery : acknowledged) {
        Ready one = out.remove(delivery.ticket());
        if (one != null) {
          done.add(one);
        }
      }
      if (singly > 0) {
        singly = Math.max(0, singly - done.size());
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    for (Ready one : done) {
      one.done().run();
      durable.accept(one.held());
    }
  }

  /// After a drain that failed: what it had not acknowledged is handed out again, and first.
  ///
  /// @return the messages it came of
  List<Held> takeBack() {
    lock.lock();
    try {
      List<Ready> back = new ArrayList<>(out.values());
      out.clear();
      for (Ready one : back.reversed()) {
        ready.addFirst(one);
      }
      backAtFront = back.size();
      return back.stream().map(Ready::held).distinct().toList();
    } finally {
      lock.unlock();
    }
  }

  /// Has what was just taken back handed out one by one, each only once the one before it is
  /// durable, to see which of them it was.
  ///
  /// @return whether that was so already, so that what was taken back is the one
  boolean handOutSingly() {
    lock.lock();
    try {
      boolean isFound = singly > 0;
      singly = isFound ? singly - 1 : backAtFront;
      return isFound;
    } finally {
      lock.unlock();
    }
  }

  /// There will be no more: whoever drains it ends after what was handed out.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Gives the memory back of everything that did not become durable.
  @Override
  public void close() {
    List<Ready> left = new ArrayList<>();
    end();
    lock.lock();
    try {
      left.addAll(ready);
      left.addAll(out.values());
      ready.clear();
      out.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(one -> one.done().run());
  }
}
