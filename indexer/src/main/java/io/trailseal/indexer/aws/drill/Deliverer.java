package io.trailseal.indexer.aws.drill;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/// Plays CloudTrail and S3: puts objects into a bucket and announces them on a queue, as they would
/// or as they should not.
///
/// Threads: every method may be called by several threads at once.
///
/// Failures: what the servers refuse comes out as the AWS SDK's [SdkException].
public final class Deliverer implements Closeable {
  /// Where everything is.
  public static final String REGION = "us-east-1";

  /// Credentials that mean nothing: the stand-ins check none.
  public static final String ACCESS_KEY_ID = "AKIDEXAMPLE";

  public static final String SECRET_ACCESS_KEY = "an-example-and-no-secret";

  /// SQS's limit.
  private static final int BATCH_MAX = 10;

  private static final int THREADS = 8;

  private final SdkHttpClient http;
  private final S3Client s3;
  private final SqsClient sqs;
  private final InstantSource clock;
  private final AtomicLong sequencer;
  private final ExecutorService threads;

  private Deliverer(URI buckets, URI queues, InstantSource clock) {
    this.http =
        Apache5HttpClient.builder()
            .maxConnections(4 * THREADS)
            // Loopback is not reached through whatever proxy the machine has.
            .proxyConfiguration(
                ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build())
            .build();
    this.s3 =
        with(S3Client.builder())
            .endpointOverride(buckets)
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .build();
    this.sqs = with(SqsClient.builder()).endpointOverride(queues).build();
    this.clock = clock;
    this.sequencer = new AtomicLong(clock.millis() << 20);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("deliverer-", 1).factory());
  }

  /// @param buckets where S3 is
  /// @param queues where SQS is
  /// @param clock says when something was put, which its announcement says
  public static Deliverer to(URI buckets, URI queues, InstantSource clock) {
    return new Deliverer(buckets, queues, clock);
  }

  private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B with(B builder) {
    return builder
        .httpClient(http)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY)))
        // Nothing of the operator's own files is read.
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .defaultProfileFile(
                    ProfileFile.builder()
                        .content(new ByteArrayInputStream(new byte[0]))
                        .type(ProfileFile.Type.CONFIGURATION)
                        .build())
                .build());
  }

  public void createBucket(String bucket) {
    s3.createBucket(request -> request.bucket(bucket));
  }

  /// Only where [StandIn#bucketsWithVersions] is.
  public void createBucketWithVersions(String bucket) {
    createBucket(bucket);
    s3.putBucketVersioning(
        request ->
            request
                .bucket(bucket)
                .versioningConfiguration(with -> with.status(BucketVersioningStatus.ENABLED)));
  }

  /// A queue without a redrive policy, which is what a dead-letter queue is, too.
  public URI createQueue(String name) {
    return URI.create(sqs.createQueue(request -> request.queueName(name)).queueUrl());
  }

  /// A queue that gives up on messages.
  ///
  /// @param receivesMax after so many receivings a message goes to `deadLetters`
  public URI createQueue(String name, URI deadLetters, int receivesMax) {
    String arn =
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(deadLetters.toString())
                        .attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    String policy =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}".formatted(arn, receivesMax);
    return URI.create(
        sqs.createQueue(
                request ->
                    request
                        .queueName(name)
                        .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
            .queueUrl());
  }

  /// Puts an object and tells nobody.
  public Placed put(Parcel parcel) {
    S3Name name = parcel.name();
    PutObjectResponse answer =
        s3.putObject(
            request ->
                request.bucket(name.bucket()).key(name.key()).metadata(parcel.userMetadata()),
            RequestBody.fromBytes(parcel.content().borrow()));
    return new Placed(
        name,
        Placed.What.WRITTEN,
        parcel.content().length(),
        answer.eTag().replace("\"", ""),
        Optional.ofNullable(answer.versionId()),
        sequencer.incrementAndGet(),
        clock.instant());
  }

  /// Deletes an object and tells nobody; with versions, puts a delete marker over it.
  public Placed delete(S3Name name) {
    DeleteObjectResponse answer =
        s3.deleteObject(request -> request.bucket(name.bucket()).key(name.key()));
    return new Placed(
        name,
        Boolean.TRUE.equals(answer.deleteMarker())
            ? Placed.What.MARKED_DELETED
            : Placed.What.DELETED,
        0,
        "",
        Optional.ofNullable(answer.versionId()),
        sequencer.incrementAndGet(),
        clock.instant());
  }

  /// Announces what was done, in order; again if it was announced before.
  public void announce(URI queue, Shape shape, List<Placed> placed) {
    for (int from = 0; from < placed.size(); from += BATCH_MAX) {
      send(
          queue,
          Announcements.bodies(
              shape, placed.subList(from, Math.min(placed.size(), from + BATCH_MAX))));
    }
  }

  /// Sends anything.
  public void send(URI queue, List<String> bodies) {
    for (int from = 0; from < bodies.size(); from += BATCH_MAX) {
      List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
      for (int i = from; i < Math.min(bodies.size(), from + BATCH_MAX); i++) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(i))
                .messageBody(bodies.get(i))
                .build());
      }
      SendMessageBatchResponse answer =
          sqs.sendMessageBatch(request -> request.queueUrl(queue.toString()).entries(entries));
      if (!answer.failed().isEmpty()) {
        throw new IllegalStateException("the queue refused " + answer.failed());
      }
    }
  }

  /// Puts many objects and announces each after it is there: several at a time, in no order.
  ///
  /// @return what was put, in the order given
  public List<Placed> deliver(URI queue, Shape shape, Collection<Parcel> parcels)
      throws InterruptedException {
    return inParallel(
        List.copyOf(parcels),
        some -> {
          List<Placed> placed = some.stream().map(this::put).toList();
          announce(queue, shape, placed);
          return placed;
        });
  }

  /// Puts many objects, several at a time, and tells nobody.
  ///
  /// @return what was put, in the order given
  public List<Placed> putAll(Collection<Parcel> parcels) throws InterruptedException {
    return inParallel(List.copyOf(parcels), some -> some.stream().map(this::put).toList());
  }

  private interface Work {
    List<Placed> of(List<Parcel> some);
  }

  private List<Placed> inParallel(List<Parcel> parcels, Work work) throws InterruptedException {
    List<Future<List<Placed>>> parts = new ArrayList<>();
    for (int from = 0; from < parcels.size(); from += BATCH_MAX) {
      List<Parcel> some = parcels.subList(from, Math.min(parcels.size(), from + BATCH_MAX));
      parts.add(threads.submit(() -> work.of(some)));
    }
    List<Placed> placed = new ArrayList<>();
    for (Future<List<Placed>> part : parts) {
      try {
        placed.addAll(part.get());
      } catch (ExecutionException e) {
        parts.forEach(other -> other.cancel(false));
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return placed;
  }

  /// How many messages of a queue are waiting, and how many somebody has received and not deleted.
  public Waiting waiting(URI queue) {
    Map<QueueAttributeName, String> answer =
        sqs.getQueueAttributes(
                request ->
                    request
                        .queueUrl(queue.toString())
                        .attributeNames(
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
            .attributes();
    return new Waiting(
        Long.parseLong(answer.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)),
        Long.parseLong(answer.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE)));
  }

  /// @param visible messages to be received
  /// @param inFlight messages received, and neither deleted nor back
  public record Waiting(long visible, long inFlight) {
    public boolean isEmpty() {
      return visible == 0 && inFlight == 0;
    }
  }

  /// The names of all objects of a bucket, in order.
  public List<S3Name> names(String bucket) {
    return s3.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .map(key -> new S3Name(bucket, key))
        .toList();
  }

  /// The bytes of an object.
  public Payload read(S3Name name) {
    return Payload.adopt(
        s3.getObjectAsBytes(request -> request.bucket(name.bucket()).key(name.key()))
            .asByteArray());
  }

  @Override
  public void close() {
    threads.shutdownNow();
    s3.close();
    sqs.close();
    http.close();
  }
}
