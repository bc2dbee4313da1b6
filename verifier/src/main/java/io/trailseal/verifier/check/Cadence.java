package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CloudTrail writes one digest an hour for each account, region and trail, also when nothing
/// happened. So the name of a digest that is not here is known.
///
/// Source: "CloudTrail digest file structure" in the CloudTrail user guide.
public final class Cadence {
  /// From one digest's end to the next one's.
  public static final Duration HOUR = Duration.ofHours(1);

  /// How much later than its end a digest may come without anyone having to worry.
  public static final Duration GRACE = Duration.ofHours(1);

  /// Less time than this between two digests' names is no place for a third.
  static final Duration HALF = Duration.ofMinutes(30);

  /// More missing digests than this in a row are not named one by one: two years of hours.
  static final int RUN_MAX = 17_600;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private Cadence() {}

  /// The name of the digest of the same chain that ends at `end`.
  ///
  /// @param like a digest's name in CloudTrail's layout
  /// @return `like` itself where it has another layout
  public static S3Name named(S3Name like, Instant end) {
    String key = like.key();
    int file = key.lastIndexOf('/');
    int day = file < 11 ? -1 : file - 11;
    String name = key.substring(file + 1);
    String tail = name.endsWith("_backfill.json.gz") ? "_backfill.json.gz" : ".json.gz";
    int stampEnd = name.length() - tail.length();
    int stamp = name.endsWith(tail) ? name.lastIndexOf('_', stampEnd - 1) : -1;
    if (day < 0 || key.charAt(day) != '/' || stamp < 0) {
      return like;
    }
    return new S3Name(
        like.bucket(),
        key.substring(0, day + 1)
            + DAY.format(end)
            + "/"
            + name.substring(0, stamp + 1)
            + STAMP.format(end)
            + tail);
  }

  /// The ends of the digests that should lie between two, the newest first: `to`, an hour before
  /// it, and so on, as long as there is room for one after `from`. At most [#RUN_MAX].
  ///
  /// @param from end of the older digest
  /// @param to start of the newer one, at which the digest before it ends
  public static List<Instant> between(Instant from, Instant to) {
    List<Instant> ends = new ArrayList<>();
    for (Instant end = to;
        Duration.between(from, end).compareTo(HALF) >= 0 && ends.size() < RUN_MAX;
        end = end.minus(HOUR)) {
      ends.add(end);
    }
    return ends;
  }

  /// When the digest after one that ends at `end` should be here at the latest.
  public static Instant dueBy(Instant end) {
    return end.plus(HOUR).plus(GRACE);
  }

  /// `overdue` where the digest after the newest of a chain should be here by now.
  ///
  /// @param newest its name
  /// @param end end of what it covers
  /// @param asOf now, or the time up to which everything should be here
  public static Optional<Verdict> overdue(S3Name newest, Instant end, Instant asOf) {
    if (asOf.isBefore(dueBy(end))) {
      return Optional.empty();
    }
    return Optional.of(new Verdict.Overdue(named(newest, end.plus(HOUR)), newest, dueBy(end)));
  }
}
