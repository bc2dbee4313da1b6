package io.trailseal.appliance.lifecycle;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Tells a running command that nobody waits for it any more.
///
/// Threads are not interrupted: an interrupt that meets a thread in the middle of a read or write
/// closes the file under it, for everybody who has that file open in this process.
///
/// Threads: any.
public final class Cancellation {
  private static final long POLL_MILLIS = 50;

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile @Nullable String reason;

  /// @param why for a person: `interrupted`, `the client went away`
  public void cancel(String why) {
    reason = why;
    cancelled.countDown();
  }

  public boolean isCancelled() {
    return reason != null;
  }

  /// To be called every now and then by whatever takes long.
  ///
  /// @throws CancellationException once cancelled
  public void check() {
    String why = reason;
    if (why != null) {
      throw new CancellationException(why);
    }
  }

  /// Waits for `millis`.
  ///
  /// @throws CancellationException once cancelled
  public void sleep(long millis) throws InterruptedException {
    if (cancelled.await(millis, TimeUnit.MILLISECONDS)) {
      check();
    }
  }

  /// Waits until cancelled.
  public void await() throws InterruptedException {
    cancelled.await();
  }

  /// Runs `work` on another thread and waits for it. Once cancelled it is no longer waited for, and
  /// goes on alone to its end: only for work that may.
  public <T> T await(String name, Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name(name).start(task);
    return get(task);
  }

  /// Runs `work` on another thread and waits for it. Once cancelled it is interrupted, and its end
  /// is waited for: only for work that ends soon then, and none of whose files minds.
  public <T> T awaitOrInterrupt(String name, Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = Thread.ofPlatform().daemon().name(name).start(task);
    try {
      return get(task);
    } finally {
      // Where the work has ended by itself this does nothing.
      thread.interrupt();
      thread.join();
    }
  }

  private <T> T get(FutureTask<T> task) throws Exception {
    while (true) {
      check();
      try {
        return task.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // Not finished; look again whether anybody still waits.
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }
  }
}
