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
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/// Asks who did what. That somebody asked is entered too.
@Singleton
public final class AccessAnswers {
  /// Looking for a text reads some ten thousand entries, of the database that everything else reads
  /// and writes too.
  static final int READERS_MAX = 4;

  private final AccessRecord record;
  private final Semaphore turns = new Semaphore(READERS_MAX);

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
    takeTurn();
    AccessPage page;
    try {
      page = record.find(question, cursor, limit);
    } catch (IllegalArgumentException _) {
      throw Problem.of(
              ErrorCode.PARAMETER_INVALID, "cursor must be what next said on the page before")
          .exception();
    } finally {
      turns.release();
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
    takeTurn();
    boolean begun = false;
    try {
      AccessExport export = record.export(question);
      AccessLines lines =
          new AccessLines(
              export,
              ExportRecord.beginOfAccess(
                  record, caller, ask.words(), question.from(), question.to()),
              gone,
              turns::release);
      begun = true;
      return lines;
    } finally {
      if (!begun) {
        turns.release();
      }
    }
  }

  private void takeTurn() {
    if (!turns.tryAcquire()) {
      throw Problem.of(
              ErrorCode.TOO_MANY_QUESTIONS,
              "%d people read the access record at this moment".formatted(READERS_MAX))
          .exception();
    }
  }
}
