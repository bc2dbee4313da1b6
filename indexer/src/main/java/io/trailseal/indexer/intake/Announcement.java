package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.ObjectSource;
import io.trailseal.indexer.intake.QueueSource.Ready;
import io.trailseal.indexer.intake.Wanted.Place;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.Defect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One object that a message announced, on its way from being wanted to being read.
///
/// Threads: one at a time, any.
final class Announcement implements Readers.Task {
  private final Held held;
  private final long ticket;
  private final Wanted.ToRead wanted;
  private final Readers readers;
  private final QueueSource source;
  private int at;

  /// What S3 said first of any of the places other than that nothing is there.
  private @Nullable ObjectParked refused;

  Announcement(Held held, long ticket, Wanted.ToRead wanted, Readers readers, QueueSource source) {
    this.held = held;
    this.ticket = ticket;
    this.wanted = wanted;
    this.readers = readers;
    this.source = source;
  }

  private Place place() {
    return wanted.places().get(at);
  }

  @Override
  public BucketDesk desk() {
    return place().desk();
  }

  @Override
  public S3Name name() {
    return place().name();
  }

  @Override
  public Optional<String> versionId() {
    return wanted.versionId();
  }

  @Override
  public boolean isWanted() {
    return !held.gone;
  }

  @Override
  public void read(Read read) {
    switch (read) {
      case Read.Present present ->
          source.offer(
              new Ready(
                  held,
                  new Delivery.Found(
                      ticket,
                      name(),
                      Optional.of(present.payload()),
                      present.payload().length(),
                      present.userMetadata(),
                      present.version(),
                      List.of()),
                  present.payload().length(),
                  present::close));
      case Read.TooLong tooLong ->
          offer(
              new Delivery.Found(
                  ticket,
                  name(),
                  Optional.empty(),
                  tooLong.bytes(),
                  tooLong.userMetadata(),
                  tooLong.version(),
                  List.of(overLimit(tooLong.bytes()))));
      case Read.Refused(var reason, var detail) -> refused(reason, detail);
      case Read.Unreachable unreachable ->
          throw new IllegalArgumentException("never told of " + unreachable);
    }
  }

  private static Defect overLimit(long bytes) {
    return new Defect(
        ObjectSource.OBJECT_BYTES_MAX,
        "an object has at most %,d bytes, this one has %,d; its bytes are not kept"
            .formatted(ObjectSource.OBJECT_BYTES_MAX, bytes));
  }

  private void refused(ParkReason reason, String detail) {
    // S3 says that access is denied, too, of what is not there where the bucket may not be listed.
    boolean mayBeElsewhere = reason == ParkReason.NOT_THERE || reason == ParkReason.ACCESS_DENIED;
    if (refused == null || refused.reason() == ParkReason.NOT_THERE) {
      ObjectParked parked =
          new ObjectParked(name(), wanted.versionId(), reason, detail, source.description());
      refused = refused != null && reason == ParkReason.NOT_THERE ? refused : parked;
    }
    if (mayBeElsewhere && at + 1 < wanted.places().size()) {
      at++;
      readers.submit(this);
    } else {
      offer(new Delivery.Parked(ticket, refused));
    }
  }

  private void offer(Delivery delivery) {
    source.offer(new Ready(held, delivery, 0, () -> {}));
  }
}
