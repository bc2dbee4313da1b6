package io.trailseal.indexer.aws;

import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.key.PublishedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The keys of many regions: what CloudTrail answered in each, or why it did not.
///
/// @param answers in the order of the regions' names; one without keys is among the refused
/// @param refused why a region's keys could not be had, by the region; what it signed can then not
///   be told. The regions' names are hostile, the reasons printable
public record RegionKeys(
    List<PublishedKeys.Answer> answers, SortedMap<String, AwsException> refused) {
  /// CloudTrail signs digests since then, so no key is older.
  public static final Instant FIRST = Instant.parse("2015-10-01T00:00:00Z");

  /// AWS has a few dozen. Whoever can write to a bucket can make folders named like regions, and
  /// each costs seconds of asking a host that is not there.
  public static final int REGIONS_MAX = 100;

  public RegionKeys {
    answers = List.copyOf(answers);
  }

  /// Asks in each region, several at a time.
  ///
  /// The time asked for should go to now, whatever is verified: backfill digests are signed at an
  /// unknown time after the time they are for.
  ///
  /// @param regions hostile, as they are read out of names
  /// @throws InterruptedException if the thread was interrupted meanwhile
  public static RegionKeys ask(
      PublishedKeys published, SortedSet<String> regions, Instant from, Instant to)
      throws InterruptedException {
    List<PublishedKeys.Answer> answers = new ArrayList<>();
    SortedMap<String, AwsException> refused = new TreeMap<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      Map<String, Future<PublishedKeys.Answer>> asked = new LinkedHashMap<>();
      for (String region : regions) {
        if (asked.size() < REGIONS_MAX) {
          asked.put(region, threads.submit(() -> published.list(region, from, to)));
        } else {
          refused.put(
              region,
              new AwsException(
                  Obstacle.OBJECT_NOT_READABLE,
                  "not asked: more than %d regions are named".formatted(REGIONS_MAX)));
        }
      }
      for (Map.Entry<String, Future<PublishedKeys.Answer>> each : asked.entrySet()) {
        try {
          PublishedKeys.Answer answer = await(each.getValue());
          if (answer.keys().isEmpty()) {
            throw new AwsException(Obstacle.SIGNING_KEY_UNKNOWN, "ListPublicKeys names none");
          }
          answers.add(answer);
        } catch (AwsException e) {
          refused.put(each.getKey(), e);
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return new RegionKeys(answers, refused);
  }

  private static PublishedKeys.Answer await(Future<PublishedKeys.Answer> future)
      throws AwsException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case AwsException refused -> throw refused;
        case RuntimeException thrown -> throw thrown;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException("asking for keys failed", e);
      }
    }
  }

  /// All of them.
  public List<PublishedKey> keys() {
    return answers.stream().flatMap(answer -> answer.keys().stream()).toList();
  }
}
