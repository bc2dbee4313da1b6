package io.trailseal.api.ask;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.Ledger.IntakeList;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.Lag;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What happened on the way in, in figures and with the newest of each kind.
///
/// @param at when this was asked
/// @param status how intake is; empty where no source is set
/// @param counts over the whole ledger
/// @param lag since the process began that has the store open
/// @param parked objects parked now, the oldest first
/// @param setAside messages nobody understood or nobody may be asked about, the newest first, as
///   the others
/// @param removed removals and delete markers
/// @param overwritten objects that came again with other bytes or metadata
/// @param comparisons buckets listed and held against what is here
/// @param more whether there are more comparisons; of the others the counts say it
public record IntakeAccount(
    Instant at,
    Optional<IntakeStatus> status,
    IntakeCounts counts,
    Lag lag,
    List<Recorded> parked,
    List<Recorded> setAside,
    List<Recorded> removed,
    List<Recorded> overwritten,
    List<Recorded> comparisons,
    boolean more) {
  /// More belong in a query of the ledger itself.
  public static final int LIMIT_MAX = 100_000;

  private static final int PAGE_COUNT = 1_000;
  private static final LedgerPosition END = new LedgerPosition(Long.MAX_VALUE);
  private static final IntakeCounts NOTHING = new IntakeCounts(0, 0, 0, 0, 0, 0, 0);

  public IntakeAccount {
    parked = List.copyOf(parked);
    setAside = List.copyOf(setAside);
    removed = List.copyOf(removed);
    overwritten = List.copyOf(overwritten);
    comparisons = List.copyOf(comparisons);
  }

  /// @param limit of each kind at most so many, 1 to [#LIMIT_MAX]
  public static IntakeAccount of(Store store, int limit, Instant at) throws IOException {
    Ledger ledger = store.ledger();
    List<Recorded> comparisons = newest(ledger, IntakeList.COMPARISONS, limit + 1);
    return new IntakeAccount(
        at,
        store.intakeStatus(),
        ledger.intakeCounts(),
        store.search().lag(),
        parked(ledger, limit),
        newest(ledger, IntakeList.MESSAGES_SET_ASIDE, limit),
        newest(ledger, IntakeList.REMOVED, limit),
        newest(ledger, IntakeList.OVERWRITTEN, limit),
        comparisons.subList(0, Math.min(limit, comparisons.size())),
        comparisons.size() > limit);
  }

  /// What intake does; off where nobody started one.
  public IntakeStatus.State state() {
    return status.map(IntakeStatus::state).orElse(IntakeStatus.State.OFF);
  }

  /// Whether a source is set, or ever brought something worth telling.
  public boolean isWorthTelling() {
    return state() != IntakeStatus.State.OFF || !counts.equals(NOTHING) || !comparisons.isEmpty();
  }

  private static List<Recorded> parked(Ledger ledger, int limit) throws IOException {
    List<Recorded> all = new ArrayList<>();
    LedgerPosition after = LedgerPosition.START;
    while (all.size() < limit) {
      List<Recorded> page = ledger.parked(after, Math.min(PAGE_COUNT, limit - all.size()));
      if (page.isEmpty()) {
        break;
      }
      all.addAll(page);
      after = page.getLast().position();
    }
    return all;
  }

  private static List<Recorded> newest(Ledger ledger, IntakeList list, int limit)
      throws IOException {
    List<Recorded> all = new ArrayList<>();
    LedgerPosition before = END;
    while (all.size() < limit) {
      List<Recorded> page = ledger.newest(list, before, Math.min(PAGE_COUNT, limit - all.size()));
      if (page.isEmpty()) {
        break;
      }
      all.addAll(page);
      before = page.getLast().position();
    }
    return all;
  }
}
