package io.trailseal.api.health;

import io.trailseal.api.health.Deliveries.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who has not been heard of for how long. Accounts and regions silent for more than a week count
/// as given up: they are counted and not complained of.
///
/// @param places how many accounts and regions there are
/// @param givenUp how many of them have been silent for more than [HealthRules#SILENT_AGE_MAX]
/// @param overdue how many of the others had digests and have had none for more than
///   [HealthRules#DIGEST_AGE_MAX]
/// @param worst the one of the others whose newest digest, or log file, is oldest: `account
///   region`; empty where there is none
/// @param newestLog age of the worst one's newest log file
/// @param newestDigest age of the worst one's newest digest
record Silence(
    long places,
    long givenUp,
    long overdue,
    String worst,
    Optional<Duration> newestLog,
    Optional<Duration> newestDigest) {

  static Silence of(Deliveries deliveries, Instant now) {
    List<Place> heard =
        deliveries.places().stream()
            .filter(
                place ->
                    place
                        .newest()
                        .map(at -> !isLonger(at, now, HealthRules.SILENT_AGE_MAX))
                        .orElse(false))
            .toList();
    Optional<Place> worst =
        heard.stream()
            .min(
                Comparator.comparing(
                    place -> place.newestDigest().or(place::newestLog).orElse(Instant.MIN)));
    long all = deliveries.places().size() + deliveries.placesOmitted();
    return new Silence(
        all,
        all - heard.size(),
        heard.stream()
            .filter(
                place ->
                    place
                        .newestDigest()
                        .map(at -> isLonger(at, now, HealthRules.DIGEST_AGE_MAX))
                        .orElse(false))
            .count(),
        worst.map(place -> place.account() + " " + place.region()).orElse(""),
        worst.flatMap(Place::newestLog).map(at -> Deliveries.age(at, now)),
        worst.flatMap(Place::newestDigest).map(at -> Deliveries.age(at, now)));
  }

  private static boolean isLonger(Instant at, Instant now, Duration than) {
    return Deliveries.age(at, now).compareTo(than) > 0;
  }

  Map<String, Number> numbers() {
    Map<String, Number> numbers = new LinkedHashMap<>();
    numbers.put("accountsAndRegions", places);
    numbers.put("givenUp", givenUp);
    numbers.put("overdue", overdue);
    newestLog.ifPresent(age -> numbers.put("newestLogSeconds", age.toSeconds()));
    newestDigest.ifPresent(age -> numbers.put("newestDigestSeconds", age.toSeconds()));
    return numbers;
  }
}
