package io.trailseal.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.Ledger.IntakeList;
import io.trailseal.indexer.ledger.Ledger.NamedVersion;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.VaultScan;
import io.trailseal.verifier.Payload;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The real rooms and a real source, failing once. Also polices the promise of acknowledging: what
/// is acknowledged is in vault and ledger.
final class FailingRooms {
  private static final LedgerPosition END = new LedgerPosition(Long.MAX_VALUE);

  enum Step {
    POLL,
    FIND,
    HOLDS,
    VAULT_APPEND,
    LEDGER_APPEND,
    ACKNOWLEDGE
  }

  /// A reply can be lost after the work was done. That case finds more bugs than a clean failure.
  enum Outcome {
    FAILS_AND_DOES_NOTHING,
    FAILS_BUT_DID_THE_WORK
  }

  /// @param time at which of its calls the step fails, from 1; 0 for never
  record Fault(Step step, Outcome outcome, int time) {
    static final Fault NONE = new Fault(Step.POLL, Outcome.FAILS_AND_DOES_NOTHING, 0);
  }

  private final Vault realVault;
  private final Ledger realLedger;
  private final Fault fault;
  private int times;
  final AtomicLong acknowledged = new AtomicLong();
  volatile String message = "injected";

  FailingRooms(Vault vault, Ledger ledger, Fault fault) {
    this.realVault = vault;
    this.realLedger = ledger;
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
    return new Vault() {
      @Override
      public List<VaultRef> append(List<Payload> payloads) throws IOException {
        return runIo(Step.VAULT_APPEND, () -> realVault.append(payloads));
      }

      @Override
      public byte[] read(VaultRef ref) throws IOException {
        return realVault.read(ref);
      }

      @Override
      public long bytes() throws IOException {
        return realVault.bytes();
      }

      @Override
      public VaultScan scan(DamageSink damage) throws IOException {
        return realVault.scan(damage);
      }

      @Override
      public void close() throws IOException {
        realVault.close();
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
                      return method.invoke(realLedger, arguments);
                    } catch (InvocationTargetException e) {
                      throw new IOException(e.getCause());
                    } catch (IllegalAccessException e) {
                      throw new AssertionError(e);
                    }
                  };
              return switch (method.getName()) {
                case "appendArrivals" -> run(Step.LEDGER_APPEND, work);
                case "objectsNamed", "keptMessage" -> run(Step.FIND, work);
                case "holds" -> run(Step.HOLDS, work);
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

  private void requireDurable(Delivery delivery) throws IOException {
    switch (delivery) {
      case Delivery.Found found -> requireDurable(found);
      case Delivery.Told told -> requireDurable(told);
      case Delivery.Parked(_, ObjectParked parked) ->
          assertThat(
                  realLedger.parkedNamed(parked.name()).isPresent()
                      || !realLedger.objectsNamed(parked.name()).isEmpty())
              .as("parked or here: %s", parked.name())
              .isTrue();
      case Delivery.Removed(_, ObjectRemoved removed) ->
          assertThat(realLedger.newest(IntakeList.REMOVED, END, 1_000))
              .extracting(Recorded::entry)
              .contains(removed);
      case Delivery.Listed(_, var compared) ->
          assertThat(realLedger.newest(IntakeList.COMPARISONS, END, 1_000))
              .extracting(Recorded::entry)
              .contains(compared);
    }
  }

  private void requireDurable(Delivery.Found found) throws IOException {
    byte[] bytes = found.payload().orElseThrow().toByteArray();
    List<ObjectReceived> same =
        realLedger.objectsNamed(found.name()).stream()
            .map(each -> (ObjectReceived) each.entry())
            .filter(each -> each.delivered().equals(found.payload().get().hash()))
            .toList();
    assertThat(same).as("entry of %s", found.name()).hasSize(1);
    assertThat(realVault.read(same.getFirst().kept().orElseThrow())).isEqualTo(bytes);
    assertThat(realLedger.holds(List.of(new NamedVersion(found.name(), found.version()))))
        .as("%s of %s", found.version(), found.name())
        .containsExactly(!found.version().isUnknown());
  }

  private void requireDurable(Delivery.Told told) throws IOException {
    Recorded kept = realLedger.keptMessage(told.queue(), told.id()).orElseThrow();
    assertThat(realVault.read(((MessageKept) kept.entry()).body()))
        .isEqualTo(told.body().toByteArray());
  }
}
