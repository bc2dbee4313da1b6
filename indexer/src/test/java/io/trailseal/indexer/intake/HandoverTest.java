package io.trailseal.indexer.intake;

import static io.trailseal.indexer.intake.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.ingest.ObjectSource;
import io.trailseal.indexer.intake.Handover.Handed;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.Defect;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HandoverTest {

  /// Neither keeps anything.
  private static <T> T broken(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, _, _) -> {
              throw new IllegalStateException("injected");
            }));
  }

  @Test
  void nobodyWaitsAndNothingIsHeldOnceTakingInHasFailed() throws Exception {
    AtomicInteger letGo = new AtomicInteger();
    AtomicInteger durable = new AtomicInteger();
    int count = 5 * ObjectSource.BATCH_OBJECTS_MAX;
    int put = 0;
    try (Handover handover = new Handover("a test")) {
      handover.start(new Ingestor(broken(Vault.class), broken(Ledger.class), () -> {}));
      for (int i = 0; i < count; i++) {
        Delivery delivery =
            new Delivery.Found(
                handover.nextTicket(),
                new S3Name("bucket", "key-" + i),
                Optional.empty(),
                1,
                Map.of(),
                new S3Version(Optional.empty(), Optional.empty(), Optional.empty()),
                List.of(new Defect(1, "has no bytes")));
        put +=
            handover.put(new Handed(delivery, 1, durable::incrementAndGet, letGo::incrementAndGet))
                ? 1
                : 0;
      }
      assertThat(put).isLessThan(count);
      await("all are let go before it is closed", () -> letGo.get() == count);
      assertThat(handover.isStopped()).isTrue();
      assertThatThrownBy(handover::throwIfFailed).hasMessage("injected");
      assertThatThrownBy(handover::finish).hasMessage("injected");
    }
    assertThat(letGo).hasValue(count);
    assertThat(durable).hasValue(0);
  }
}
