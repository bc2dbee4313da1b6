package io.trailseal.indexer.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How intake is, at one moment. Counts are since the process began.
///
/// @param state what it does
/// @param trouble what keeps it from it, for a person, printable: the watermark, the store
/// @param queues in the order of the settings
/// @param buckets in the order of the settings
/// @param listing the listing that is under way
/// @param disk of the store's disk
/// @param keys how the public keys are kept up
public record IntakeStatus(
    State state,
    Optional<String> trouble,
    List<QueueStatus> queues,
    List<BucketStatus> buckets,
    Optional<ListingStatus> listing,
    DiskStatus disk,
    KeyStatus keys) {
  public IntakeStatus {
    queues = List.copyOf(queues);
    buckets = List.copyOf(buckets);
  }

  public enum State {
    /// No source is set.
    OFF,
    RUNNING,
    /// Less room on the disk than the watermark. What is here is served; intake goes on by itself.
    PAUSED_DISK_LOW,
    /// The store cannot be written. Tried again by itself.
    PAUSED_STORE_FAILING,
    STOPPED
  }

  /// @param name as the ledger has it
  /// @param trouble what the queue last answered instead of messages, printable; empty while all is
  ///   well
  /// @param waiting messages to be received, as SQS says, about
  /// @param inFlight messages received and not acknowledged, as SQS says, about
  /// @param held messages that this process has in hand
  /// @param oldestSentAt when the oldest message in hand was sent
  /// @param received since the process began, each time a message came counted
  /// @param deleted messages deleted since
  /// @param setAside messages set aside since, each time one came counted
  /// @param outside objects since that were announced in our buckets and outside our parts of them,
  ///   which nobody reads
  /// @param receivesMax after how many receivings a message goes to the dead-letter queue; empty
  ///   where there is no redrive policy or it may not be asked
  public record QueueStatus(
      String name,
      Optional<String> trouble,
      OptionalLong waiting,
      OptionalLong inFlight,
      long held,
      Optional<Instant> oldestSentAt,
      long received,
      long deleted,
      long setAside,
      long outside,
      OptionalInt receivesMax) {
    static final String NO_REDRIVE =
        "no redrive policy: a message that nobody understands comes again until the queue forgets"
            + " it; set one with a dead-letter queue";

    /// What should be set otherwise though nothing is wrong: `no redrive policy: …`. Only of what
    /// the queue itself said.
    public Optional<String> advice() {
      return waiting.isPresent() && receivesMax.isEmpty()
          ? Optional.of(NO_REDRIVE)
          : Optional.empty();
    }
  }

  /// @param name as the ledger has it
  /// @param trouble what S3 last answered instead of an object or a listing, printable; empty while
  ///   all is well
  /// @param read objects read since the process began
  /// @param bytes of them
  /// @param triedAgain readings tried again after a passing trouble
  /// @param reconciledAt when its recent days were last listed to their end
  public record BucketStatus(
      String name,
      Optional<String> trouble,
      long read,
      long bytes,
      long triedAgain,
      Optional<Instant> reconciledAt) {}

  /// @param what `backfill of s3://…` or `reconciliation of s3://…`
  /// @param foldersDone days of an account and region listed
  /// @param foldersKnown of so many known so far
  /// @param listed objects in the listings so far
  /// @param found of them not here before
  /// @param left how long it may take yet
  /// @param trouble of the bucket at present, printable; empty while all is well
  public record ListingStatus(
      String what,
      long foldersDone,
      long foldersKnown,
      long listed,
      long found,
      Optional<Duration> left,
      Optional<String> trouble) {}

  /// @param freeBytes room for us on the store's disk
  /// @param watermarkBytes intake stops below this
  public record DiskStatus(long freeBytes, long watermarkBytes) {}

  /// @param askedAt when CloudTrail last answered ListPublicKeys
  /// @param trouble what it last answered instead, printable; empty while all is well
  public record KeyStatus(Optional<Instant> askedAt, Optional<String> trouble) {}
}
