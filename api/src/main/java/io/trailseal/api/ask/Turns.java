package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.access.Caller;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who is worked for, where more is asked than the machine does at a time.
///
/// As many questions are worked on as there are processors, less half, which are left to what comes
/// in and to the threads that take part in expensive questions. After a slice of time a question
/// makes room, in the middle of its work, for whoever waits, and goes on in its turn: so a question
/// of milliseconds waits for slices of expensive ones, not for their ends. Next is always the user
/// who lately had the least; a user's tokens and keys count as the user.
///
/// A question that makes no room when it should (it reads records, or holds something that another
/// waits for) is not waited for: somebody else is worked for at the same time, and the operating
/// system divides.
///
/// Threads: any.
@Singleton
final class Turns {
  /// Begun and not ended, at work or making room: each may hold a page of raw records, and those
  /// that count [#BEGUN_PER_CALLER_MAX] more where their search lets them.
  static final int BEGUN_MAX = 64;

  /// A page of a browser asks about as much at a time.
  static final int BEGUN_PER_CALLER_MAX = 2;

  /// Beyond, a script is told to wait rather than kept waiting.
  static final int WAITING_PER_CALLER_MAX = 256;

  /// A cheap question needs less than one.
  static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /// A question that should have made room for so long is not waited for.
  static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// Longer than this nobody makes room at a time: it may hold what those at work wait for.
  static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  /// After this long in the queue nobody is waiting any more.
  static final long QUEUE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  /// What somebody had counts half after this.
  private static final double HALF_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// How often who waits looks whether they are still waited for.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final int ACCOUNTS_KEPT_MAX = 1_000;

  private final int atOnceMax;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Account> accounts = new HashMap<>();
  private final Set<Turn> atWork = new HashSet<>();
  private int begun;

  Turns() {
    this((Runtime.getRuntime().availableProcessors() + 1) / 2, System::nanoTime);
  }

  /// @param nanoTime as [System#nanoTime()]
  Turns(int atOnceMax, LongSupplier nanoTime) {
    this.atOnceMax = atOnceMax;
    this.nanoTime = nanoTime;
  }

  /// What one user has and had.
  private final class Account {
    final Deque<Turn> fresh = new ArrayDeque<>();
    final Deque<Turn> paused = new ArrayDeque<>();
    int begun;
    double hadNanos;
    long atNanos = nanoTime.getAsLong();

    double had(long now) {
      hadNanos *= Math.pow(0.5, (now - atNanos) / HALF_NANOS);
      atNanos = now;
      return hadNanos;
    }

    @Nullable Turn next() {
      if (!fresh.isEmpty() && begun < BEGUN_PER_CALLER_MAX && Turns.this.begun < BEGUN_MAX) {
        return fresh.peek();
      }
      return paused.peek();
    }
  }

  /// Waits until a question of `caller` may begin.
  ///
  /// @param gone whether nobody waits for its answer any more
  /// @return its turn, to be closed when it ends
  /// @throws ProblemException if too many wait already, or it waited for too long
  Turn begin(Caller caller, BooleanSupplier gone) {
    lock.lock();
    try {
      Account account = account(caller);
      if (account.fresh.size() >= WAITING_PER_CALLER_MAX) {
        throw tooMany("%d others of %s wait".formatted(account.fresh.size(), caller.name()));
      }
      Turn turn = new Turn(account, gone);
      account.fresh.add(turn);
      if (!turn.await(QUEUE_NANOS_MAX)) {
        account.fresh.remove(turn);
        throw tooMany(
            "%d questions are being answered and this one waited %d seconds"
                .formatted(begun, TimeUnit.NANOSECONDS.toSeconds(QUEUE_NANOS_MAX)));
      }
      return turn;
    } finally {
      lock.unlock();
    }
  }

  /// A turn for what goes on for long with rests between, such as an export: it is at work between
  /// [Turn#resume()] and [Turn#rest()] only, and is none of those that are begun.
  Turn resting(Caller caller, BooleanSupplier gone) {
    lock.lock();
    try {
      return new Turn(account(caller), gone);
    } finally {
      lock.unlock();
    }
  }

  private static ProblemException tooMany(String detail) {
    return Problem.of(ErrorCode.TOO_MANY_QUESTIONS, detail).exception();
  }

