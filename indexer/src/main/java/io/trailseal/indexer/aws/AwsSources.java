package io.trailseal.indexer.aws;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.MessageQueue;
import io.trailseal.indexer.ingest.ObjectSource;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.indexer.intake.Sources;
import io.trailseal.verifier.S3Prefix;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens queues, buckets and the source of keys at AWS.
///
/// Opening talks to nobody, so it cannot fail: what is wrong with credentials, names or the network
/// is told by the first use, and may be right by the next. What is reached the same way shares its
/// connections and credentials; all buckets share one bound of bytes in memory.
public final class AwsSources {
  /// Beside the reads: listings, HEAD.
  private static final int CONNECTIONS_BESIDE = 8;

  /// Receivers, and what deletes and hides.
  private static final int CONNECTIONS_OF_QUEUE = 32;

  private AwsSources() {}

  /// A queue to consume.
  ///
  /// @param url as SQS has it; one that is not of Amazon's is asked where it points
  /// @param access its endpoint is not for queues
  public record QueueAt(String url, AwsAccess access) {
    /// @throws IllegalArgumentException saying what the URL must be
    public QueueAt {
      QueueUrl.of(url);
    }
  }

  /// A bucket to read.
  ///
  /// @param prefix what stands before `AWSLogs/` in the keys, or any folder; empty for the whole
  ///   bucket
  public record BucketAt(String bucket, String prefix, AwsAccess access) {
    /// @throws IllegalArgumentException if it cannot be a bucket's name
    public BucketAt {
      BucketNames.root(bucket, prefix);
    }

    /// What of the bucket is taken in.
    public S3Prefix root() {
      return BucketNames.root(bucket, prefix);
    }
  }

  /// @param queues in the order of the settings, as they are in what is returned
  /// @param buckets likewise
  /// @param keys how CloudTrail is reached
  public static Sources open(
      List<QueueAt> queues,
      List<BucketAt> buckets,
      AwsAccess keys,
      IntakeLimits limits,
      InstantSource clock) {
    return open(queues, buckets, keys, limits, clock, Connection.ATTEMPTS_STANDARD);
  }

  static Sources open(
      List<QueueAt> queues,
      List<BucketAt> buckets,
      AwsAccess keys,
      IntakeLimits limits,
      InstantSource clock,
      int attempts) {
    List<MessageQueue> queuesOpen = new ArrayList<>();
    for (QueueAt queue : queues) {
      queuesOpen.add(
          new SqsQueue(
              QueueUrl.of(queue.url()),
              Connection.prepare(queue.access(), CONNECTIONS_OF_QUEUE, attempts)));
    }
    ByteBudget budget =
        new ByteBudget(Math.max(limits.readBytesMax(), ObjectSource.OBJECT_BYTES_MAX));
    Map<AwsAccess, S3Access> shared = new HashMap<>();
    List<Bucket> bucketsOpen = new ArrayList<>();
    for (BucketAt bucket : buckets) {
      S3Access s3 =
          shared.computeIfAbsent(
              bucket.access(),
              access ->
                  new S3Access(
                      Connection.prepare(
                          access, limits.readsMax() + CONNECTIONS_BESIDE, attempts)));
      bucketsOpen.add(new S3Bucket(bucket.root(), s3.share(), budget));
    }
    shared.values().forEach(S3Access::close);
    return new Sources(
        queuesOpen, bucketsOpen, new CloudTrailKeys(PublishedKeys.prepare(keys, clock, attempts)));
  }
}
