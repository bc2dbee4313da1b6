package io.trailseal.api.health;

import io.trailseal.indexer.ledger.Freshness;
import io.trailseal.verifier.S3Name;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How new what came in of each account and region is.
///
/// @param places account and region by account and region, those something came from last first, at
///   most [#PLACES_MAX]
/// @param placesOmitted how many more there are, all of them silent for longer
public record Deliveries(List<Place> places, long placesOmitted) {
  /// Names are hostile, and each place is two lines of metrics. An organization of 300 accounts in
  /// all regions has this many.
  public static final int PLACES_MAX = 5_000;

  /// Account ids have 12 digits and regions some 15 letters.
  private static final int NAME_LENGTH_MAX = 64;

  public Deliveries {
    places = List.copyOf(places);
  }

  /// One account in one region.
  ///
  /// @param account as the keys say, printable
  /// @param region as the keys say, printable
  public record Place(
      String account, String region, Optional<Instant> newestLog, Optional<Instant> newestDigest) {

    Optional<Instant> newest() {
      return Stream.of(newestLog, newestDigest)
          .flatMap(Optional::stream)
          .max(Comparator.naturalOrder());
    }
  }

  static Deliveries of(List<Freshness> all) {
    List<Place> places =
        all.stream()
            .map(
                one ->
                    new Place(
                        S3Name.excerpt(one.account(), NAME_LENGTH_MAX),
                        S3Name.excerpt(one.region(), NAME_LENGTH_MAX),
                        one.newestLog(),
                        one.newestDigest()))
            .sorted(
                Comparator.comparing(
                        (Place place) -> place.newest().orElse(Instant.MIN),
                        Comparator.reverseOrder())
                    .thenComparing(Place::account)
                    .thenComparing(Place::region))
            .limit(PLACES_MAX)
            .toList();
    return new Deliveries(places, all.size() - places.size());
  }

  /// How old `time` is at `now`; what claims to be of the future is new.
  public static Duration age(Instant time, Instant now) {
    return time.isAfter(now) ? Duration.ZERO : Duration.between(time, now);
  }
}
