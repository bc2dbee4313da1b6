package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.intake.IntakeStatus.BucketStatus;
import io.trailseal.verifier.S3Name;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// One bucket as intake knows it: the bucket itself, and how reading it goes.
///
/// Threads: any.
final class BucketDesk {
  private final Bucket bucket;
  private final Trouble readTrouble;
  private final Trouble listTrouble;
  private final LongAdder read = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder triedAgain = new LongAdder();
  private volatile Optional<Instant> reconciledAt = Optional.empty();

  /// Readings in a row that came to nothing because the bucket could not be reached.
  private volatile int failuresInRow;

  BucketDesk(Bucket bucket) {
    this.bucket = bucket;
    this.readTrouble = new Trouble("reading " + bucket.description());
    this.listTrouble = new Trouble("listing " + bucket.description());
  }

  Bucket bucket() {
    return bucket;
  }

  boolean contains(S3Name name) {
    return bucket.root().contains(name);
  }

  /// What listing it meets with.
  Trouble listTrouble() {
    return listTrouble;
  }

  /// Whether it could not be reached when it was last asked for an object.
  boolean isUnreachable() {
    return failuresInRow > 0;
  }

  void count(Bucket.Read answer) {
    switch (answer) {
      case Bucket.Read.Present present -> {
        read.increment();
        bytes.add(present.payload().length());
        readTrouble.over();
      }
      case Bucket.Read.TooLong _ -> readTrouble.over();
      case Bucket.Read.Refused refused -> {
        // That an object is not there says nothing about the bucket.
        if (refused.reason().obstacle().isPresent()) {
          readTrouble.is(refused.detail());
        } else {
          readTrouble.over();
        }
      }
      case Bucket.Read.Unreachable unreachable -> {
        triedAgain.increment();
        readTrouble.is(unreachable.detail());
      }
    }
  }

  /// @return for how many readings in a row it had not been reached, if it has now
  synchronized int reached(boolean isReached) {
    int before = failuresInRow;
    failuresInRow = isReached ? 0 : before + 1;
    return isReached ? before : 0;
  }

  void reconciled(Instant at) {
    reconciledAt = Optional.of(at);
  }

  BucketStatus status() {
    return new BucketStatus(
        bucket.description(),
        readTrouble.now().or(listTrouble::now),
        read.sum(),
        bytes.sum(),
        triedAgain.sum(),
        reconciledAt);
  }
}
