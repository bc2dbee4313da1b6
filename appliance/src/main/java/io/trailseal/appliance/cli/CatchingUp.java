package io.trailseal.appliance.cli;

import io.trailseal.appliance.lifecycle.Cancellation;
import io.trailseal.indexer.Store;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/// Waits until custody and search have taken in what was received.
final class CatchingUp {
  private CatchingUp() {}

  /// Waits as long as it takes.
  ///
  /// @param position told now and then which ledger entry custody and the index have reached
  static void await(Store store, Cancellation cancellation, long lookMillis, LongConsumer position)
      throws Exception {
    Callable<Boolean> waiting =
        () -> {
          store.awaitCaughtUp();
          return true;
        };
    FutureTask<Boolean> task = new FutureTask<>(waiting);
    // On a thread of its own, because a wait that is interrupted could close files under others.
    Thread.ofPlatform().daemon().name("await-caught-up").start(task);
    while (true) {
      cancellation.check();
      try {
        task.get(lookMillis, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException _) {
        position.accept(store.followed().value());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }
  }

  /// Gives what was interrupted before a moment to finish, so that a first answer is not behind for
  /// no reason. An answer says itself where it is behind.
  static void awaitBriefly(Store store, Cancellation cancellation, long secondsMax)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax);
    while (store.search().position().value() < store.ledger().evidenceHead().value()
        && System.nanoTime() < deadline) {
      cancellation.sleep(10);
    }
  }
}
