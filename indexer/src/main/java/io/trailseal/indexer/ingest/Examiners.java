package io.trailseal.indexer.ingest;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReader;
import io.trailseal.verifier.trail.ObjectReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that read arrivals to see what they are.
///
/// Platform threads, and few: reading is pure computation, and each thread keeps a reader whose
/// buffers and path table are worth keeping.
final class Examiners implements AutoCloseable {
  /// The smallest machine we are for has two cores; on larger ones search needs the others.
  private static final int THREADS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Examiners.class);
  private static final Sha256 OF_NOTHING = Sha256.of(new byte[0]);

  private final ThreadLocal<ObjectReader> readers = ThreadLocal.withInitial(ObjectReader::new);
  private final ExecutorService threads;

  Examiners() {
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "ingest-examiner-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  Future<ObjectReading> examine(Delivery.Found delivery) {
    return threads.submit(() -> reading(delivery));
  }

  private ObjectReading reading(Delivery.Found delivery) {
    ObjectReading reading =
        delivery
            .payload()
            .map(payload -> read(delivery.name(), payload))
            .orElseGet(() -> unread(delivery.name(), OF_NOTHING, List.of()));
    if (delivery.defects().isEmpty()) {
      return reading;
    }
    // How it came first, then all of what its bytes told: whoever reads the bytes again later finds
    // the end of this list.
    List<Defect> defects = new ArrayList<>(delivery.defects());
    defects.addAll(reading.defects());
    return new ObjectReading(
        reading.kind(),
        reading.delivered(),
        reading.inflated(),
        reading.inflatedBytes(),
        reading.events(),
        defects);
  }

  private ObjectReading read(S3Name name, Payload payload) {
    try {
      return readers.get().read(name.key(), payload.borrow(), new Uninterested());
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of ours, which must not cost the object: its bytes are kept, it is set aside by
      // name, and fsck will read it again with a better reader.
      LOG.error("examining {} failed; it is kept and set aside", name, e);
      readers.remove();
      return unread(
          name,
          payload.hash(),
          List.of(
              new Defect(
                  0,
                  "examining it failed with " + e.getClass().getSimpleName() + "; see the log")));
    }
  }

  /// What its key says it is stays true of an object that nobody read: custody must not take it for
  /// something else.
  private static ObjectReading unread(S3Name name, Sha256 delivered, List<Defect> defects) {
    ObjectKind kind =
        ObjectKey.parse(name.key()).map(ObjectKey::kind).orElse(ObjectKind.UNRECOGNIZED);
    return new ObjectReading(kind, delivered, Optional.empty(), 0, 0, defects);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /// Events are counted by the reader; what they say is search's business, later.
  private static final class Uninterested implements EventSink {
    @Override
    public void beginEvent(int ordinal, long offset) {}

    @Override
    public void leaf(String path, LeafType type, String text) {}

    @Override
    public void endEvent(long endOffset) {}

    @Override
    public void abandonEvent() {}
  }
}
