package io.trailseal.verifier.synthetic;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What to write: how many accounts, regions and hours, and how busy they are.
///
/// The same settings give the same bucket.
///
/// @param accounts how many accounts deliver, 1 to [#ACCOUNTS_MAX]
/// @param regions how many regions of each, 1 to [#REGIONS_MAX]
/// @param hours how many hours, and so digests, each chain has, 1 to [#HOURS_MAX]
/// @param eventsPerHour mean number of events an hour in one account and region, 0 to
///   [#EVENTS_PER_HOUR_MAX]; the story comes on top
/// @param organization the organization's id where an organization trail is wanted
/// @param seed everything left to chance follows from it
/// @param start a whole hour; digests begin within ten minutes after it
/// @param bucket the name the digests are signed for
/// @param prefix the trail's key prefix, empty for none, without `/` at either end
public record SampleSettings(
    int accounts,
    int regions,
    int hours,
    int eventsPerHour,
    Optional<String> organization,
    long seed,
    Instant start,
    String bucket,
    String prefix) {

  /// Enough for an organization; more would be a load test of the file system.
  public static final int ACCOUNTS_MAX = 1_000;

  /// The regions every AWS account has without asking for them.
  public static final int REGIONS_MAX = TrailLayout.REGIONS.size();

  /// Ten years.
  public static final int HOURS_MAX = 10 * 366 * 24;

  /// 100 files of 1,100 events in each of the twelve deliveries of an hour, and a little more.
  public static final int EVENTS_PER_HOUR_MAX = 2_000_000;

  private static final Pattern ORGANIZATION = Pattern.compile("o-[a-z0-9]{10,32}");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX =
      Pattern.compile("(?:[A-Za-z0-9!_*'()=-][A-Za-z0-9!_.*'()=-]{0,99}/){0,5}");
  private static final Instant START_EARLIEST = Instant.parse("2015-10-07T00:00:00Z");
  private static final Instant START_LATEST = Instant.parse("2199-01-01T00:00:00Z");

  /// The sample of the demo: about 60,000 events.
  public static final SampleSettings DEFAULTS =
      new SampleSettings(
          3,
          2,
          24,
          417,
          Optional.empty(),
          1,
          Instant.parse("2026-03-02T00:00:00Z"),
          "trailseal-sample-logs",
          "");

  /// @throws IllegalArgumentException naming everything that is wrong, not only the first
  public SampleSettings {
    List<String> wrong = new ArrayList<>();
    requireBetween("accounts", accounts, 1, ACCOUNTS_MAX, wrong);
    requireBetween("regions", regions, 1, REGIONS_MAX, wrong);
    requireBetween("hours", hours, 1, HOURS_MAX, wrong);
    requireBetween("events per hour", eventsPerHour, 0, EVENTS_PER_HOUR_MAX, wrong);
    if (organization.isPresent() && !ORGANIZATION.matcher(organization.get()).matches()) {
      wrong.add(
          "organization must look like o-a1b2c3d4e5 (o- and 10 to 32 lower-case letters and"
              + " digits), found "
              + organization.get());
    }
    if (!start.truncatedTo(ChronoUnit.HOURS).equals(start)) {
      wrong.add("start must be a whole hour, found " + start);
    }
    if (start.isBefore(START_EARLIEST) || start.isAfter(START_LATEST)) {
      // CloudTrail has written digests since that day.
      wrong.add(
          "start must be from %s to %s, found %s".formatted(START_EARLIEST, START_LATEST, start));
    }
    if (!BUCKET.matcher(bucket).matches()) {
      wrong.add(
          "bucket must have 3 to 63 lower-case letters, digits, dots and hyphens, found " + bucket);
    }
    if (!prefix.isEmpty() && !PREFIX.matcher(prefix + "/").matches()) {
      wrong.add(
          "prefix must be up to 5 names separated by / with no / at either end, found " + prefix);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("sample settings: " + String.join("; ", wrong));
    }
  }

  /// Events that will be written, the [story's][Story] few dozen not counted.
  public long eventsWithoutStory() {
    return (long) accounts * regions * hours * eventsPerHour;
  }

  /// The account ids, the first one is the story's.
  public List<String> accountIds() {
    return TrailLayout.accountIds(accounts);
  }

  /// The region names, the first one is the trail's home region.
  public List<String> regionNames() {
    return TrailLayout.REGIONS.subList(0, regions);
  }

  private static void requireBetween(
      String subject, int value, int min, int max, List<String> wrong) {
    if (value < min || value > max) {
      wrong.add("%s must be from %d to %d, found %d".formatted(subject, min, max, value));
    }
  }
}
