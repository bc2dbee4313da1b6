package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.search.FailingDisk.Fault;
import io.trailseal.indexer.search.FailingDisk.Outcome;
import io.trailseal.indexer.search.FailingDisk.Step;
import io.trailseal.indexer.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whatever fails while the index is committed, and however it fails, no event is lost and
/// none is doubled, also where objects keep arriving and nobody restarts.
///
/// Method: three months are committed one after the other; each step of each commit fails once,
/// with or without having done its work. The other months go on; then the same process mends the
/// one, or another process that opens the room.
final class CommitFaultTest {
  private static final int MONTHS = 3;

  @TempDir private Path folder;

  @TestFactory
  List<DynamicTest> goingOnConvergesAfterAnyFaultOfACommit() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Step step : Step.values()) {
      for (Outcome outcome : Outcome.values()) {
        for (int time = 1; time <= MONTHS; time++) {
          for (boolean restarted : new boolean[] {false, true}) {
            Fault fault = new Fault(step, outcome, time);
            tests.add(
                dynamicTest(
                    fault + (restarted ? " and a restart" : ""),
                    () -> convergesAfter(fault, restarted)));
          }
        }
      }
    }
    return tests;
  }

  private void convergesAfter(Fault fault, boolean restarted) throws Exception {
    Path home =
        folder.resolve(
            "%s-%s-%d-%s".formatted(fault.step(), fault.outcome(), fault.time(), restarted));
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(home, Vaults.open(home.resolve("vault")), disk)) {
      put(room, 0, 1);
      room.catchUp();
      put(room, 1, 3);
      room.follow(10);
      disk.failOnce(fault);
      room.search.settle();
      assertThat(disk.hasFailed()).isTrue();
      put(room, 3, 4);
      if (!restarted) {
        room.catchUp();
        room.awaitMended();
        requireWhole(room, 4);
      }
    }
    try (Room room = new Room(home)) {
      room.catchUp();
      room.awaitMended();
      requireWhole(room, 4);
      put(room, 4, 5);
      room.catchUp();
      requireWhole(room, 5);
    }
  }

  /// Every month has been committed by then, and nobody says so.
  @Test
  void aPositionThatCannotBeWrittenAfterTheCommitsIsWrittenLater() throws Exception {
    try (Room room = new Room(folder)) {
      put(room, 0, 1);
      room.catchUp();
      put(room, 1, 3);
      room.follow(10);
      Path inTheWay = Files.createDirectory(folder.resolve("search").resolve("position.new"));
      assertThatThrownBy(() -> room.search.settle()).isInstanceOf(IOException.class);
      assertThat(room.search.position().value()).isEqualTo(1);
      put(room, 3, 4);
      assertThatThrownBy(room::catchUp).isInstanceOf(IOException.class);
      Files.delete(inTheWay);
      room.catchUp();
      requireWhole(room, 4);
    }
    try (Room room = new Room(folder)) {
      requireWhole(room, 4);
    }
  }

  /// Objects with an event in each of three months.
  private static void put(Room room, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      room.put(event(i, 3), event(i, 4), event(i, 5));
    }
  }

  private static String event(int object, int month) {
    return "{\"eventID\":\"o%d-%d\",\"eventTime\":\"2026-%02d-05T00:00:00Z\",\"eventName\":\"E\"}"
        .formatted(object, month, month);
  }

  private static void requireWhole(Room room, int objects) throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      expected.addAll(List.of("o" + i + "-3", "o" + i + "-4", "o" + i + "-5"));
    }
    assertThat(room.find("*")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(room.faults()).isEmpty();
  }
}
