package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket.ListedVersion;
import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.ObjectSource;
import io.trailseal.indexer.intake.Handover.Handed;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.Defect;
import java.util.List;
import java.util.Optional;

/// Versions of one key, read one after another and handed over in their order. Each reports to the
/// folder it was listed in what became of it.
///
/// Threads: one at a time, any.
final class VersionReading implements Readers.Task {
  /// After that a bucket that does not answer is the listing's trouble, not only this object's:
  /// about five minutes.
  private static final int TRIES_MAX = 9;

  /// How S3 calls the version that was written before the bucket had versions.
  private static final String NULL_VERSION = "null";

  private final FolderListing folder;
  private final List<ListedVersion> versions;
  private final Owner owner;
  private int at;
  private boolean anyVersion;

  /// Whoever has it read.
  interface Owner {
    BucketDesk desk();

    Readers readers();

    Handover handover();

    boolean isStopped();

    /// An object could not be read.
    void failed(String detail);

    /// All of them are read.
    void done();
  }

  /// @param versions the oldest first
  VersionReading(FolderListing folder, List<ListedVersion> versions, Owner owner) {
    this.folder = folder;
    this.versions = List.copyOf(versions);
    this.owner = owner;
  }

  /// Has the first read; does not wait for it.
  void start() {
    try {
      next();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      dropRest();
    }
  }

  private void next() throws InterruptedException {
    while (at < versions.size()) {
      ListedVersion version = versions.get(at);
      if (!version.isDeleteMarker()) {
        owner.readers().submit(this);
        return;
      }
      long ticket = owner.handover().nextTicket();
      hand(
          new Delivery.Removed(
              ticket,
              new ObjectRemoved(
                  version.name(),
                  version.version().versionId(),
                  true,
                  version.version().lastModified(),
                  Optional.empty(),
                  owner.handover().description())),
          0,
          () -> {},
          () -> {});
      at++;
    }
    owner.done();
  }

  private void hand(Delivery delivery, long bytes, Runnable counted, Runnable letGo)
      throws InterruptedException {
    Runnable durable =
        () -> {
          counted.run();
          folder.taken();
        };
    boolean isPut = false;
    try {
      isPut = owner.handover().put(new Handed(delivery, bytes, durable, letGo));
    } finally {
      if (!isPut) {
        folder.tally().failed.increment();
        folder.taken();
      }
    }
  }

  @Override
  public BucketDesk desk() {
    return owner.desk();
  }

  @Override
  public S3Name name() {
    return versions.get(at).name();
  }

  @Override
  public Optional<String> versionId() {
    ListedVersion version = versions.get(at);
    if (anyVersion || (version.version().versionId().isEmpty() && version.isNewest())) {
      return Optional.empty();
    }
    return Optional.of(version.version().versionId().orElse(NULL_VERSION));
  }

  @Override
  public boolean isWanted() {
    return !owner.isStopped();
  }

  @Override
  public void read(Read read) {
    ListedVersion version = versions.get(at);
    try {
      switch (read) {
        case Read.Present present ->
            hand(
                new Delivery.Found(
                    owner.handover().nextTicket(),
                    version.name(),
                    Optional.of(present.payload()),
                    present.payload().length(),
                    present.userMetadata(),
                    present.version(),
                    List.of()),
                present.payload().length(),
                () -> {
                  folder.tally().read.increment();
                  folder.tally().readBytes.add(present.payload().length());
                },
                present::close);
        case Read.TooLong tooLong ->
            hand(
                new Delivery.Found(
                    owner.handover().nextTicket(),
                    version.name(),
                    Optional.empty(),
                    tooLong.bytes(),
                    tooLong.userMetadata(),
                    tooLong.version(),
                    List.of(overLimit(tooLong.bytes()))),
                0,
                folder.tally().read::increment,
                tooLong::close);
        case Read.Refused refused -> {
          refused.close();
          if (refused.reason() == ParkReason.ACCESS_DENIED
              && !anyVersion
              && version.isNewest()
              && version.version().versionId().isPresent()) {
            // Whoever may read objects need not be allowed to name versions of them.
            anyVersion = true;
            owner.readers().submit(this);
            return;
          }
          hand(
              new Delivery.Parked(
                  owner.handover().nextTicket(),
                  new ObjectParked(
                      version.name(),
                      version.version().versionId(),
                      refused.reason(),
                      refused.detail(),
                      owner.handover().description())),
              0,
              folder.tally().parked::increment,
              () -> {});
        }
        case Read.Unreachable unreachable -> giveUp(unreachable.detail());
      }
      goOn();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      dropRest();
    }
  }

  static Defect overLimit(long bytes) {
    return new Defect(
        ObjectSource.OBJECT_BYTES_MAX,
        "an object has at most %,d bytes, this one has %,d; its bytes are not kept"
            .formatted(ObjectSource.OBJECT_BYTES_MAX, bytes));
  }

  @Override
  public boolean unreachable(Read.Unreachable why, int times) {
    if (times < TRIES_MAX && !owner.isStopped()) {
      return true;
    }
    giveUp(why.detail());
    try {
      goOn();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      dropRest();
    }
    return false;
  }

  private void giveUp(String detail) {
    owner.failed("%s: %s".formatted(name(), detail));
    folder.tally().failed.increment();
    folder.taken();
  }

  private void goOn() throws InterruptedException {
    at++;
    anyVersion = false;
    next();
  }

  @Override
  public void dropped() {
    folder.tally().failed.increment();
    folder.taken();
    dropRest();
  }

  /// What comes after the one at hand.
  private void dropRest() {
    for (at++; at < versions.size(); at++) {
      folder.tally().failed.increment();
      folder.taken();
    }
    owner.done();
  }
}
