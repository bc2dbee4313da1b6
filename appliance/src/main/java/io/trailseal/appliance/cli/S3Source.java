package io.trailseal.appliance.cli;

import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsException;
import io.trailseal.indexer.aws.PublishedKeys;
import io.trailseal.indexer.aws.RegionKeys;
import io.trailseal.indexer.aws.S3Archive;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Place;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.key.KeyCollisionException;
import io.trailseal.verifier.key.KeyRing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A live bucket as what to verify, and its regions' keys.
///
/// The AWS SDK takes the better part of a second to load, so commands that have nothing to do with
/// AWS refer neither to this nor to `indexer.aws`.
///
/// @param bucket as typed
/// @param prefix as typed, empty for the whole bucket
record S3Source(String bucket, String prefix, AwsAccess access, InstantSource clock) {
  private static final String SCHEME = "s3://";

  /// Whether that is a bucket and no path.
  static boolean isMeant(String typed) {
    return typed.startsWith(SCHEME);
  }

  /// @param typed `s3://BUCKET` or `s3://BUCKET/PREFIX`
  static S3Source of(String typed, AwsAccess access, InstantSource clock) {
    String name = typed.substring(SCHEME.length());
    int slash = name.indexOf('/');
    return slash < 0
        ? new S3Source(name, "", access, clock)
        : new S3Source(name.substring(0, slash), name.substring(slash + 1), access, clock);
  }

  /// Whose keys to use, and what the report's reader has to know of them.
  record Keys(KeyRing ring, List<String> remarks) {
    Keys {
      remarks = List.copyOf(remarks);
    }
  }

  /// @throws Failure if there are no credentials, or the bucket cannot be listed
  /// @throws IllegalArgumentException if it cannot be a bucket's name
  Archive open() throws Failure {
    try {
      S3Archive archive = S3Archive.open(bucket, prefix, access, clock);
      try {
        archive.requireListable();
        return archive;
      } catch (AwsException e) {
        archive.close();
        throw unlistable(e);
      }
    } catch (AwsException e) {
      throw new Failure(ExitCode.INPUT_OUTPUT, e.detail(), "");
    }
  }

  private Failure unlistable(AwsException e) {
    String name = S3Name.printable(SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix));
    if (e.isAbsent()) {
      return new Failure(
          ExitCode.INPUT_MISSING,
          "there is no bucket %s: %s".formatted(S3Name.printable(bucket), e.detail()),
          "compare its name%s"
              .formatted(access.endpoint().isPresent() ? ", and --endpoint-url" : ""));
    }
    String message = "%s cannot be listed: %s".formatted(name, e.detail());
    return switch (e.obstacle()) {
      case ACCESS_DENIED ->
          new Failure(
              ExitCode.INPUT_OUTPUT,
              message,
              "the credentials need s3:ListBucket and s3:GetObject on the bucket");
      case THROTTLED -> new Failure(ExitCode.UNAVAILABLE, message, "try again later");
      case UNREACHABLE ->
          new Failure(
              ExitCode.UNAVAILABLE,
              message,
              access.endpoint().isPresent()
                  ? "compare --endpoint-url with where S3 answers"
                  : "does this machine reach S3?");
      default -> new Failure(ExitCode.INPUT_OUTPUT, message, "");
    };
  }

  /// Asks CloudTrail in every region the archive has a place for, from the scope's start (or since
  /// there are digests) up to now, so that whenever a backfill digest was signed its key is among
  /// the answers.
  ///
  /// @throws Failure if two different keys have one fingerprint
  /// @throws InterruptedException if the thread was interrupted meanwhile
  Keys keys(Archive archive, WalkOptions options) throws Failure, InterruptedException {
    TreeSet<String> regions =
        Walk.places(archive, options).stream()
            .map(Place::region)
            .collect(Collectors.toCollection(TreeSet::new));
    if (regions.isEmpty()) {
      return new Keys(KeyRing.of(List.of()), List.of());
    }
    Instant now = clock.instant();
    Instant from =
        options.scope().from().filter(start -> start.isBefore(now)).orElse(RegionKeys.FIRST);
    List<String> remarks = new ArrayList<>();
    try (PublishedKeys published = PublishedKeys.open(access, clock)) {
      RegionKeys keys = RegionKeys.ask(published, regions, from, now);
      if (!keys.answers().isEmpty()) {
        remarks.add(had(keys));
      }
      remarks.addAll(refused(keys.refused()));
      return new Keys(KeyRing.of(keys.keys()), remarks);
    } catch (AwsException e) {
      // There were credentials for S3 a moment ago.
      return new Keys(
          KeyRing.of(List.of()), List.of("no public keys could be asked for: " + e.detail()));
    } catch (KeyCollisionException e) {
      throw new Failure(ExitCode.INPUT_BAD, String.valueOf(e.getMessage()), "");
    }
  }

  private String had(RegionKeys keys) {
    PublishedKeys.Answer first = keys.answers().getFirst();
    return "public keys from ListPublicKeys of %s for %s to %s, asked at %s: %s"
        .formatted(
            access
                .endpoint()
                .map(uri -> uri + " (--endpoint-url), whose word is taken for CloudTrail's,")
                .orElse("CloudTrail"),
            first.from(),
            first.to(),
            first.asked(),
            keys.answers().stream()
                .map(answer -> answer.region() + " " + answer.keys().size())
                .collect(Collectors.joining(", ")));
  }

  /// Regions with the same trouble in one sentence.
  private static List<String> refused(SortedMap<String, AwsException> refused) {
    Map<String, List<String>> byReason = new TreeMap<>();
    refused.forEach(
        (region, e) ->
            byReason
                .computeIfAbsent(e.detail().replace(" in " + region, ""), _ -> new ArrayList<>())
                .add(S3Name.excerpt(region, 50)));
    return byReason.entrySet().stream()
        .map(
            each ->
                "no public keys of %s, so no digest from there can be told: %s; where you have them as files, name them with --keys"
                    .formatted(String.join(", ", each.getValue()), each.getKey()))
        .toList();
  }
}
