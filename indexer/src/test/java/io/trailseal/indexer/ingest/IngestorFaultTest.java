package io.trailseal.indexer.ingest;

import static io.trailseal.indexer.ingest.Delivered.bytes;
import static io.trailseal.indexer.ingest.Delivered.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.ingest.FailingRooms.Fault;
import io.trailseal.indexer.ingest.FailingRooms.Outcome;
import io.trailseal.indexer.ingest.FailingRooms.Step;
import io.trailseal.verifier.source.LocalObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whatever fails, and however it fails, running the import again brings us to the same
/// state.
///
/// Method: run one import for every (step, outcome, which time) over the real rooms behind a thin
/// layer that fails on purpose, check the whole house, import again without the fault, check again.
/// See [DeliveryFaultTest] for what comes from queues and listings.
final class IngestorFaultTest {
  private static final int OBJECTS = 600;
  private static final int BATCHES = 3;

  @TempDir private Path tmp;

  @TestFactory
  List<DynamicTest> importingAgainConvergesAfterAnyFault() {
    List<DynamicTest> tests = new ArrayList<>();
    // What does not come from S3 has no versions.
    for (Step step : EnumSet.complementOf(EnumSet.of(Step.HOLDS))) {
      for (Outcome outcome : Outcome.values()) {
        for (int time = 1; time <= BATCHES; time++) {
          Fault fault = new Fault(step, outcome, time);
          tests.add(dynamicTest(fault.toString(), () -> convergesAfter(fault)));
        }
      }
    }
    return tests;
  }

  private Path folder() throws IOException {
    Path folder = tmp.resolve("objects");
    if (Files.notExists(folder)) {
      for (int i = 0; i < OBJECTS; i++) {
        put(
            folder,
            "%03d.json".formatted(i),
            bytes(
                "{\"Records\":[{\"eventVersion\":\"1.08\",\"eventName\":\"N%d\"}]}".formatted(i)));
      }
    }
    return folder;
  }

  private void convergesAfter(Fault fault) throws Exception {
    Path home = tmp.resolve(fault.step() + "-" + fault.outcome() + "-" + fault.time());
    Path folder = folder();
    long acknowledged;
    try (Rooms rooms = Rooms.open(home)) {
      FailingRooms failing = new FailingRooms(rooms.vault, rooms.ledger, fault);
      Ingestor ingestor =
          new Ingestor(failing.vault(), failing.ledger(), rooms.wakes::incrementAndGet);
      try (ObjectSource source = failing.source(open(folder))) {
        assertThatThrownBy(() -> ingestor.drain(source, new Tally((_, _, _, _, _) -> {})))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("injected");
      }
      acknowledged = failing.acknowledged.get();
      rooms.check();
      assertThat(rooms.objects().size()).isGreaterThanOrEqualTo((int) acknowledged);
    }
    // The process is gone; another one opens the rooms again.
    try (Rooms rooms = Rooms.open(home)) {
      int before = rooms.objects().size();
      ImportSummary summary = rooms.take(folder);
      assertThat(summary.duplicates()).isEqualTo(before);
      assertThat(summary.objects()).isEqualTo(OBJECTS);
      assertThat(rooms.objects()).hasSize(OBJECTS);
      assertThat(rooms.ledger.objectCounts().events()).isEqualTo(OBJECTS);
      long bytes = rooms.vault.bytes();
      assertThat(rooms.take(folder).duplicates()).isEqualTo(OBJECTS);
      assertThat(rooms.vault.bytes()).isEqualTo(bytes);
    }
  }

  @Test
  void aFullDiskStopsTheImportAndSaysWhatToDo() throws Exception {
    try (Rooms rooms = Rooms.open(tmp.resolve("full"))) {
      FailingRooms failing =
          new FailingRooms(
              rooms.vault,
              rooms.ledger,
              new Fault(Step.VAULT_APPEND, Outcome.FAILS_AND_DOES_NOTHING, 2));
      failing.message = "No space left on device";
      Importer importer = new Importer(failing.vault(), rooms.ledger, () -> {});
      Path folder = folder();
      assertThatThrownBy(
              () -> importer.run(List.of(folder), Optional.empty(), (_, _, _, _, _) -> {}))
          .isInstanceOf(ImportStoppedException.class)
          .hasMessageContaining("stopped after 256 objects")
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("make room on the store's disk")
          .hasMessageContaining("run the same import again");
      assertThat(rooms.objects()).hasSize(256);
    }
  }

  private static ObjectSource open(Path folder) throws IOException {
    return new LocalSource(LocalObjects.of(List.of(folder)).getFirst().open(Optional.empty()));
  }
}
