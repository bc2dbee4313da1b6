package io.trailseal.appliance.cli;

import io.trailseal.appliance.settings.Settings;
import io.trailseal.appliance.settings.SourceSettings;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsSources;
import io.trailseal.indexer.aws.AwsSources.QueueAt;
import io.trailseal.indexer.intake.Intake;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.indexer.intake.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Starts to take in from what is set.
///
/// The AWS SDK takes the better part of a second to load, so whoever has no source set does not
/// refer to this. Starting asks nobody anything: a queue or bucket that cannot be reached is tried
/// again and again, and shown as trouble.
final class IntakeSources {
  private IntakeSources() {}

  /// From all of them, for as long as it is open. To be closed before the store.
  static Intake start(Store store, Settings settings, InstantSource clock) throws IOException {
    List<QueueAt> queues =
        settings.intake().stream().flatMap(source -> source.queue().stream()).toList();
    return start(store, settings, queues, limits(store, settings), clock);
  }

  /// From the buckets alone, and only when told to list them.
  static Intake withoutQueues(Store store, Settings settings, InstantSource clock)
      throws IOException {
    IntakeLimits limits = limits(store, settings);
    IntakeLimits onlyWhenTold =
        new IntakeLimits(
            limits.receivers(),
            limits.messagesHeldMax(),
            limits.readsMax(),
            limits.readBytesMax(),
            limits.hiddenFor(),
            limits.diskFreeBytesMin(),
            Duration.ZERO,
            limits.reconcileDays(),
            limits.parkedEvery(),
            limits.keysEvery());
    return start(store, settings, List.of(), onlyWhenTold, clock);
  }

  private static Intake start(
      Store store,
      Settings settings,
      List<QueueAt> queues,
      IntakeLimits limits,
      InstantSource clock)
      throws IOException {
    List<SourceSettings> withBucket =
        settings.intake().stream().filter(source -> source.bucket().isPresent()).toList();
    // CloudTrail's keys are the same for everybody in a partition: whoever may read the first
    // bucket asks for them.
    AwsAccess keys =
        withBucket.stream().map(SourceSettings::access).findFirst().orElse(AwsAccess.STANDARD);
    Sources sources =
        AwsSources.open(
            queues,
            withBucket.stream().flatMap(source -> source.bucket().stream()).toList(),
            keys,
            limits,
            clock);
    try {
      return store.intake(sources, limits, clock);
    } catch (IOException | RuntimeException e) {
      try (sources) {
        throw e;
      }
    }
  }

  private static IntakeLimits limits(Store store, Settings settings) throws IOException {
    return settings.limits(Files.getFileStore(store.home()).getTotalSpace());
  }

  /// What is taken in, a line for each source.
  static List<String> told(Settings settings) {
    return settings.intake().stream().map(IntakeSources::told).toList();
  }

  private static String told(SourceSettings source) {
    Optional<String> bucket =
        source
            .bucket()
            .map(at -> "s3://%s/%s".formatted(at.root().bucket(), at.root().keyPrefix()));
    Optional<String> queue = source.queue().map(QueueAt::url);
    String what =
        bucket.isPresent()
            ? bucket.get()
                + queue
                    .map(url -> ", announced by " + url)
                    .orElse(", by listing it and by what other sources' queues announce")
            : "other sources' buckets, announced by " + queue.orElse("nobody");
    return "takes in %s: %s".formatted(source.name(), what);
  }
}
