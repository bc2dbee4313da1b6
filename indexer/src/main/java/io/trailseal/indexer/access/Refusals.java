package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Counts refusals, so that nobody can fill the ledger with them: the first of its kind is entered
/// at once, those that follow within a minute are one entry with their number. Nothing is left out.
///
/// Of one kind are those of one address with the same credential, route and reason, and of whoever
/// is known the same name: a probe of one thing is not hidden among refusals of another. Who shows
/// more than [#KINDS_MAX] kinds within a minute has one count more for all others, whose entry says
/// how many kinds those were. Where there are more than [#COUNTS_MAX] counts, whoever is new shares
/// one. Strangers and those who are known are counted apart. So refusals make at most two entries a
/// minute for each count.
///
/// Threads: one at a time.
final class Refusals {
  /// Of strangers, and of those who are known.
  static final int COUNTS_MAX = 100;

  /// Different ones of one address, or of one who is known, that have a count of their own.
  static final int KINDS_MAX = 8;

  static final Duration WINDOW = Duration.ofMinutes(1);

  /// Different names that are kept of those that were claimed.
  private static final int NAMES_MAX = 8;

  private static final int NAME_LENGTH_MAX = 64;

  /// Kinds that are told apart among those that share a count.
  private static final int DIFFERENT_MAX = 1_000;

  /// What is said of those that share a count.
  private static final String OTHERS = "several addresses";

  private final Map<Key, Count> counts = new LinkedHashMap<>();

  /// Whose refusals they are: strangers are known by their address.
  private record Whose(String action, String kind, String name, String address) {}

  /// What is counted together.
  ///
  /// @param others those beyond the kinds that have a count of their own
  private record Key(
      Whose whose, Optional<String> credential, Map<AccessDetail, String> details, boolean others) {
    static Key others(Whose whose) {
      return new Key(whose, Optional.empty(), Map.of(), true);
    }
  }

  private static final class Count {
    private final Accessed first;
    private final boolean shared;
    private final boolean mixed;
    private Instant since;
    private long times;
    private final Set<String> names = new LinkedHashSet<>();
    private boolean moreNames;

    /// Hashes of the kinds, where they are mixed.
    private final Set<Integer> different = new HashSet<>();

    /// @param shared whether several addresses are in it
    /// @param mixed whether several kinds are in it
    Count(Accessed first, boolean shared, boolean mixed, Instant since) {
      this.first = first;
      this.shared = shared;
      this.mixed = mixed;
      this.since = since;
    }

    void add(Accessed refusal, Key kind) {
      times++;
      if (mixed && different.size() < DIFFERENT_MAX) {
        different.add(kind.hashCode());
      }
      String name = refusal.who().name();
      if (names.size() < NAMES_MAX) {
        names.add(name);
      } else if (!names.contains(name)) {
        moreNames = true;
      }
    }
  }

  /// @param isStranger whether who was refused is only known by an address
  /// @return what is to be entered at once; empty where it was counted
  Optional<Accessed> refused(Accessed refusal, boolean isStranger, Instant now) {
    Accessed.Who who = refusal.who();
    Whose whose =
        new Whose(refusal.action().name(), who.kind(), isStranger ? "" : who.name(), who.address());
    Key kind = new Key(whose, who.credential(), refusal.details(), false);
    Key key = kind;
    boolean shared = false;
    if (!counts.containsKey(key) && isFull(whose)) {
      key = Key.others(whose);
      if (!counts.containsKey(key) && counts(whose.action()) >= COUNTS_MAX) {
        shared = true;
        key = Key.others(new Whose(whose.action(), "", "", OTHERS));
      }
    }
    Count count = counts.get(key);
    if (count != null) {
      count.add(refusal, kind);
      return Optional.empty();
    }
    counts.put(key, new Count(refusal, shared, key.others(), now));
    return Optional.of(refusal);
  }

  /// Whether another kind has no count of its own.
  private boolean isFull(Whose whose) {
    return counts(whose.action()) >= COUNTS_MAX
        || counts.keySet().stream()
                .filter(key -> key.whose().equals(whose) && !key.others())
                .count()
            >= KINDS_MAX;
  }

  private long counts(String action) {
    return counts.keySet().stream().filter(key -> key.whose().action().equals(action)).count();
  }

  /// The first of them could not be entered: the next is the first.
  @SuppressWarnings("ReferenceEquality") // This very one: another may say the same.
  void forget(Accessed refusal) {
    counts.values().removeIf(count -> count.first == refusal && count.times == 0);
  }

  /// What was counted and is to be entered now. To be given back to [#entered] when it is.
  ///
  /// @param all also what has not been counted for a minute
  List<Due> due(Instant now, boolean all) {
    List<Due> due = new ArrayList<>();
    List<Key> over = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          // A clock that was set back ends the minute too.
          boolean ends = !now.isBefore(count.since.plus(WINDOW)) || now.isBefore(count.since);
          if (ends && count.times == 0) {
            over.add(key);
          } else if ((ends || all) && count.times > 0) {
            due.add(new Due(key, count.times, entry(count)));
          }
        });
    over.forEach(counts::remove);
    return due;
  }

  /// @param times how many of them the entry is of
  record Due(Object key, long times, Accessed entry) {}

  void entered(Due due, Instant now) {
    Count count = counts.get((Key) due.key());
    if (count != null) {
      // What came since then is counted on, from now.
      count.times -= due.times();
      count.since = now;
      count.names.clear();
      count.moreNames = false;
      count.different.clear();
    }
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  private static Accessed entry(Count count) {
    Accessed first = count.first;
    Accessed.Who who = first.who();
    boolean oneName = count.names.size() == 1 && !count.moreNames;
    Deed deed =
        new Deed(first.action(), first.outcome(), count.mixed ? Map.of() : first.details())
            .with(AccessDetail.TIMES, count.times)
            .with(AccessDetail.SINCE, count.since.toString());
    if (count.mixed) {
      int different = count.different.size();
      deed =
          deed.with(
              AccessDetail.REASON,
              "%d%s different ones, beyond those entered one by one"
                  .formatted(different, different < DIFFERENT_MAX ? "" : " or more"));
    }
    if (!oneName) {
      deed =
          deed.with(
              AccessDetail.SUBJECT,
              String.join(
                      ", ",
                      count.names.stream()
                          .map(name -> Deed.cut(name, NAME_LENGTH_MAX, "…"))
                          .toList())
                  + (count.moreNames ? " and others" : ""));
    }
    return new Accessed(
        new Accessed.Who(
            who.kind(),
            oneName ? count.names.iterator().next() : "",
            oneName && !count.mixed ? who.credential() : Optional.empty(),
            count.shared ? Set.of() : who.roles(),
            count.shared ? OTHERS : who.address()),
        deed.action(),
        deed.outcome(),
        deed.details());
  }
}
