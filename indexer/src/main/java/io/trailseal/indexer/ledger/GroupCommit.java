package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets entries of many threads share transactions. Whoever comes first writes; who comes meanwhile
/// waits, and the first of them writes for all.
///
/// Threads: any. Waiting is not ended by an interrupt: the caller would not know whether its entry
/// was written.
final class GroupCommit {
  /// Each holds a thread. Who comes when so many wait would wait for seconds.
  static final int WAITING_MAX = 1_000;

  /// Entries a transaction.
  static final int BATCH_COUNT = 256;

  private final Batch batches;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private boolean writing;

  /// Writes entries durably, all or none.
  @FunctionalInterface
  interface Batch {
    /// @return their positions, in order
    List<LedgerPosition> append(List<Accessed> entries) throws IOException;
  }

  /// Fields are read and written under the lock.
  private static final class Waiting {
    private final Accessed entry;
    private final Condition turn;
    private @Nullable LedgerPosition position;
    private @Nullable Throwable failure;

    Waiting(Accessed entry, Condition turn) {
      this.entry = entry;
      this.turn = turn;
    }

    boolean isDone() {
      return position != null || failure != null;
    }
  }

  GroupCommit(Batch batches) {
    this.batches = batches;
  }

  LedgerPosition append(Accessed entry) throws IOException {
    lock.lock();
    try {
      if (queue.size() >= WAITING_MAX) {
        throw new IOException(
            "%,d entries wait to be written to the ledger, which is as many as may"
                .formatted(queue.size()));
      }
      Waiting mine = new Waiting(entry, lock.newCondition());
      queue.add(mine);
      while (writing && !mine.isDone()) {
        mine.turn.awaitUninterruptibly();
      }
      if (!mine.isDone()) {
        writing = true;
        try {
          while (!mine.isDone()) {
            write();
          }
        } finally {
          writing = false;
          if (!queue.isEmpty()) {
            queue.getFirst().turn.signal();
          }
        }
      }
      LedgerPosition position = mine.position;
      if (position == null) {
        throw failed(mine.failure);
      }
      return position;
    } finally {
      lock.unlock();
    }
  }

  /// Writes those that wait, as many as one transaction takes. Holds the lock before and after.
  private void write() {
    List<Waiting> batch = new ArrayList<>();
    while (!queue.isEmpty() && batch.size() < BATCH_COUNT) {
      batch.add(queue.removeFirst());
    }
    List<LedgerPosition> positions = List.of();
    Throwable failure = null;
    lock.unlock();
    try {
      positions = batches.append(batch.stream().map(each -> each.entry).toList());
    } catch (IOException | RuntimeException | Error e) {
      // An Error too: the others wait for an answer, and each is given this one.
      failure = e;
    } finally {
      lock.lock();
    }
    for (int i = 0; i < batch.size(); i++) {
      Waiting each = batch.get(i);
      if (failure == null) {
        each.position = positions.get(i);
      } else {
        each.failure = failure;
      }
      each.turn.signal();
    }
  }

  private static IOException failed(@Nullable Throwable failure) {
    return new IOException(
        "the access record could not be written: "
            + (failure == null ? "nobody knows why" : failure.getMessage()),
        failure);
  }

  /// How many wait now.
  int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }
}
