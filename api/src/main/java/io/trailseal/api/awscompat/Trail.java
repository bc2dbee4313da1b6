package io.trailseal.api.awscompat;

import io.trailseal.api.ask.TrailsSeen;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Freshness;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A trail, as far as its digests tell: those whose signature was verified, because anybody can
/// write a name. What they do not tell is left out of answers.
///
/// @param id what tells it from others
/// @param regions whose digests came in
/// @param newestDigest end of what its newest digest covers
/// @param newestLog when the newest log file of its accounts and regions was delivered
/// @param at when this was so
record Trail(
    Id id, Set<String> regions, Instant newestDigest, Optional<Instant> newestLog, Instant at) {
  /// CloudTrail writes a digest an hour, also where nothing happened.
  static final Duration DIGEST_AGE_MAX = Duration.ofHours(2);

  Trail {
    regions = Set.copyOf(regions);
  }

  /// @param account whose trail it is; empty for an organization's: its digests lie in the folders
  ///   of all accounts, and do not say which one owns it
  record Id(
      String name,
      String homeRegion,
      Optional<String> account,
      Optional<String> organization,
      String bucket,
      String prefix) {

    /// As `arn:aws:cloudtrail:us-east-2:123456789012:trail/MyTrail`.
    Optional<String> arn() {
      String partition =
          homeRegion.startsWith("cn-")
              ? "aws-cn"
              : homeRegion.startsWith("us-gov-") ? "aws-us-gov" : "aws";
      return account.map(
          owner ->
              "arn:%s:cloudtrail:%s:%s:trail/%s".formatted(partition, homeRegion, owner, name));
    }

    boolean isMeant(String nameOrArn) {
      return nameOrArn.startsWith("arn:")
          ? arn().filter(nameOrArn::equals).isPresent()
          : name.equals(nameOrArn);
    }
  }

  /// All that the caller may know of, by name.
  static List<Trail> of(TrailsSeen seen, Caller caller) {
    Map<Id, List<Chain>> chains = new LinkedHashMap<>();
    for (DigestFacts digest : seen.newestDigests()) {
      ObjectKey.parse(digest.name().key())
          .filter(key -> key.kind() == ObjectKind.DIGEST)
          .map(key -> new Chain(digest, key))
          .filter(chain -> caller.accounts().map(all -> all.contains(chain.account())).orElse(true))
          .ifPresent(
              chain -> chains.computeIfAbsent(chain.trail(), _ -> new ArrayList<>()).add(chain));
    }
    Map<String, Instant> newestLogs = new TreeMap<>();
    for (Freshness place : seen.freshness()) {
      place.newestLog().ifPresent(at -> newestLogs.put(place.account() + "/" + place.region(), at));
    }
    List<Trail> trails = new ArrayList<>();
    chains.forEach((id, its) -> trails.add(of(id, its, newestLogs, seen.at())));
    trails.sort(Comparator.comparing(trail -> trail.id.toString()));
    return trails;
  }

  private static Trail of(Id id, List<Chain> chains, Map<String, Instant> newestLogs, Instant at) {
    Set<String> regions = new HashSet<>();
    Instant digest = Instant.EPOCH;
    Optional<Instant> log = Optional.empty();
    for (Chain chain : chains) {
      regions.add(chain.region());
      digest = later(digest, chain.digest.endTime());
      Instant here = newestLogs.get(chain.account() + "/" + chain.region());
      log = here == null ? log : Optional.of(later(here, log.orElse(here)));
    }
    return new Trail(id, regions, digest, log, at);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /// The digests of one account and region.
  private record Chain(DigestFacts digest, ObjectKey key) {
    String account() {
      return key.account().orElse("");
    }

    String region() {
      return key.region().orElse("");
    }

    Id trail() {
      return new Id(
          key.trailName().orElse(""),
          key.homeRegion().orElse(""),
          key.organization().isPresent() ? Optional.empty() : key.account(),
          key.organization(),
          digest.name().bucket(),
          key.prefix());
    }
  }

  /// Whether it delivers, as far as can be told from here: a digest came when one was due.
  boolean isLogging() {
    return newestDigest.isAfter(at.minus(DIGEST_AGE_MAX));
  }
}
