package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.source.LocalObject;
import io.trailseal.verifier.source.LocalObjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A folder, an archive or some files as a source of objects.
final class LocalSource implements ObjectSource {
  private final LocalObjects objects;
  private long tickets;

  LocalSource(LocalObjects objects) {
    this.objects = objects;
  }

  @Override
  public String description() {
    return objects.description();
  }

  /// See [LocalObjects#covered()].
  List<S3Prefix> covered() {
    return objects.covered();
  }

  /// See [LocalObjects#refused()].
  List<S3Prefix> refused() {
    return objects.refused();
  }

  /// Whether it could not be gone through to its end.
  boolean brokeOff() {
    return objects.brokeOff();
  }

  @Override
  public Extent extent() {
    return new Extent(objects.objects(), objects.bytes());
  }

  @Override
  public Optional<List<Delivery>> poll() {
    List<Delivery> batch = new ArrayList<>();
    long bytes = 0;
    while (batch.size() < BATCH_OBJECTS_MAX && bytes < BATCH_BYTES_MAX) {
      OptionalLong next = objects.nextBytes();
      if (next.isEmpty() || (!batch.isEmpty() && bytes + next.getAsLong() > BATCH_BYTES_MAX)) {
        break;
      }
      Delivery.Found delivery = deliver(objects.next());
      batch.add(delivery);
      bytes += delivery.payload().map(payload -> (long) payload.length()).orElse(0L);
    }
    return batch.isEmpty() ? Optional.empty() : Optional.of(batch);
  }

  private Delivery.Found deliver(LocalObject object) {
    return new Delivery.Found(
        tickets++,
        object.name(),
        object.payload(),
        object.deliveredBytes(),
        object.userMetadata(),
        S3Version.UNKNOWN,
        object.defects());
  }

  /// A folder or archive stays as it is: it is skipped over the next time because the ledger knows
  /// its objects.
  @Override
  public void acknowledge(List<Delivery> durable) {}

  @Override
  public void close() throws IOException {
    objects.close();
  }
}
