package io.trailseal.api.ask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Time is the test's; only waiting for threads is real.
final class TurnsTest {
  private final AtomicLong now = new AtomicLong();
  private final Turns turns = new Turns(1, now::get);
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();

  private static Caller caller(Caller.Kind kind, String name) {
    return new Caller(
        kind, name, Optional.empty(), Set.of(Role.ANALYST), Optional.empty(), "192.0.2.1");
  }

  private static Caller user(String name) {
    return caller(Caller.Kind.USER, name);
  }

  private void passes(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /// A question that says when it begins and ends when it is told to.
  private final class Asked {
    final CountDownLatch end = new CountDownLatch(1);
    final Thread thread;

    Asked(Caller caller, String name) throws InterruptedException {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Turns.Turn _ = turns.begin(caller, TurnsTest::stays)) {
                      begun.add(name);
                      end.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      // Until it waits, or has begun.
      while (thread.getState() != Thread.State.TIMED_WAITING
          && thread.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
    }

    void end() throws InterruptedException {
      end.countDown();
      thread.join();
    }
  }

  private String next() throws InterruptedException {
    String next = begun.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void whoHadLeastIsNextHoweverManyAnotherAsks() throws Exception {
    Asked first = new Asked(user("eve"), "eve 1");
    assertThat(next()).isEqualTo("eve 1");
    List<Asked> more = new ArrayList<>();
    for (int i = 2; i <= 9; i++) {
      // Her tokens and keys are hers.
      more.add(new Asked(caller(Caller.Kind.TOKEN, "eve"), "eve " + i));
    }
    Asked bob = new Asked(user("bob"), "bob");
    Asked alice = new Asked(user("alice"), "alice");
    passes(Duration.ofMillis(10));
    first.end();
    assertThat(List.of(next())).containsAnyOf("bob", "alice");
    bob.end.countDown();
    alice.end.countDown();
    assertThat(List.of(next())).containsAnyOf("bob", "alice");
    for (int i = 2; i <= 9; i++) {
      assertThat(next()).isEqualTo("eve " + i);
      more.get(i - 2).end();
    }
  }

  @Test
  void aLongQuestionMakesRoomInTheMiddleForAShortOne() throws Exception {
    try (Turns.Turn evil = turns.begin(user("eve"), TurnsTest::stays)) {
      assertThat(evil.getAsBoolean()).isFalse();
      Asked bob = new Asked(user("bob"), "bob");
      // Its slice is not over.
      assertThat(evil.getAsBoolean()).isFalse();
      assertThat(begun).isEmpty();
      passes(Duration.ofMillis(21));
      // Two threads work on the long one; both are kept until the short one ends.
      Thread helper = Thread.ofVirtual().start(evil::getAsBoolean);
      assertThat(next()).isEqualTo("bob");
      assertThat(helper.isAlive()).isTrue();
      bob.end();
      assertThat(evil.getAsBoolean()).isFalse();
      helper.join();
    }
  }

  @Test
  void aQuestionThatMakesNoRoomIsNotWaitedFor() throws Exception {
    try (Turns.Turn _ = turns.begin(user("eve"), TurnsTest::stays)) {
      Asked bob = new Asked(user("bob"), "bob");
      assertThat(begun).isEmpty();
      passes(Duration.ofMillis(121));
      assertThat(next()).isEqualTo("bob");
      bob.end();
    }
  }

  @Test
  void oneUserBeginsSoManyAtATimeAndWaitsWithSoMany() throws Exception {
    Turns wide = new Turns(100, now::get);
    try (Turns.Turn _ = wide.begin(user("eve"), TurnsTest::stays);
        Turns.Turn _ = wide.begin(user("eve"), TurnsTest::stays)) {
      AtomicBoolean gone = new AtomicBoolean();
      List<Thread> waiting = new ArrayList<>();
      BlockingQueue<ErrorCode> refused = new LinkedBlockingQueue<>();
      for (int i = 0; i < Turns.WAITING_PER_CALLER_MAX; i++) {
        Thread thread =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        wide.begin(user("eve"), gone::get).close();
                      } catch (ProblemException e) {
                        refused.add(e.problem().code());
                      }
                    });
        waiting.add(thread);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
          Thread.sleep(1);
        }
      }
      assertThatThrownBy(() -> wide.begin(user("eve"), TurnsTest::stays))
          .isInstanceOf(ProblemException.class)
          .extracting(e -> ((ProblemException) e).problem().code())
          .isEqualTo(ErrorCode.TOO_MANY_QUESTIONS);
      // Somebody else is not kept from anything.
      wide.begin(user("bob"), TurnsTest::stays).close();
      assertThat(refused).isEmpty();
      // Whoever goes away while they wait leaves the queue.
      gone.set(true);
      for (Thread thread : waiting) {
        thread.join();
      }
      assertThat(refused).hasSize(Turns.WAITING_PER_CALLER_MAX);
    }
    wide.begin(user("eve"), TurnsTest::stays).close();
  }

  @Test
  void whatRestsKeepsNobodyWaiting() throws Exception {
    try (Turns.Turn export = turns.resting(user("eve"), TurnsTest::stays)) {
      export.resume();
      Asked bob = new Asked(user("bob"), "bob");
      assertThat(begun).isEmpty();
      export.rest();
      assertThat(next()).isEqualTo("bob");
      Thread resumed = Thread.ofVirtual().start(export::resume);
      bob.end();
      resumed.join();
    }
    turns.begin(user("bob"), TurnsTest::stays).close();
  }

  @Test
  void whatSomebodyHadIsForgottenInTime() throws Exception {
    try (Turns.Turn _ = turns.begin(user("alice"), TurnsTest::stays)) {
      passes(Duration.ofSeconds(2));
    }
    passes(Duration.ofMinutes(10));
    try (Turns.Turn _ = turns.begin(user("bob"), TurnsTest::stays)) {
      passes(Duration.ofSeconds(1));
    }
    Asked other = new Asked(user("other"), "other");
    assertThat(next()).isEqualTo("other");
    Asked bob = new Asked(user("bob"), "bob");
    Asked alice = new Asked(user("alice"), "alice");
    other.end();
    assertThat(next()).isEqualTo("alice");
    alice.end();
    assertThat(next()).isEqualTo("bob");
    bob.end();
  }

  private static boolean stays() {
    return false;
  }
}
