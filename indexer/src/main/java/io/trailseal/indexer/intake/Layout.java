package io.trailseal.indexer.intake;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a folder's name says of where it stands in the layout that AWS's services share:
/// `…/AWSLogs/[o-id/]ACCT/SERVICE/REGION/YYYY/MM/DD/`. CloudTrail pads months and days to two
/// digits, AWS Config does not; both are days here.
///
/// A name is a claim: anyone who can write to the bucket can choose it. What follows from it is
/// only in which order and how much at a time a bucket is listed.
sealed interface Layout {
  /// Above `AWSLogs`, or on a way that may lead there.
  record Above() implements Layout {}

  /// Between `AWSLogs` and a day.
  ///
  /// @param year the year it has got to; `month` is empty then
  /// @param month the month it has got to
  record Inside(
      Optional<String> account,
      Optional<String> region,
      OptionalInt year,
      Optional<YearMonth> month)
      implements Layout {}

  /// A day of an account and region.
  record Day(String account, String region, LocalDate date) implements Layout {}

  /// Where no day's folder is to be expected.
  record Strange() implements Layout {}

  String ROOT = "AWSLogs";

  /// Folders deeper than this above `AWSLogs` are not looked into one by one.
  int ABOVE_DEPTH_MAX = 6;

  /// @param folder ends with `/`, or is empty for the bucket itself
  static Layout of(String folder) {
    List<String> parts = parts(folder);
    for (int root = 0; root < parts.size(); root++) {
      // From the left, because below a day anything may follow, even the word AWSLogs.
      if (parts.get(root).equals(ROOT)
          && below(parts.subList(root + 1, parts.size())).orElse(null) instanceof Day day) {
        return day;
      }
    }
    for (int root = parts.size() - 1; root >= 0; root--) {
      if (parts.get(root).equals(ROOT)) {
        Optional<Layout> below = below(parts.subList(root + 1, parts.size()));
        if (below.isPresent()) {
          return below.get();
        }
      }
    }
    return parts.size() <= ABOVE_DEPTH_MAX ? new Above() : new Strange();
  }

  /// The day in whose folder, however deep, a key lies.
  static Optional<Day> dayOf(String key) {
    return of(key.substring(0, key.lastIndexOf('/') + 1)) instanceof Day day
        ? Optional.of(day)
        : Optional.empty();
  }

  private static List<String> parts(String folder) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (int slash = folder.indexOf('/'); slash >= 0; slash = folder.indexOf('/', at)) {
      parts.add(folder.substring(at, slash));
      at = slash + 1;
    }
    return parts;
  }

  /// @param rest what follows `AWSLogs`
  /// @return empty where that is none of the layout's
  private static Optional<Layout> below(List<String> rest) {
    int at = !rest.isEmpty() && isOrganization(rest.getFirst()) ? 1 : 0;
    if (rest.size() == at) {
      return Optional.of(inside(Optional.empty(), Optional.empty()));
    }
    Optional<String> account = Optional.of(rest.get(at)).filter(text -> isDigits(text, 12, 12));
    if (account.isEmpty()) {
      return Optional.empty();
    }
    if (rest.size() <= at + 2) {
      return Optional.of(inside(account, Optional.empty()));
    }
    String region = rest.get(at + 2);
    return Optional.of(
        isRegion(region)
            ? dated(account.get(), region, rest.subList(at + 3, rest.size()))
            : new Strange());
  }

  private static Layout inside(Optional<String> account, Optional<String> region) {
    return new Inside(account, region, OptionalInt.empty(), Optional.empty());
  }

  private static Layout dated(String account, String region, List<String> date) {
    if (date.isEmpty()) {
      return inside(Optional.of(account), Optional.of(region));
    }
    if (!isDigits(date.getFirst(), 4, 4)
        || (date.size() > 1 && !isDigits(date.get(1), 1, 2))
        || (date.size() > 2 && !isDigits(date.get(2), 1, 2))) {
      return new Strange();
    }
    int year = Integer.parseInt(date.getFirst());
    try {
      if (date.size() == 1) {
        return new Inside(
            Optional.of(account), Optional.of(region), OptionalInt.of(year), Optional.empty());
      }
      YearMonth month = YearMonth.of(year, Integer.parseInt(date.get(1)));
      return date.size() == 2
          ? new Inside(
              Optional.of(account), Optional.of(region), OptionalInt.of(year), Optional.of(month))
          : new Day(account, region, month.atDay(Integer.parseInt(date.get(2))));
    } catch (DateTimeException e) {
      // The thirtieth of February: no day of anybody's.
      return new Strange();
    }
  }

  private static boolean isOrganization(String text) {
    return text.length() >= 3 && text.length() <= 34 && text.startsWith("o-");
  }

  private static boolean isRegion(String text) {
    return text.length() <= 32
        && text.indexOf('-') > 0
        && text.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  private static boolean isDigits(String text, int lengthMin, int lengthMax) {
    return text.length() >= lengthMin
        && text.length() <= lengthMax
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
