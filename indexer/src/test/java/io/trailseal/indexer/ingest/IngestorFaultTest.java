package io.trailseal.indexer.ingest;

import static io.trailseal.indexer.ingest.Delivered.bytes;
import static io.trailseal.indexer.ingest.Delivered.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.VaultScan;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.source.LocalObjects;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whatever fails, and however it fails, running the import again brings us to the same
/// state.
///
/// Method: run one import for every (step, outcome, which time) over the real rooms behind a thin
/// layer that fails on purpose, check the whole house, import again without the fault, check again.
/// The layer also checks the promise of acknowledging: what is acknowledged is in vault and ledger.
final class IngestorFaultTest {
  private static final int OBJECTS = 600;
  private static final int BATCHES = 3;

  @TempDir private Path tmp;

  enum Step {
    POLL,
    FIND,
    VAULT_APPEND,
    LEDGER_APPEND,
    ACKNOWLEDGE
  }

  /// A reply can be lost after the work was done. That case finds more bugs than a clean failure.
  enum Outcome {
    FAILS_AND_DOES_NOTHING,
    FAILS_BUT_DID_THE_WORK
  }

  private record Fault(Step step, Outcome outcome, int time) {}

  @TestFactory
  List<DynamicTest> importingAgainConvergesAfterAnyFault() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Step step : Step.values()) {
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
      Failing failing = new Failing(rooms, fault);
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
      Failing failing =
          new Failing(rooms, new Fault(Step.VAULT_APPEND, Outcome.FAILS_AND_DOES_NOTHING, 2));
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

  /// The real rooms and a real source, failing once.
  private static final class Failing {
    private final Rooms rooms;
    private final Fault fault;
    private int times;
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile String message = "injected";

    Failing(Rooms rooms, Fault fault) {
      this.rooms = rooms;
      this.fault = fault;
    }

    private interface Work<T> {
      T run() throws IOException, InterruptedException;
    }

    private synchronized boolean isDue(Step step) {
      return step == fault.step() && ++times == fault.time();
    }

    private <T> T run(Step step, Work<T> work) throws IOException, InterruptedException {
      if (!isDue(step)) {
        return work.run();
      }
      if (fault.outcome() == Outcome.FAILS_BUT_DID_THE_WORK) {
        work.run();
      }
      throw new IOException(message);
    }

    private <T> T runIo(Step step, Work<T> work) throws IOException {
      try {
        return run(step, work);
      } catch (InterruptedException e) {
        throw new IOException("nobody interrupts these", e);
      }
    }

    Vault vault() {
      Vault real = rooms.vault;
      return new Vault() {
        @Override
        public List<VaultRef> append(List<Payload> payloads) throws IOException {
          return runIo(Step.VAULT_APPEND, () -> real.append(payloads));
        }

        @Override
        public byte[] read(VaultRef ref) throws IOException {
          return real.read(ref);
        }

        @Override
        public long bytes() throws IOException {
          return real.bytes();
        }

        @Override
        public VaultScan scan(DamageSink damage) throws IOException {
          return real.scan(damage);
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }

    Ledger ledger() {
      return (Ledger)
          Proxy.newProxyInstance(
              Ledger.class.getClassLoader(),
              new Class<?>[] {Ledger.class},
              (_, method, arguments) -> {
                Work<Object> work =
                    () -> {
                      try {
                        return method.invoke(rooms.ledger, arguments);
                      } catch (InvocationTargetException e) {
                        throw new IOException(e.getCause());
                      } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                      }
                    };
                return switch (method.getName()) {
                  case "appendArrivals" -> run(Step.LEDGER_APPEND, work);
                  case "objectsNamed" -> run(Step.FIND, work);
                  default -> work.run();
                };
              });
    }

    ObjectSource source(ObjectSource real) {
      return new ObjectSource() {
        @Override
        public String description() {
          return real.description();
        }

        @Override
        public Extent extent() {
          return real.extent();
        }

        @Override
        public Optional<List<Delivery>> poll() throws IOException, InterruptedException {
          return run(Step.POLL, real::poll);
        }

        @Override
        public void acknowledge(List<Delivery> durable) throws IOException {
          for (Delivery delivery : durable) {
            requireDurable(delivery);
          }
          runIo(
              Step.ACKNOWLEDGE,
              () -> {
                real.acknowledge(durable);
                acknowledged.addAndGet(durable.size());
                return true;
              });
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }

    private void requireDurable(Delivery handedOut) throws IOException {
      Delivery.Found delivery = (Delivery.Found) handedOut;
      List<Recorded> entries = rooms.ledger.objectsNamed(delivery.name());
      assertThat(entries).as("entry of %s", delivery.name()).hasSize(1);
      VaultRef ref = ((ObjectReceived) entries.getFirst().entry()).kept().orElseThrow();
      assertThat(rooms.vault.read(ref)).isEqualTo(delivery.payload().orElseThrow().toByteArray());
    }
  }
}
