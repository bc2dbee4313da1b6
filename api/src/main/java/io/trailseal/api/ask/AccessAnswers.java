package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessExport;
import io.trailseal.indexer.access.AccessPage;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.LedgerPosition;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Asks who did what. That somebody asked is entered too.
@Singleton
public final class AccessAnswers {
  /// Looking for a text reads some ten thousand entries, of the database that everything else reads
  /// and writes too.
  static final int READERS_MAX = 4;

  /// As many exports are read beside those pages.
  static final int EXPORTS_MAX = 4;

  /// Pages, and exports, of one caller at one time: one auditor keeps no other out.
  static final int PER_CALLER_MAX = 2;

  private final AccessRecord record;
  private final Places pages = new Places(READERS_MAX);
  private final Places exports = new Places(EXPORTS_MAX);

  public AccessAnswers(Store store) {
    this.record = store.accessRecord();
  }

  /// Entries that fit, the latest first.
  ///
  /// @param cursor what the page before said
  /// @param limit 1 to [AccessAsk#LIMIT_MAX]
  /// @throws io.trailseal.api.error.ProblemException if it is not understood
  public AccessPage page(Caller caller, AccessAsk ask, Optional<String> cursor, int limit)
      throws IOException {
    AccessQuestion question = ask.question();
    pages.take(caller);
    AccessPage page;
    try {
      page = record.find(question, cursor, limit);
    } catch (IllegalArgumentException _) {
      throw Problem.of(
              ErrorCode.PARAMETER_INVALID, "cursor must be what next said on the page before")
          .exception();
    } finally {
      pages.leave(caller);
    }
    LedgerPosition _ =
        record.enter(
            caller,
            Deed.of(AccessAction.ACCESS_READ)
                .query(ask.words())
                .range(question.from(), question.to())
                .with(AccessDetail.HITS, page.entries().size()));
    return page;
  }

  /// All entries that fit, in lines that can be checked; see the package comment of
  /// [io.trailseal.indexer.access]. Whoever reads it closes it; others may be waiting.
  ///
  /// @param gone says whether nobody reads any more
  /// @throws io.trailseal.api.error.ProblemException if it is not understood, or too many are being
  ///   read
  public AccessLines export(Caller caller, AccessAsk ask, BooleanSupplier gone) throws IOException {
    AccessQuestion question = ask.question();
    exports.take(caller);
    boolean begun = false;
    try {
      AccessExport export = record.export(question);
      AccessLines lines =
          new AccessLines(
              export,
              ExportRecord.beginOfAccess(
                  record, caller, ask.words(), question.from(), question.to()),
              gone,
              () -> exports.leave(caller));
      begun = true;
      return lines;
    } finally {
      if (!begun) {
        exports.leave(caller);
      }
    }
  }

  /// Places for so many readers.
  private static final class Places {
    private final int max;

    /// By whose they are.
    private final Map<String, Integer> taken = new HashMap<>();

    Places(int max) {
      this.max = max;
    }

    synchronized void take(Caller caller) {
      int all = taken.values().stream().mapToInt(Integer::intValue).sum();
      int theirs = taken.getOrDefault(caller.name(), 0);
      // The last place is for whoever has none.
      if (all >= max - (theirs > 0 ? 1 : 0) || theirs >= PER_CALLER_MAX) {
        throw Problem.of(
                ErrorCode.TOO_MANY_QUESTIONS,
                "%d read the access record like this at this moment, %d of them you; there may be %d and %d"
                    .formatted(all, theirs, max, PER_CALLER_MAX))
            .exception();
      }
      taken.merge(caller.name(), 1, Integer::sum);
    }

    synchronized void leave(Caller caller) {
      taken.computeIfPresent(caller.name(), (_, count) -> count > 1 ? count - 1 : null);
    }
  }
}
