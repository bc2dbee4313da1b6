package io.trailseal.indexer.aws;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// A bucket of S3 to take objects in from.
///
/// Its client and its memory are shared with the other buckets that are reached the same way.
final class S3Bucket implements Bucket {
  /// What S3 calls the version of an object that was written without versions. It may be asked for:
  /// that is how to read one that lies under newer versions.
  static final String NO_VERSION = "null";

  private final S3Prefix root;
  private final S3Access access;
  private final S3Client s3;
  private final ByteBudget budget;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// @param access one use of it, given up when this is closed
  S3Bucket(S3Prefix root, S3Access access, ByteBudget budget) {
    this.root = root;
    this.access = access;
    this.s3 = access.client();
    this.budget = budget;
  }

  @Override
  public String description() {
    return S3Name.printable("s3://" + root.bucket() + "/" + root.keyPrefix());
  }

  @Override
  public S3Prefix root() {
    return root;
  }

  @Override
  public Read read(S3Name name, Optional<String> versionId) throws InterruptedException {
    if (!root.contains(name)) {
      return new Read.Refused(
          ParkReason.NOT_READABLE, "it does not lie in " + description() + " and is not asked for");
    }
    try {
      return readUntilRoom(name, versionId);
    } catch (RuntimeException e) {
      requireNotInterrupted(e);
      return ReadTroubles.of(e, versionId);
    }
  }

  /// Asks again where the first answer cannot be taken in: with memory, with a length. What lies
  /// there may have been overwritten meanwhile by something longer.
  private Read readUntilRoom(S3Name name, Optional<String> versionId) throws InterruptedException {
    Optional<WholeVersion.Reserved> reserved = Optional.empty();
    Optional<HeadObjectResponse> head = Optional.empty();
    boolean handedOver = false;
    try {
      while (true) {
        OptionalLong headLength =
            head.map(said -> OptionalLong.of(said.contentLength())).orElse(OptionalLong.empty());
        Optional<String> eTag = head.map(HeadObjectResponse::eTag);
        switch (s3.getObject(
            GetObjectRequest.builder()
                .bucket(name.bucket())
                .key(name.key())
                .versionId(versionId.orElse(null))
                .ifMatch(eTag.orElse(null))
                .checksumMode(ChecksumMode.ENABLED)
                .build(),
            new WholeVersion(budget, reserved, headLength))) {
          case WholeVersion.Answer.Done(Read read) -> {
            handedOver = read instanceof Read.Present;
            return read;
          }
          case WholeVersion.Answer.NoRoom(long bytes) -> {
            reserved.ifPresent(some -> some.done().run());
            reserved = Optional.empty();
            reserved = Optional.of(new WholeVersion.Reserved(bytes, budget.take(bytes)));
          }
          case WholeVersion.Answer.NoLength() -> {
            HeadObjectResponse said = head(name, versionId);
            if (said.contentLength() == null || said.contentLength() < 0) {
              return new Read.Refused(
                  ParkReason.NOT_READABLE, "S3 does not say how long it is, nor does HEAD");
            }
            head = Optional.of(said);
          }
        }
      }
    } finally {
      if (!handedOver) {
        reserved.ifPresent(some -> some.done().run());
      }
    }
  }

  private HeadObjectResponse head(S3Name name, Optional<String> versionId) {
    return s3.headObject(
        HeadObjectRequest.builder()
            .bucket(name.bucket())
            .key(name.key())
            .versionId(versionId.orElse(null))
            .build());
  }

  @Override
  public void list(S3Prefix prefix, ListingSink sink) throws SourceException, InterruptedException {
    requireOurs(prefix);
    new BucketListing(s3, prefix, sink, BucketListing.PAGE_ENTRIES_MAX).folder();
  }

  @Override
  public boolean listVersions(S3Prefix prefix, ListingSink sink)
      throws SourceException, InterruptedException {
    requireOurs(prefix);
    return new BucketListing(s3, prefix, sink, BucketListing.PAGE_ENTRIES_MAX).everything();
  }

  /// A prefix above the root is ours to list, too: that is how one finds what lies there.
  private void requireOurs(S3Prefix prefix) throws SourceException {
    if (!prefix.bucket().equals(root.bucket())) {
      throw new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          "%s does not lie in %s and is not listed"
              .formatted(S3Name.excerpt(prefix.bucket(), 100), description()));
    }
  }

  /// An interrupt comes out of the SDK as itself, or as a connection that broke.
  static void requireNotInterrupted(RuntimeException e) throws InterruptedException {
    // Told by the exception from here on.
    if (Thread.interrupted() || e instanceof AbortedException) {
      InterruptedException interrupted = new InterruptedException("interrupted while asking S3");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      access.close();
    }
  }
}
