package io.trailseal.verifier.trail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes keys apart by hand: a regular expression over hostile text is a risk of its own.
final class KeyParser {
  private static final String ROOT = "AWSLogs";
  private static final String DIGEST_FOLDER = "CloudTrail-Digest";
  private static final String CONFIG_FOLDER = "Config";
  private static final String WRITABILITY_PROBE = "ConfigWritabilityCheckFile";
  private static final String BACKFILL = "_backfill";

  private static final int ACCOUNT_LENGTH = 12;
  private static final int ORGANIZATION_LENGTH_MAX = 34;
  private static final int REGION_LENGTH_MAX = 32;
  private static final int UNIQUE_LENGTH_MAX = 64;

  /// `FOLDER/REGION/YYYY/MM/DD/FILE`, and `ROOT/ACCT` before it.
  private static final int LOG_SEGMENTS_MIN = 8;

  private KeyParser() {}

  static Optional<ObjectKey> parse(String key) {
    String[] segments = key.split("/", -1);
    String file = segments[segments.length - 1];
    if (file.isEmpty() || file.equals(WRITABILITY_PROBE)) {
      return Optional.of(marker(segments));
    }
    ObjectKey found = parseTrailObject(segments, file);
    if (found == null) {
      found = parseConfigObject(segments, file);
    }
    return Optional.ofNullable(found);
  }

