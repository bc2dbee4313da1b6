package io.trailseal.verifier.synthetic;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The names CloudTrail gives to accounts, regions and objects.
///
/// Source: "Finding your CloudTrail log files" and "CloudTrail digest file structure" in the
/// CloudTrail user guide.
final class TrailLayout {
  /// The home region first.
  static final List<String> REGIONS =
      List.of(
          "us-east-1",
          "eu-west-1",
          "eu-central-1",
          "us-west-2",
          "ap-southeast-1",
          "ap-northeast-1",
          "us-east-2",
          "ap-southeast-2",
          "ap-south-1",
          "eu-west-2",
          "ca-central-1",
          "sa-east-1",
          "eu-north-1",
          "eu-west-3",
          "ap-northeast-2",
          "us-west-1",
          "ap-northeast-3");

  /// The accounts of AWS's documentation, which belong to nobody.
  private static final List<String> ACCOUNTS =
      List.of("111122223333", "444455556666", "777788889999", "123456789012", "999988887777");

  private static final DateTimeFormatter DAY = utc("yyyy/MM/dd");
  private static final DateTimeFormatter MINUTE = utc("yyyyMMdd'T'HHmm'Z'");
  private static final DateTimeFormatter SECOND = utc("yyyyMMdd'T'HHmmss'Z'");

  private final SampleSettings settings;

  TrailLayout(SampleSettings settings) {
    this.settings = settings;
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  static List<String> accountIds(int count) {
    Set<String> ids = new LinkedHashSet<>(ACCOUNTS);
    Dice dice = Dice.of(0, "account ids");
    while (ids.size() < count) {
      ids.add("%012d".formatted(200_000_000_000L + Math.floorMod(dice.bits(), 700_000_000_000L)));
    }
    return ids.stream().limit(count).toList();
  }

  /// `2026-03-02T00:00:00Z`
  static String iso(long epochSecond) {
    return Instant.ofEpochSecond(epochSecond).toString();
  }

  String logKey(String account, String region, long deliveredSecond, String unique) {
    Instant delivered = Instant.ofEpochSecond(deliveredSecond);
    return "%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz"
        .formatted(
            accountFolder(account),
            region,
            DAY.format(delivered),
            account,
            region,
            MINUTE.format(delivered),
            unique);
  }

  String digestKey(String account, String region, long endSecond) {
    Instant end = Instant.ofEpochSecond(endSecond);
    return "%s/CloudTrail-Digest/%s/%s/%s_CloudTrail-Digest_%s_%s_%s_%s.json.gz"
        .formatted(
            accountFolder(account),
            region,
            DAY.format(end),
            account,
            region,
            Story.TRAIL,
            REGIONS.getFirst(),
            SECOND.format(end));
  }

  /// What the keys of public keys begin with.
  static final String PUBLIC_KEYS = "public-keys/";

  static String publicKeysKey(String region) {
    return PUBLIC_KEYS + region + ".json";
  }

  private String accountFolder(String account) {
    return (settings.prefix().isEmpty() ? "" : settings.prefix() + "/")
        + "AWSLogs/"
        + settings.organization().map(id -> id + "/").orElse("")
        + account;
  }
}
