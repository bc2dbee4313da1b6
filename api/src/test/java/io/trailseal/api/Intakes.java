package io.trailseal.api;

import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.intake.IntakeStatus.BucketStatus;
import io.trailseal.indexer.intake.IntakeStatus.DiskStatus;
import io.trailseal.indexer.intake.IntakeStatus.KeyStatus;
import io.trailseal.indexer.intake.IntakeStatus.QueueStatus;
import io.trailseal.indexer.intake.IntakeStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a running intake may say of itself.
public final class Intakes {
  /// What an operator may call a queue, and what an endpoint may answer.
  public static final String HOSTILE = "q\"u\\e\nu}e\u202e <b>";

  private Intakes() {}

  /// All is well, as of `now`.
  public static IntakeStatus running(Instant now) {
    return with(now, State.RUNNING, queue("trail", Optional.empty(), now), Optional.empty());
  }

  /// One queue has trouble.
  public static IntakeStatus troubled(Instant now) {
    return with(
        now,
        State.RUNNING,
        queue(HOSTILE, Optional.of("access denied: allow sqs:ReceiveMessage " + HOSTILE), now),
        Optional.of("slow down"));
  }

  public static IntakeStatus in(State state, Instant now) {
    return with(now, state, queue("trail", Optional.empty(), now), Optional.empty());
  }

  public static QueueStatus queue(String name, Optional<String> trouble, Instant oldest) {
    return new QueueStatus(
        name,
        trouble,
        OptionalLong.of(12),
        OptionalLong.empty(),
        3,
        Optional.of(oldest),
        100,
        90,
        4,
        2,
        OptionalInt.of(5));
  }

  /// Just started: nobody asked a bucket or CloudTrail anything.
  public static IntakeStatus fresh(Instant now) {
    IntakeStatus running = running(now);
    return new IntakeStatus(
        running.state(),
        running.trouble(),
        running.queues(),
        List.of(
            new BucketStatus(
                "s3://example-trail-logs", Optional.empty(), 0, 0, 0, Optional.empty())),
        running.listing(),
        running.disk(),
        new KeyStatus(Optional.empty(), Optional.empty()));
  }

  /// All is well, and the queue has no redrive policy.
  public static IntakeStatus withoutRedrive(Instant now) {
    QueueStatus queue =
        new QueueStatus(
            "trail",
            Optional.empty(),
            OptionalLong.of(0),
            OptionalLong.of(0),
            0,
            Optional.empty(),
            0,
            0,
            0,
            0,
            OptionalInt.empty());
    return with(now, State.RUNNING, queue, Optional.empty());
  }

  private static IntakeStatus with(
      Instant now, State state, QueueStatus queue, Optional<String> bucketTrouble) {
    return new IntakeStatus(
        state,
        Optional.empty(),
        List.of(queue),
        List.of(
            new BucketStatus(
                "s3://example-trail-logs",
                bucketTrouble,
                7,
                4096,
                1,
                Optional.of(now.minus(Duration.ofHours(1))))),
        Optional.empty(),
        new DiskStatus(1_000_000, 1),
        new KeyStatus(Optional.of(now.minus(Duration.ofHours(2))), Optional.empty()));
  }
}
