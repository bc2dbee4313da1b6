package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How much may be entered of one name within an hour: the ledger is never shortened, and whoever
/// may ask could fill its disk by asking. A user's tokens and keys count as the user; whoever is at
/// the machine itself has the disk anyway.
///
/// Only what somebody asks for is measured and refused, never what ends something: those entries
/// are made in any case.
///
/// Threads: any.
final class Budgets {
  /// Of the order of 50,000 questions.
  static final long BYTES_MAX = 32L << 20;

  static final Duration WINDOW = Duration.ofHours(1);

  /// What an entry takes beside its texts: members, hashes, the index.
  private static final int ENTRY_BYTES = 400;

  /// A character that JSON escapes.
  private static final int ESCAPED_BYTES = 6;

  private static final Set<AccessAction> MEASURED =
      EnumSet.of(
          AccessAction.QUERY,
          AccessAction.VALUES_SUGGESTED,
          AccessAction.EVENT_VIEWED,
          AccessAction.PROOF,
          AccessAction.EXPORT,
          AccessAction.REPORT,
          AccessAction.BUNDLE,
          AccessAction.OBJECT_VIEWED,
          AccessAction.ACCESS_READ,
          AccessAction.JOB_STARTED);

  private final Map<String, Used> byName = new HashMap<>();

  private record Used(Instant since, long bytes) {
    boolean isOver(Instant now) {
      // A clock that was set back ends the hour too.
      return !now.isBefore(since.plus(WINDOW)) || now.isBefore(since);
    }
  }

  /// Measures what is about to be entered.
  ///
  /// @return empty if it may be, else how long until it may
  synchronized Optional<Duration> take(Accessed accessed, Instant now) {
    boolean ends = accessed.details().containsKey(AccessDetail.BEGUN_AT);
    if (accessed.who().kind().equals(Caller.Kind.MACHINE.name())
        || !MEASURED.contains(accessed.action())
        || ends) {
      return Optional.empty();
    }
    String name = accessed.who().name();
    Used used = byName.get(name);
    if (used == null || used.isOver(now)) {
      byName.values().removeIf(each -> each.isOver(now));
      used = new Used(now, 0);
    }
    long bytes = used.bytes() + bytes(accessed);
    if (bytes > BYTES_MAX) {
      return Optional.of(Duration.between(now, used.since().plus(WINDOW)));
    }
    byName.put(name, new Used(used.since(), bytes));
    return Optional.empty();
  }

  private static long bytes(Accessed accessed) {
    return ENTRY_BYTES
        + bytes(accessed.who().name())
        + bytes(accessed.who().address())
        + bytes(accessed.who().credential().orElse(""))
        + accessed.details().values().stream().mapToLong(Budgets::bytes).sum();
  }

  private static long bytes(String text) {
    return text.chars().mapToLong(each -> each < ' ' || each > '~' ? ESCAPED_BYTES : 1).sum();
  }
}
