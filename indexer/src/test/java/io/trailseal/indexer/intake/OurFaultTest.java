package io.trailseal.indexer.intake;

import static io.trailseal.indexer.intake.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.indexer.aws.drill.Shape;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.verifier.S3Name;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// An object that intake itself cannot take, because of a fault in it that nobody knows of.
@ExtendWith(Peers.class)
@Timeout(300)
final class OurFaultTest {
  @TempDir private Path tmp;

  @Test
  void oneObjectThatBreaksIntakeEndsInTheDeadLetterQueueAndTheOthersComeIn() throws Exception {
    URI dead = Peers.deliverer().createQueue(Peers.name("dead"));
    Scene scene = new Scene(Peers.deliverer().createQueue(Peers.name("live"), dead, 2), 1);
    scene.limits = Scene.hiddenFor(Duration.ofSeconds(10), 100);
    List<Parcel> parcels = scene.logs(30);
    S3Name breaking = parcels.get(13).name();
    scene.ledgerLayer = ledger -> broken(ledger, breaking);
    scene.deliverer.deliver(scene.queue, Shape.S3, parcels);
    try (House house = House.open(tmp)) {
      try (Intake _ = scene.start(house)) {
        await("the others", () -> house.received().size() == parcels.size() - 1);
        await("dead letter", () -> scene.deliverer.waiting(dead).visible() == 1);
        scene.awaitEmptyQueue();
      }
      Set<S3Name> others =
          new HashSet<>(parcels.stream().map(Parcel::name).collect(Collectors.toSet()));
      others.remove(breaking);
      assertThat(house.received().keySet()).isEqualTo(others);
      assertThat(house.received().values()).containsOnly(1);
    }
  }

  /// The real ledger, but that it breaks over one name.
  private static Ledger broken(Ledger real, S3Name breaking) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (_, method, arguments) -> {
              if (method.getName().equals("appendArrivals")
                  && ((List<?>) arguments[0])
                      .stream()
                          .anyMatch(
                              entry ->
                                  entry instanceof ObjectReceived object
                                      && object.name().equals(breaking))) {
                throw new IllegalStateException("injected: a fault of ours");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
