package io.trailseal.indexer.intake;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// Which part of a bucket is listed. Where it is narrowed at all, only folders of days are listed:
/// what lies outside of them has no account, region or day to choose it by.
///
/// @param from the first day of delivery, in UTC
/// @param to the last day
/// @param accounts of 12 digits; empty for all
/// @param regions the regions events come from; empty for all
public record ListingScope(
    Optional<LocalDate> from, Optional<LocalDate> to, Set<String> accounts, Set<String> regions) {
  public static final ListingScope EVERYTHING =
      new ListingScope(Optional.empty(), Optional.empty(), Set.of(), Set.of());

  /// @throws IllegalArgumentException if the last day is before the first
  public ListingScope {
    accounts = Set.copyOf(accounts);
    regions = Set.copyOf(regions);
    if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
      throw new IllegalArgumentException(
          "the last day must not be before the first, was %s to %s"
              .formatted(from.get(), to.get()));
    }
  }

  /// The days from `from` to `to`, of every account and region.
  static ListingScope days(LocalDate from, LocalDate to) {
    return new ListingScope(Optional.of(from), Optional.of(to), Set.of(), Set.of());
  }

  boolean isEverything() {
    return equals(EVERYTHING);
  }

  /// Whether anything in a folder that stands there may be in scope.
  boolean mayHold(Layout folder) {
    return switch (folder) {
      case Layout.Above _ -> true;
      case Layout.Inside inside -> mayHold(inside);
      case Layout.Day day -> holds(day);
      case Layout.Strange _ -> isEverything();
    };
  }

  boolean holds(Layout.Day day) {
    return (accounts.isEmpty() || accounts.contains(day.account()))
        && (regions.isEmpty() || regions.contains(day.region()))
        && touches(day.date(), day.date());
  }

  /// Whether an object with this key is in scope.
  boolean holdsKey(String key) {
    return isEverything() || Layout.dayOf(key).filter(this::holds).isPresent();
  }

  private boolean mayHold(Layout.Inside inside) {
    if (inside
            .account()
            .filter(account -> !accounts.isEmpty() && !accounts.contains(account))
            .isPresent()
        || inside
            .region()
            .filter(region -> !regions.isEmpty() && !regions.contains(region))
            .isPresent()) {
      return false;
    }
    OptionalInt year = inside.year();
    if (year.isEmpty()) {
      return true;
    }
    return inside
        .month()
        .map(month -> touches(month.atDay(1), month.atEndOfMonth()))
        .orElseGet(
            () ->
                touches(
                    LocalDate.of(year.getAsInt(), 1, 1), LocalDate.of(year.getAsInt(), 12, 31)));
  }

  private boolean touches(LocalDate first, LocalDate last) {
    return from.filter(last::isBefore).isEmpty() && to.filter(first::isAfter).isEmpty();
  }

  /// The same text for the same scope, and another for any other.
  String text() {
    return "%s %s %s %s"
        .formatted(
            from.map(LocalDate::toString).orElse("-"),
            to.map(LocalDate::toString).orElse("-"),
            String.join(",", new TreeSet<>(accounts)),
            String.join(",", new TreeSet<>(regions)));
  }

  /// For a person, what it is narrowed to; empty where it is everything.
  String narrowedTo() {
    StringBuilder words = new StringBuilder();
    from.ifPresent(day -> words.append(" from ").append(day));
    to.ifPresent(day -> words.append(" to ").append(day));
    if (!accounts.isEmpty()) {
      words.append(" of ").append(String.join(", ", new TreeSet<>(accounts)));
    }
    if (!regions.isEmpty()) {
      words.append(" in ").append(String.join(", ", new TreeSet<>(regions)));
    }
    return words.toString();
  }
}