  private static ObjectKey marker(String[] segments) {
    for (int root = segments.length - 1; root >= 0; root--) {
      if (segments[root].equals(ROOT)) {
        Owner owner = ownerAfter(segments, root);
        if (owner != null) {
          return key(ObjectKind.MARKER, segments, owner, null, null);
        }
      }
    }
    return new ObjectKey(
        ObjectKind.MARKER,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static @Nullable ObjectKey parseTrailObject(String[] segments, String file) {
    int folderAt = segments.length - 6;
    if (segments.length < LOG_SEGMENTS_MIN) {
      return null;
    }
    ObjectKind kind =
        switch (segments[folderAt]) {
          case "CloudTrail" -> ObjectKind.LOG;
          case "CloudTrail-Insight" -> ObjectKind.INSIGHT_LOG;
          case "CloudTrail-NetworkActivity" -> ObjectKind.NETWORK_ACTIVITY_LOG;
          case "CloudTrail-Aggregated" -> ObjectKind.AGGREGATED_LOG;
          case DIGEST_FOLDER -> ObjectKind.DIGEST;
          default -> null;
        };
    String region = segments[folderAt + 1];
    if (kind == null
        || !isRegion(region)
        || !isDigits(segments[folderAt + 2], 4, 4)
        || !isDigits(segments[folderAt + 3], 1, 2)
        || !isDigits(segments[folderAt + 4], 1, 2)) {
      return null;
    }
    Owner owner = ownerBefore(segments, folderAt);
    String name = stem(file);
    if (owner == null || name == null) {
      return null;
    }
    String beginning = owner.account() + "_" + segments[folderAt] + "_" + region + "_";
    if (!name.startsWith(beginning)) {
      return null;
    }
    String rest = name.substring(beginning.length());
    if (kind == ObjectKind.DIGEST) {
      return parseDigest(segments, owner, region, rest);
    }
    int unique = rest.lastIndexOf('_');
    Instant time = unique < 0 ? null : stamp(rest.substring(0, unique));
    if (time == null || !isAlphanumeric(rest.substring(unique + 1), UNIQUE_LENGTH_MAX)) {
      return null;
    }
    return key(kind, segments, owner, region, time);
  }

  /// `rest` is `TRAIL_HOME_STAMP[_backfill]`. A trail's name may hold underscores, a region's not.
  private static @Nullable ObjectKey parseDigest(
      String[] segments, Owner owner, String region, String rest) {
    boolean backfill = rest.endsWith(BACKFILL);
    String body = backfill ? rest.substring(0, rest.length() - BACKFILL.length()) : rest;
    int stampAt = body.lastIndexOf('_');
    int homeAt = stampAt < 0 ? -1 : body.lastIndexOf('_', stampAt - 1);
    if (homeAt <= 0) {
      return null;
    }
    Instant time = stamp(body.substring(stampAt + 1));
    String home = body.substring(homeAt + 1, stampAt);
    if (time == null || !isRegion(home)) {
      return null;
    }
    return new ObjectKey(
        ObjectKind.DIGEST,
        prefix(segments, owner),
        owner.organization(),
        Optional.of(owner.account()),
        Optional.of(region),
        Optional.of(time),
        Optional.of(body.substring(0, homeAt)),
        Optional.of(home),
        backfill);
  }

  /// From the left, because a resource's id, which comes last, may hold slashes and even the word
  /// AWSLogs.
  private static @Nullable ObjectKey parseConfigObject(String[] segments, String file) {
    for (int root = 0; root < segments.length; root++) {
      if (segments[root].equals(ROOT)) {
        Owner owner = ownerAfter(segments, root);
        int at = owner == null ? segments.length : owner.next();
        if (owner != null
            && at + 6 < segments.length
            && segments[at].equals(CONFIG_FOLDER)
            && isRegion(segments[at + 1])
            && isDigits(segments[at + 2], 4, 4)
            && isDigits(segments[at + 3], 1, 2)
            && isDigits(segments[at + 4], 1, 2)
            && isConfigTail(segments, at + 5, file, owner.account(), segments[at + 1])) {
          return key(ObjectKind.CONFIG, segments, owner, segments[at + 1], configTime(file));
        }
      }
    }
    return null;
  }

  private static boolean isConfigTail(
      String[] segments, int at, String file, String account, String region) {
    String beginning = account + "_" + CONFIG_FOLDER + "_" + region + "_";
    return switch (segments[at]) {
      case "ConfigSnapshot", "ConfigHistory" ->
          at + 2 == segments.length && file.startsWith(beginning + segments[at] + "_");
      // The file's own name ends with the resource's id, so with a slash in the id the last
      // segment is only the tail of it.
      case "OversizedChangeNotification" -> at + 3 < segments.length && stem(file) != null;
      default -> false;
    };
  }

  /// The last but one part of `…_STAMP_PART.json.gz`.
  private static @Nullable Instant configTime(String file) {
    String name = stem(file);
    int partAt = name == null ? -1 : name.lastIndexOf('_');
    if (name == null || partAt <= 0) {
      return null;
    }
    int stampAt = name.lastIndexOf('_', partAt - 1);
    return stamp(name.substring(stampAt + 1, partAt));
  }

  /// Who an object belongs to.
  ///
  /// @param root where `AWSLogs` stands
  /// @param next the segment after the account
  private record Owner(int root, Optional<String> organization, String account, int next) {}

  private static @Nullable Owner ownerBefore(String[] segments, int folderAt) {
    int accountAt = folderAt - 1;
    if (accountAt < 1 || !isAccount(segments[accountAt])) {
      return null;
    }
    if (segments[accountAt - 1].equals(ROOT)) {
      return new Owner(accountAt - 1, Optional.empty(), segments[accountAt], folderAt);
    }
    if (accountAt >= 2
        && isOrganization(segments[accountAt - 1])
        && segments[accountAt - 2].equals(ROOT)) {
      return new Owner(
          accountAt - 2, Optional.of(segments[accountAt - 1]), segments[accountAt], folderAt);
    }
    return null;
  }

  private static @Nullable Owner ownerAfter(String[] segments, int root) {
    for (int accountAt = root + 1; accountAt <= root + 2; accountAt++) {
      if (accountAt < segments.length && isAccount(segments[accountAt])) {
        return ownerBefore(segments, accountAt + 1);
      }
    }
    return null;
  }

  private static ObjectKey key(
      ObjectKind kind,
      String[] segments,
      Owner owner,
      @Nullable String region,
      @Nullable Instant time) {
    return new ObjectKey(
        kind,
        prefix(segments, owner),
        owner.organization(),
        Optional.of(owner.account()),
        Optional.ofNullable(region),
        Optional.ofNullable(time),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static String prefix(String[] segments, Owner owner) {
    return String.join("/", Arrays.asList(segments).subList(0, owner.root()));
  }

  private static @Nullable String stem(String file) {
    for (String ending : new String[] {".json.gz", ".json"}) {
      if (file.endsWith(ending)) {
        return file.substring(0, file.length() - ending.length());
      }
    }
    return null;
  }

  /// `yyyyMMddTHHmmZ` or `yyyyMMddTHHmmssZ`.
  private static @Nullable Instant stamp(String text) {
    boolean seconds = text.length() == 16;
    if ((!seconds && text.length() != 14)
        || text.charAt(8) != 'T'
        || text.charAt(text.length() - 1) != 'Z'
        || !isDigits(text.substring(0, 8), 8, 8)
        || !isDigits(text.substring(9, text.length() - 1), 4, 6)) {
      return null;
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 4, 6),
              number(text, 6, 8),
              number(text, 9, 11),
              number(text, 11, 13),
              seconds ? number(text, 13, 15) : 0)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      // The thirty-first of February: not a time, so not such a key.
      return null;
    }
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static boolean isAccount(String text) {
    return isDigits(text, ACCOUNT_LENGTH, ACCOUNT_LENGTH);
  }

  private static boolean isOrganization(String text) {
    if (!text.startsWith("o-") || text.length() < 3 || text.length() > ORGANIZATION_LENGTH_MAX) {
      return false;
    }
    for (int i = 2; i < text.length(); i++) {
      if (!isLowerOrDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRegion(String text) {
    if (text.isEmpty() || text.length() > REGION_LENGTH_MAX || text.indexOf('-') <= 0) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isLowerOrDigit(text.charAt(i)) && text.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(String text, int lengthMax) {
    if (text.isEmpty() || text.length() > lengthMax) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLowerOrDigit(c) && !(c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLowerOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean isDigits(String text, int lengthMin, int lengthMax) {
    if (text.length() < lengthMin || text.length() > lengthMax) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
