package io.trailseal.api.metrics;

import io.trailseal.api.health.Deliveries;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.intake.IntakeStatus.BucketStatus;
import io.trailseal.indexer.intake.IntakeStatus.QueueStatus;
import java.time.Instant;
import java.util.Locale;

/// What the running intake says of itself. Counts begin with the process.
final class IntakeSamples {
  private final IntakeStatus status;
  private final Instant now;
  private final Samples samples;

  IntakeSamples(IntakeStatus status, Instant now, Samples samples) {
    this.status = status;
    this.now = now;
    this.samples = samples;
  }

  void addAll() {
    for (IntakeStatus.State state : IntakeStatus.State.values()) {
      samples.gauge(
          "intake_state",
          "1 for the state intake is in.",
          state == status.state() ? 1 : 0,
          "state",
          state.name().toLowerCase(Locale.ROOT));
    }
    if (status.disk().watermarkBytes() > 0) {
      samples.gauge(
          "disk_watermark_bytes",
          "Intake rests while the store's disk has less room.",
          status.disk().watermarkBytes());
    }
    status.queues().forEach(this::queue);
    status.buckets().forEach(this::bucket);
    status
        .listing()
        .ifPresent(
            listing -> {
              samples.gauge(
                  "listing_folders_done",
                  "Folders the listing under way has listed.",
                  listing.foldersDone());
              samples.gauge(
                  "listing_folders_known",
                  "Folders the listing under way knows of so far.",
                  listing.foldersKnown());
            });
    status
        .keys()
        .askedAt()
        .ifPresent(
            at ->
                samples.age(
                    "public_keys_age_seconds",
                    "Since CloudTrail last answered ListPublicKeys.",
                    Deliveries.age(at, now)));
    samples.gauge(
        "public_keys_trouble",
        "Whether CloudTrail last refused to name its public keys.",
        status.keys().trouble().isPresent() ? 1 : 0);
  }

  private void queue(QueueStatus queue) {
    String[] labels = {"queue", queue.name()};
    queue
        .waiting()
        .ifPresent(
            n ->
                samples.gauge(
                    "queue_messages_waiting", "Messages to be received, as SQS says.", n, labels));
    queue
        .inFlight()
        .ifPresent(
            n ->
                samples.gauge(
                    "queue_messages_in_flight",
                    "Messages received and not acknowledged, as SQS says.",
                    n,
                    labels));
    samples.gauge(
        "queue_messages_held", "Messages this process has in hand.", queue.held(), labels);
    queue
        .oldestSentAt()
        .ifPresent(
            at ->
                samples.age(
                    "queue_oldest_message_age_seconds",
                    "Since the oldest message in hand was sent.",
                    Deliveries.age(at, now),
                    labels));
    samples.counter(
        "queue_messages_received",
        "Messages received, each time one came counted.",
        queue.received(),
        labels);
    samples.counter("queue_messages_deleted", "Messages deleted.", queue.deleted(), labels);
    samples.counter("queue_messages_set_aside", "Messages set aside.", queue.setAside(), labels);
    samples.counter(
        "queue_objects_outside",
        "Objects announced in our buckets outside our parts of them, which nobody reads.",
        queue.outside(),
        labels);
    queue
        .receivesMax()
        .ifPresent(
            n ->
                samples.gauge(
                    "queue_receives_max",
                    "After how many receivings a message goes to the dead-letter queue.",
                    n,
                    labels));
    samples.gauge(
        "queue_trouble",
        "Whether the queue last answered with trouble instead of messages.",
        queue.trouble().isPresent() ? 1 : 0,
        labels);
  }

  private void bucket(BucketStatus bucket) {
    String[] labels = {"bucket", bucket.name()};
    samples.counter("bucket_objects_read", "Objects read.", bucket.read(), labels);
    samples.counter("bucket_read_bytes", "Bytes of objects read.", bucket.bytes(), labels);
    samples.counter(
        "bucket_reads_tried_again",
        "Readings tried again after a passing trouble.",
        bucket.triedAgain(),
        labels);
    bucket
        .reconciledAt()
        .ifPresent(
            at ->
                samples.age(
                    "bucket_reconciled_age_seconds",
                    "Since the bucket's recent days were last listed to their end.",
                    Deliveries.age(at, now),
                    labels));
    samples.gauge(
        "bucket_trouble",
        "Whether S3 last answered with trouble instead of an object or a listing.",
        bucket.trouble().isPresent() ? 1 : 0,
        labels);
  }
}
