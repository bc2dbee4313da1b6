package io.trailseal.indexer.aws;

import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.KeySource;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.key.PublishedKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.regions.Region;

/// The keys CloudTrail lists, for whom it does not matter how they were asked for.
final class CloudTrailKeys implements KeySource {
  private final PublishedKeys published;

  /// Regions that were asked and that nobody here knows.
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  CloudTrailKeys(PublishedKeys published) {
    this.published = published;
  }

  @Override
  public List<PublishedKey> list(String region, Instant from, Instant to) throws SourceException {
    requireFew(region);
    try {
      return published.list(region, from, to).keys();
    } catch (AwsException e) {
      boolean denied = e.obstacle() == Obstacle.ACCESS_DENIED;
      throw new SourceException(
          e.obstacle(), e.detail() + (denied ? "; cloudtrail:ListPublicKeys is needed" : ""));
    }
  }

  /// Each region has a client of its own, and names of regions come out of hostile names. One that
  /// is younger than the SDK is asked, too, but not any number of those.
  private void requireFew(String region) throws SourceException {
    boolean known = Region.regions().stream().anyMatch(each -> each.id().equals(region));
    if (known || unknown.contains(region)) {
      return;
    }
    if (AwsAccess.isRegion(region)
        && (unknown.size() >= RegionKeys.REGIONS_MAX || !unknown.add(region))) {
      throw new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          "ListPublicKeys in %s: not asked: more than %d regions that nobody knows are named"
              .formatted(region, RegionKeys.REGIONS_MAX));
    }
  }

  @Override
  public void close() {
    published.close();
  }
}
