package io.trailseal.indexer.follow;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Takes followers along the ledger: one thread each, batch by batch, from where they stand.
///
/// Threads: every method may be called from any thread; [#start()] and [#close()] once each.
public final class FollowLoop implements Closeable {
  private final Ledger ledger;
  private final Pulse pulse = new Pulse();
  private final List<FollowThread> threads;

  /// @param followers in the order in which [#awaitCaughtUp()] waits for them
  public FollowLoop(Ledger ledger, List<Follower> followers) {
    this.ledger = ledger;
    this.threads =
        followers.stream().map(follower -> new FollowThread(ledger, follower, pulse)).toList();
  }

  /// How one follower stands.
  ///
  /// @param name the follower's
  /// @param taken how far it has read since it was opened
  /// @param settled how far it has read durably
  /// @param behind how many entries of evidence it has yet to take in durably
  /// @param trouble why its last attempt failed; empty while all is well
  /// @param failures attempts that failed in a row
  /// @param running whether its thread is alive
  public record Status(
      String name,
      LedgerPosition taken,
      LedgerPosition settled,
      long behind,
      Optional<String> trouble,
      int failures,
      boolean running) {}

  /// Starts one daemon thread per follower; each follows to the head, then waits for [#wake()] or a
  /// second.
  public void start() {
    threads.forEach(FollowThread::start);
  }

  /// Something was appended.
  public void wake() {
    pulse.beat();
  }

  /// How each follower stands, in the order given.
  public List<Status> status() {
    return threads.stream().map(FollowThread::status).toList();
  }

  /// Returns once every follower has durably reached the newest evidence as it was at the call (for
  /// search: what custody appends meanwhile is not waited for).
  ///
  /// @throws IOException if a follower failed several times in a row or the loop was closed; the
  ///   message says which and why. The follower goes on trying all the same.
  public void awaitCaughtUp() throws IOException, InterruptedException {
    LedgerPosition head = ledger.evidenceHead();
    pulse.beat();
    for (FollowThread thread : threads) {
      thread.awaitSettled(head);
    }
  }

  /// Lets each follower finish its batch and settle. Threads are never interrupted: an interrupt
  /// would close the files they are reading.
  ///
  /// @throws IOException if a follower could not settle; nothing is lost, it takes the same entries
  ///   in again when it is opened next
  @Override
  public void close() throws IOException {
    threads.forEach(FollowThread::stop);
    IOException failure = null;
    for (FollowThread thread : threads) {
      try {
        thread.join();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