  private Account account(Caller caller) {
    if (accounts.size() >= ACCOUNTS_KEPT_MAX) {
      accounts.values().removeIf(one -> one.begun == 0 && one.fresh.isEmpty());
    }
    String who = (caller.kind() == Caller.Kind.MACHINE ? "machine " : "user ") + caller.name();
    return accounts.computeIfAbsent(who, _ -> new Account());
  }

  /// Gives out what is free. Only with the lock.
  private void giveOut() {
    while (true) {
      long now = nanoTime.getAsLong();
      long waitedFor = atWork.stream().filter(turn -> !turn.isOverdue(now)).count();
      Account poorest = null;
      if (waitedFor < atOnceMax) {
        for (Account one : accounts.values()) {
          if (one.next() != null && (poorest == null || one.had(now) < poorest.had(now))) {
            poorest = one;
          }
        }
      }
      Turn next = poorest == null ? null : poorest.next();
      if (poorest == null || next == null) {
        return;
      }
      if (poorest.fresh.remove(next)) {
        next.isBegun = true;
        poorest.begun++;
        begun++;
      } else {
        poorest.paused.remove(next);
      }
      next.toWork(now);
    }
  }

  /// One question's turn. Asked whether its answer is still waited for, which a search does every
  /// millisecond or so from each of its threads, it makes room where it has to.
  final class Turn implements BooleanSupplier, AutoCloseable {
    private final Account account;
    private final BooleanSupplier gone;
    private final Condition granted = lock.newCondition();

    /// Held by the one thread of a question that makes room; the others wait for it.
    private final ReentrantLock pausing = new ReentrantLock();

    private boolean isBegun;
    private boolean isAtWork;
    private volatile long sinceNanos;

    private Turn(Account account, BooleanSupplier gone) {
      this.account = account;
      this.gone = gone;
    }

    private boolean isOverdue(long now) {
      return now - sinceNanos > SLICE_NANOS + OVERDUE_NANOS;
    }

    private void toWork(long now) {
      isAtWork = true;
      sinceNanos = now;
      atWork.add(this);
      granted.signal();
    }

    private void stop(long now) {
      if (isAtWork) {
        isAtWork = false;
        atWork.remove(this);
        charge(now);
      }
    }

    private void charge(long now) {
      account.hadNanos = account.had(now) + (now - sinceNanos);
    }

    /// Only with the lock.
    ///
    /// @return whether it is at work
    private boolean await(long nanosMax) {
      long start = System.nanoTime();
      giveOut();
      while (!isAtWork) {
        if (gone.getAsBoolean() || System.nanoTime() - start > nanosMax) {
          return false;
        }
        try {
          long _ = granted.awaitNanos(LOOK_NANOS);
        } catch (InterruptedException _) {
          // The server is closing: nobody reads an answer.
          Thread.currentThread().interrupt();
          return false;
        }
        // Somebody may be overdue.
        giveOut();
      }
      return true;
    }

    /// Whether nobody waits for the answer; makes room before it says so.
    @Override
    public boolean getAsBoolean() {
      if (gone.getAsBoolean()) {
        return true;
      }
      if (nanoTime.getAsLong() - sinceNanos < SLICE_NANOS) {
        return false;
      }
      makeRoom();
      return gone.getAsBoolean();
    }

    private void makeRoom() {
      pausing.lock();
      try {
        lock.lock();
        try {
          long now = nanoTime.getAsLong();
          if (!isAtWork || now - sinceNanos < SLICE_NANOS) {
            return;
          }
          stop(now);
          waitForWork();
        } finally {
          lock.unlock();
        }
      } finally {
        pausing.unlock();
      }
    }

    /// Only with the lock. Where it takes too long, goes on all the same.
    private void waitForWork() {
      account.paused.add(this);
      if (!await(PAUSE_NANOS_MAX)) {
        account.paused.remove(this);
        toWork(nanoTime.getAsLong());
      }
    }

    /// Goes on after a rest.
    void resume() {
      lock.lock();
      try {
        if (!isAtWork) {
          waitForWork();
        }
      } finally {
        lock.unlock();
      }
    }

    /// Makes room until [#resume()].
    void rest() {
      lock.lock();
      try {
        stop(nanoTime.getAsLong());
        giveOut();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        stop(nanoTime.getAsLong());
        if (isBegun) {
          isBegun = false;
          account.begun--;
          begun--;
        }
        giveOut();
      } finally {
        lock.unlock();
      }
    }
  }
}
