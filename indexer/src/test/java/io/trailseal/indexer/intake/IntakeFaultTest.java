package io.trailseal.indexer.intake;

import static io.trailseal.indexer.intake.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.indexer.aws.drill.Shape;
import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.Layers.BucketLayer;
import io.trailseal.indexer.intake.Layers.QueueLayer;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.VaultScan;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Goal: whatever fails between a queue's message and the index, and however it fails, intake gets
/// over it by itself: everything announced is here once, the queue is empty, the house is whole.
///
/// Method: for every (step, outcome), real servers and real rooms behind a thin layer that fails on
/// purpose, a few times from the second time on. Several at a time, because most of it is waiting.
@ExtendWith(Peers.class)
@Timeout(600)
final class IntakeFaultTest {
  private static final int OBJECTS = 40;

  /// Whether the index commits once or four times meanwhile, and what needs to be hidden again, is
  /// a matter of speed: more is delivered until the step has failed.
  private static final int MORE_OBJECTS = 40;

  private static final int FAILURES = 2;
  private static final int AT_A_TIME = 6;

  @TempDir private Path tmp;
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);

  enum Step {
    RECEIVE,
    READ,
    FIND,
    VAULT_APPEND,
    LEDGER_APPEND,
    INDEX_COMMIT,
    DELETE,
    HIDE
  }

  /// A reply can be lost after the work was done. That case finds more bugs than a clean failure.
  enum Outcome {
    FAILS_AND_DOES_NOTHING,
    FAILS_BUT_DID_THE_WORK
  }

  private record Fault(Step step, Outcome outcome) {}

  @TestFactory
  List<DynamicTest> intakeGetsOverAnyFaultByItself() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Step step : Step.values()) {
      for (Outcome outcome : Outcome.values()) {
        Fault fault = new Fault(step, outcome);
        Future<Boolean> done = threads.submit(() -> getsOver(fault));
        tests.add(dynamicTest(fault.toString(), () -> assertThat(done.get()).isTrue()));
      }
    }
    return tests;
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private boolean getsOver(Fault fault) throws Exception {
    Failing failing = new Failing(fault);
    Scene scene = new Scene();
    // Short, so that what a lost answer hides comes again soon.
    scene.limits = Scene.hiddenFor(Duration.ofSeconds(2), 100);
    scene.queueLayer = failing::queue;
    scene.bucketLayer = failing::bucket;
    scene.vaultLayer = failing::vault;
    scene.ledgerLayer = failing::ledger;
    List<Parcel> parcels = scene.logs(OBJECTS + MORE_OBJECTS);
    Path home = tmp.resolve(fault.step() + "-" + fault.outcome());
    try (House house = House.open(home, failing::index)) {
      try (Intake _ = scene.start(house)) {
        int sent = 0;
        while (sent < OBJECTS || (sent < parcels.size() && failing.failures.get() < FAILURES)) {
          // In several goes, so that every step is taken several times.
          List<Parcel> go = parcels.subList(sent, sent + (sent < OBJECTS ? OBJECTS / 4 : 1));
          scene.deliverer.deliver(scene.queue, Shape.S3, go);
          sent += go.size();
          int due = sent;
          await(due + " objects", () -> house.received().size() == due);
        }
        parcels = parcels.subList(0, sent);
        await("it failed " + FAILURES + " times", () -> failing.failures.get() == FAILURES);
        scene.awaitEmptyQueue();
      }
      assertThat(house.received().keySet())
          .isEqualTo(parcels.stream().map(Parcel::name).collect(Collectors.toSet()));
      assertThat(house.received().values()).containsOnly(1);
    }
    return true;
  }

  /// The real things, failing a few times.
  private static final class Failing {
    private final Fault fault;
    private final AtomicInteger times = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    Failing(Fault fault) {
      this.fault = fault;
    }

    private boolean isDue(Step step) {
      if (step != fault.step()) {
        return false;
      }
      int time = times.incrementAndGet();
      boolean due = time >= 2 && time < 2 + FAILURES;
      if (due) {
        failures.incrementAndGet();
      }
      return due;
    }

    private boolean didTheWork() {
      return fault.outcome() == Outcome.FAILS_BUT_DID_THE_WORK;
    }

    private static SourceException injected() {
      return new SourceException(Obstacle.UNREACHABLE, "injected");
    }

    MessageQueue queue(MessageQueue real) {
      return new QueueLayer(real) {
        @Override
        public List<Message> receive(Duration waitMax, Duration hiddenFor)
            throws SourceException, InterruptedException {
          boolean due = isDue(Step.RECEIVE);
          if (due && !didTheWork()) {
            throw injected();
          }
          List<Message> received = super.receive(waitMax, hiddenFor);
          if (due) {
            throw injected();
          }
          return received;
        }

        @Override
        public List<Message> delete(List<Message> messages) throws SourceException {
          boolean due = isDue(Step.DELETE);
          List<Message> left = due && !didTheWork() ? messages : super.delete(messages);
          if (due) {
            throw injected();
          }
          return left;
        }

        @Override
        public void hide(List<Message> messages, Duration time) throws SourceException {
          boolean due = isDue(Step.HIDE);
          if (!due || didTheWork()) {
            super.hide(messages, time);
          }
          if (due) {
            throw injected();
          }
        }
      };
    }

    Bucket bucket(Bucket real) {
      return new BucketLayer(real) {

        @Override
        public Read read(S3Name name, Optional<String> versionId) throws InterruptedException {
          if (fault.step() == Step.HIDE) {
            // Only what takes a while is hidden again.
            Thread.sleep(1_000);
          }
          if (!isDue(Step.READ)) {
            return super.read(name, versionId);
          }
          if (didTheWork()) {
            super.read(name, versionId).close();
          }
          return new Read.Unreachable(Obstacle.UNREACHABLE, "injected");
        }
      };
    }

    private interface Work<T> {
      T run() throws IOException;
    }

    private <T> T run(Step step, Work<T> work) throws IOException {
      if (!isDue(step)) {
        return work.run();
      }
      if (didTheWork()) {
        work.run();
      }
      throw new IOException("injected");
    }

    Vault vault(Vault real) {
      return new Vault() {
        @Override
        public List<VaultRef> append(List<Payload> payloads) throws IOException {
          return run(Step.VAULT_APPEND, () -> real.append(payloads));
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

    Ledger ledger(Ledger real) {
      return (Ledger)
          Proxy.newProxyInstance(
              Ledger.class.getClassLoader(),
              new Class<?>[] {Ledger.class},
              (_, method, arguments) -> {
                Work<Object> work =
                    () -> {
                      try {
                        return method.invoke(real, arguments);
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

    Follower index(Follower real) {
      return new Follower() {
        @Override
        public String name() {
          return real.name();
        }

        @Override
        public LedgerPosition position() throws IOException {
          return real.position();
        }

        @Override
        public void follow(List<Recorded> batch) throws IOException {
          real.follow(batch);
        }

        @Override
        public void settle() throws IOException {
          run(
              Step.INDEX_COMMIT,
              () -> {
                real.settle();
                return true;
              });
        }
      };
    }
  }
}
