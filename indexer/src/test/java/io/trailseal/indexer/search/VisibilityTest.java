package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.follow.FollowLoop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what is in the ledger is found soon, and nobody has to wait for it to be durable in the
/// index.
@Timeout(60)
final class VisibilityTest {
  private static final int ROUNDS = 5;

  @TempDir private Path folder;

  private static String event(int i) {
    return "{\"eventID\":\"e%d\",\"eventTime\":\"2026-03-05T00:00:00Z\",\"eventName\":\"E\"}"
        .formatted(i);
  }

  private static void awaitFound(Room room, int i) throws Exception {
    while (room.find("eventID:e" + i).isEmpty()) {
      Thread.sleep(5);
    }
  }

  @Test
  void whatWasTakenInIsFoundBeforeItIsSettled() throws Exception {
    try (Room room = new Room(folder)) {
      for (int i = 0; i < ROUNDS; i++) {
        room.put(event(i));
        room.follow(10);
        awaitFound(room, i);
        assertThat(room.search.position().value()).isZero();
        assertThat(room.ask("*").evidence().indexed().value()).isEqualTo(i + 1);
      }
      room.search.settle();
      assertThat(room.faults()).isEmpty();
    }
  }

  @Test
  void whatComesInIsFoundByItselfWhileMoreComesIn() throws Exception {
    try (Room room = new Room(folder)) {
      FollowLoop loop = new FollowLoop(room.ledger, List.of(room.search));
      try (loop) {
        loop.start();
        for (int i = 0; i < ROUNDS; i++) {
          room.put(event(i));
          loop.wake();
          awaitFound(room, i);
        }
      }
      assertThat(room.faults()).isEmpty();
    }
  }
}
