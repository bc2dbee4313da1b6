package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.export.ExportRefusedException;
import io.trailseal.indexer.export.ExportStream;
import io.trailseal.indexer.search.UnanswerableException;
import jakarta.inject.Singleton;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
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

  private final Store store;
  private final InstantSource clock;
  private final Semaphore turns = new Semaphore(EXPORTS_MAX);

  public Exports(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
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
    if (!turns.tryAcquire()) {
      throw Problem.of(
              ErrorCode.TOO_MANY_QUESTIONS,
              "%d exports are being read at this moment".formatted(EXPORTS_MAX))
          .exception();
    }
    boolean begun = false;
    try {
      ExportStream stream =
          ExportStream.open(Sight.of(store, caller), request, clock.instant(), new Logging(gone));
      try {
        Turn turn = new Turn(stream, ExportRecord.begin(store.accessRecord(), caller, question));
        begun = true;
        return turn;
      } finally {
        if (!begun) {
          stream.close();
        }
      }
    } catch (UnanswerableException e) {
      throw Problem.of(ErrorCode.QUERY_NOT_ANSWERABLE, String.valueOf(e.getMessage())).exception();
    } catch (ExportRefusedException e) {
      throw Problem.of(ErrorCode.PARAMETER_INVALID, String.valueOf(e.getMessage())).exception();
    } finally {
      if (!begun) {
        turns.release();
      }
    }
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
    private final ExportRecord record;
    private final AtomicBoolean closed = new AtomicBoolean();

    Turn(ExportStream stream, ExportRecord record) {
      super(stream);
      this.stream = stream;
      this.record = record;
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        try {
          super.close();
        } finally {
          turns.release();
          record.end(stream.done() - stream.unreadable(), stream.isComplete());
        }
      }
    }
  }
}
