package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Counts refusals, so that strangers cannot fill the ledger: the first of an address is entered at
/// once, those that follow within a minute are one entry with their number. Nothing is left out.
///
/// Where more than [#ADDRESSES_MAX] addresses are refused within a minute, the others share one
/// count. So refusals make at most two entries a minute for each of that many addresses, and two
/// for all others.
///
/// Threads: one at a time.
final class Refusals {
  static final int ADDRESSES_MAX = 100;
  static final Duration WINDOW = Duration.ofMinutes(1);

  /// Different names that are kept of those that were claimed.
  private static final int NAMES_MAX = 8;

  private static final int NAME_LENGTH_MAX = 64;

  /// What is said of those that share a count.
  private static final String OTHERS = "several addresses";

  private final Map<Key, Count> counts = new LinkedHashMap<>();

  /// What is counted together: strangers by address, and who is known by name.
  private record Key(String action, String kind, String name, String address) {}

  private static final class Count {
    private final Accessed first;
    private final boolean shared;
    private Instant since;
    private long times;
    private final Set<String> names = new LinkedHashSet<>();
    private boolean moreNames;

    Count(Accessed first, boolean shared, Instant since) {
      this.first = first;
      this.shared = shared;
      this.since = since;
    }

    void add(Accessed refusal) {
      times++;
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
    String action = refusal.action().name();
    Accessed.Who who = refusal.who();
    Key key = new Key(action, who.kind(), isStranger ? "" : who.name(), who.address());
    Count count = counts.get(key);
    boolean shared = count == null && counts.size() >= ADDRESSES_MAX;
    if (shared) {
      key = new Key(action, "", "", OTHERS);
      count = counts.get(key);
    }
    if (count != null) {
      count.add(refusal);
      return Optional.empty();
    }
    counts.put(key, new Count(refusal, shared, now));
    return Optional.of(refusal);
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
        new Deed(first.action(), first.outcome(), first.details())
            .with(AccessDetail.TIMES, count.times)
            .with(AccessDetail.SINCE, count.since.toString());
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
            oneName && !count.shared ? who.credential() : Optional.empty(),
            count.shared ? Set.of() : who.roles(),
            count.shared ? OTHERS : who.address()),
        deed.action(),
        deed.outcome(),
        deed.details());
  }
}
