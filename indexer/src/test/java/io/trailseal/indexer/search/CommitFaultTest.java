package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.vault.Vaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.MMapDirectory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whatever fails while the index is committed, and however it fails, no event is lost and
/// none is doubled, also where objects keep arriving and nobody restarts.
///
/// Method: three months are committed one after the other; each step of each commit fails once,
/// with or without having done its work. Then the same process goes on, or another one opens the
/// room.
final class CommitFaultTest {
  private static final int MONTHS = 3;

  @TempDir private Path folder;

  enum Step {
    CREATE_COMMIT,
    SYNC,
    RENAME,
    SYNC_FOLDER
  }

  enum Outcome {
    FAILS_AND_DOES_NOTHING,
    FAILS_BUT_DID_THE_WORK
  }

  private record Fault(Step step, Outcome outcome, int time) {}

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
        folder.resolve("%s-%s-%d-%s".formatted(fault.step, fault.outcome, fault.time, restarted));
    FailingDisk disk = new FailingDisk();
    try (Room room = new Room(home, Vaults.open(home.resolve("vault")), disk)) {
      put(room, 0, 1);
      room.catchUp();
      put(room, 1, 3);
      room.follow(10);
      disk.due = fault;
      assertThatThrownBy(() -> room.search.settle()).hasStackTraceContaining("on purpose");
      assertThat(disk.due).as("the fault was met").isNull();
      put(room, 3, 4);
      if (!restarted) {
        room.catchUp();
        requireWhole(room, 4);
      }
    }
    try (Room room = new Room(home)) {
      room.catchUp();
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

  /// The real disk, failing once.
  private static final class FailingDisk implements Month.Disk {
    private volatile @Nullable Fault due;
    private int times;

    private interface Work<T> {
      T run() throws IOException;
    }

    private <T> T run(Step step, Work<T> work) throws IOException {
      Fault fault = due;
      synchronized (this) {
        if (fault == null || fault.step != step || ++times < fault.time) {
          fault = null;
        }
      }
      if (fault == null) {
        return work.run();
      }
      due = null;
      if (fault.outcome == Outcome.FAILS_BUT_DID_THE_WORK) {
        T done = work.run();
        if (done instanceof AutoCloseable open) {
          closeQuietly(open);
        }
      }
      throw new IOException("failed on purpose");
    }

    private static void closeQuietly(AutoCloseable open) throws IOException {
      try {
        open.close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    @Override
    public Directory open(Path path) throws IOException {
      return new FilterDirectory(new MMapDirectory(path)) {
        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
          return name.startsWith(IndexFileNames.PENDING_SEGMENTS)
              ? FailingDisk.this.run(Step.CREATE_COMMIT, () -> in.createOutput(name, context))
              : in.createOutput(name, context);
        }

        @Override
        public void sync(Collection<String> names) throws IOException {
          FailingDisk.this.run(
              Step.SYNC,
              () -> {
                in.sync(names);
                return true;
              });
        }

        @Override
        public void rename(String source, String target) throws IOException {
          FailingDisk.this.run(
              Step.RENAME,
              () -> {
                in.rename(source, target);
                return true;
              });
        }

        @Override
        public void syncMetaData() throws IOException {
          FailingDisk.this.run(
              Step.SYNC_FOLDER,
              () -> {
                in.syncMetaData();
                return true;
              });
        }
      };
    }
  }
}
