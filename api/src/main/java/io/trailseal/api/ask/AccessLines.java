package io.trailseal.api.ask;

import io.trailseal.indexer.access.AccessExport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An export of the access record as bytes to be read. Nothing is read ahead of who reads.
///
/// What fails in the middle is told by the last line that is missing: what came before has long
/// been read.
///
/// Threads: one at a time.
public final class AccessLines extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLines.class);

  private final AccessExport export;
  private final ExportRecord entered;
  private final BooleanSupplier gone;
  private final Runnable closing;
  private final AtomicBoolean closed = new AtomicBoolean();
  private byte[] part = new byte[0];
  private int at;
  private boolean cut;

  /// @param gone says whether nobody reads any more
  /// @param closing run once, when it is closed
  AccessLines(AccessExport export, ExportRecord entered, BooleanSupplier gone, Runnable closing) {
    this.export = export;
    this.entered = entered;
    this.gone = gone;
    this.closing = closing;
  }

  /// Entries in what was read so far.
  public long rows() {
    return export.rows();
  }

  /// Whether all was read, the last line too.
  public boolean isComplete() {
    return export.isComplete() && at == part.length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    while (at == part.length) {
      byte @Nullable [] next = cut ? null : next();
      if (next == null) {
        return -1;
      }
      part = next;
      at = 0;
    }
    int count = Math.min(length, part.length - at);
    System.arraycopy(part, at, bytes, offset, count);
    at += count;
    return count;
  }

  private byte @Nullable [] next() {
    try {
      if (!gone.getAsBoolean()) {
        return export.next();
      }
    } catch (IOException e) {
      LOG.error("an export of the access record broke off", e);
    }
    cut = true;
    return null;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closing.run();
      entered.end(export.rows(), isComplete());
    }
  }
}
