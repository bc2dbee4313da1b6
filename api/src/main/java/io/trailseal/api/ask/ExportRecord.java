package io.trailseal.api.ask;

import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.access.UnrecordedException;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An export in the access record: entered before its first byte and at its end. Where the second
/// entry is missing, the process ended before the export did, or the second could not be entered;
/// the first says all that could have been given.
///
/// Threads: any.
public final class ExportRecord {
  private static final Logger LOG = LoggerFactory.getLogger(ExportRecord.class);

  private final AccessRecord record;
  private final Caller caller;
  private final Deed deed;
  private final LedgerPosition begunAt;
  private final AtomicBoolean ended = new AtomicBoolean();

  private ExportRecord(AccessRecord record, Caller caller, Deed deed) throws UnrecordedException {
    this.record = record;
    this.caller = caller;
    this.deed = deed;
    this.begunAt = record.enter(caller, deed.as(AccessOutcome.BEGUN));
  }

  /// Enters that an export of events begins.
  ///
  /// @throws UnrecordedException if it could not be entered: then nothing may be given
  public static ExportRecord begin(AccessRecord record, Caller caller, ExportQuestion question)
      throws UnrecordedException {
    TimeRange range = TimeRange.of(question.from(), question.to());
    return new ExportRecord(
        record,
        caller,
        Deed.of(AccessAction.EXPORT)
            .query(question.q())
            .range(range.from(), range.to())
            .with(AccessDetail.FORMAT, question.form().toString()));
  }

  /// Enters that an export of the access record itself begins.
  ///
  /// @param asked what was asked, for a person
  /// @throws UnrecordedException if it could not be entered: then nothing may be given
  static ExportRecord beginOfAccess(
      AccessRecord record,
      Caller caller,
      String asked,
      Optional<Instant> from,
      Optional<Instant> to)
      throws UnrecordedException {
    return new ExportRecord(
        record,
        caller,
        Deed.of(AccessAction.EXPORT)
            .query(asked)
            .range(from, to)
            .with(AccessDetail.SUBJECT, "access record"));
  }

  /// Enters that it ended. Once is enough.
  ///
  /// @param rows that were given
  /// @param complete whether that is all there are
  public void end(long rows, boolean complete) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    try {
      LedgerPosition _ =
          record.enter(
              caller,
              deed.as(complete ? AccessOutcome.DONE : AccessOutcome.CUT)
                  .with(AccessDetail.ROWS, rows)
                  .with(AccessDetail.BEGUN_AT, begunAt.value()));
    } catch (UnrecordedException e) {
      // All of it was given already. That it was begun is on record.
      LOG.error("that export {} ended could not be entered", begunAt, e);
    }
  }
}
