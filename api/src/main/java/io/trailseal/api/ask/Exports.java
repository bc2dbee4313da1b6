package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.export.ExportRefusedException;
import io.trailseal.indexer.export.ExportStream;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.search.UnanswerableException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Exports that are read over the network.
@Singleton
public final class Exports {
  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);

  /// Each holds a stretch of records and some inflated log files, 100 MB where they are large, and
  /// the index's files of when it began.
  static final int EXPORTS_MAX = 4;

  /// So that one user's do not keep everybody else's waiting.
  static final int EXPORTS_PER_CALLER_MAX = 3;

  /// Events in one export of who is no auditor: weeks of one person's doings, not a whole archive.
  static final long EVENTS_OF_ANALYSTS_MAX = 100_000;

  private final Store store;
  private final InstantSource clock;
  private final Turns turns;

  /// By whose they are.
  private final Map<String, Integer> open = new HashMap<>();

  /// For one who asks alone.
  public Exports(Store store, InstantSource clock) {
    this(store, clock, new Turns());
  }

  @Inject
  Exports(Store store, InstantSource clock, Turns turns) {
    this.store = store;
    this.clock = clock;
    this.turns = turns;
  }

  /// Begins an export, and enters that in the access record. Whoever reads it closes it; others may
  /// be waiting.
  ///
  /// @param gone says whether nobody reads any more
  /// @throws io.trailseal.api.error.ProblemException if it is not understood, cannot be answered,
  ///   or too many are being read
  public InputStream open(Caller caller, ExportQuestion question, BooleanSupplier gone)
      throws IOException {
    var request = question.request();
    enter(caller);
    boolean begun = false;
    Turns.Turn work = turns.resting(caller, gone);
    try {
      work.resume();
      ExportStream stream =
          ExportStream.open(Sight.of(store, caller), request, clock.instant(), new Logging(work));
      try {
        requireFew(caller, question, stream.total());
        Turn turn =
            new Turn(
                stream, work, caller, ExportRecord.begin(store.accessRecord(), caller, question));
        begun = true;
        return turn;
      } finally {
        if (!begun) {
          stream.close();
        }
      }
    } catch (UnanswerableException e) {
      failed(caller, question, String.valueOf(e.getMessage()));
      throw Problem.of(ErrorCode.QUERY_NOT_ANSWERABLE, String.valueOf(e.getMessage())).exception();
    } catch (ExportRefusedException e) {
      failed(caller, question, String.valueOf(e.getMessage()));
      throw Problem.of(ErrorCode.PARAMETER_INVALID, String.valueOf(e.getMessage())).exception();
    } finally {
      if (begun) {
        work.rest();
      } else {
        work.close();
        leave(caller);
      }
    }
  }

  /// The answer says how many there are: that is entered too.
  private void requireFew(Caller caller, ExportQuestion question, long events) throws IOException {
    try {
      refuseTooMany(caller, events);
    } catch (ProblemException e) {
      failed(caller, question, e.problem().detail());
      throw e;
    }
  }

  private void failed(Caller caller, ExportQuestion question, String why) throws IOException {
    LedgerPosition _ = store.accessRecord().enter(caller, Deeds.unanswered(question, why));
  }

  /// Not cut off, which is easily overlooked: whoever asks says what to leave out.
  static void refuseTooMany(Caller caller, long events) {
    if (!caller.is(Role.AUDITOR) && events > EVENTS_OF_ANALYSTS_MAX) {
      throw Problem.of(
              ErrorCode.EXPORT_TOO_LARGE,
              "an analyst's export holds at most %,d events, this one would hold %,d"
                  .formatted(EVENTS_OF_ANALYSTS_MAX, events))
          .exception();
    }
  }

  private synchronized void enter(Caller caller) {
    int all = open.values().stream().mapToInt(Integer::intValue).sum();
    int theirs = open.getOrDefault(caller.name(), 0);
    if (all >= EXPORTS_MAX || theirs >= EXPORTS_PER_CALLER_MAX) {
      throw Problem.of(
              ErrorCode.TOO_MANY_QUESTIONS,
              "%d exports are being read at this moment, %d of them yours; there may be %d and %d"
                  .formatted(all, theirs, EXPORTS_MAX, EXPORTS_PER_CALLER_MAX))
          .exception();
    }
    open.merge(caller.name(), 1, Integer::sum);
  }

  private synchronized void leave(Caller caller) {
    open.computeIfPresent(caller.name(), (_, count) -> count > 1 ? count - 1 : null);
  }

  private record Logging(BooleanSupplier gone) implements ExportStream.Watcher {
    @Override
    public boolean isGone() {
      return gone.getAsBoolean();
    }

    @Override
    public void failed(Exception why) {
      LOG.error("an export broke off", why);
    }
  }

  /// Gives its turn back when it is closed.
  private final class Turn extends FilterInputStream {
    private final ExportStream stream;
    private final Turns.Turn work;
    private final Caller caller;
    private final ExportRecord record;
    private final AtomicBoolean closed = new AtomicBoolean();

    Turn(ExportStream stream, Turns.Turn work, Caller caller, ExportRecord record) {
      super(stream);
      this.stream = stream;
      this.work = work;
      this.caller = caller;
      this.record = record;
    }

    /// It is worked on while somebody reads, and in turn with questions.
    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      work.resume();
      try {
        return super.read(to, offset, length);
      } finally {
        work.rest();
      }
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        try {
          super.close();
        } finally {
          work.close();
          leave(caller);
          record.end(stream.done() - stream.unreadable(), stream.isComplete());
        }
      }
    }
  }
}
