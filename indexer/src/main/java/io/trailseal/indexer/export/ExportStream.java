package io.trailseal.indexer.export;

import io.trailseal.indexer.search.EventWalk;
import io.trailseal.indexer.search.EventWalk.Step;
import io.trailseal.indexer.search.Questions;
import io.trailseal.indexer.search.UnanswerableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// An export as bytes to be read. Nothing is done ahead of who reads: one that reads slowly costs
/// the memory of one stretch and time of nobody.
///
/// What fails in the middle is said in the last line, because what came before has long been read.
///
/// Threads: one at a time.
public final class ExportStream extends InputStream {
  private final EventWalk walk;
  private final Form form;
  private final long limit;
  private final List<String> hints;
  private final Watcher watcher;
  private final Refillable buffer = new Refillable();
  private Iterator<Step> stretch = List.<Step>of().iterator();
  private long events;
  private long unreadable;
  private boolean begun;
  private boolean ended;
  private boolean complete;

  private ExportStream(EventWalk walk, ExportRequest request, List<String> hints, Watcher watcher) {
    this.walk = walk;
    this.form = Form.of(request);
    this.limit = request.limit();
    this.hints = hints;
    this.watcher = watcher;
  }

  /// Finds what matches.
  ///
  /// @param now what times counted from now are counted from
  /// @param watcher of the one who reads
  /// @throws ExportRefusedException if this form is for files
  public static ExportStream open(
      Questions search, ExportRequest request, Instant now, Watcher watcher)
      throws IOException, UnanswerableException, ExportRefusedException {
    if (request.form() == ExportForm.RECORDS) {
      throw new ExportRefusedException(
          "records are written into a folder; a stream is ndjson or csv");
    }
    EventWalk walk =
        search.walk(request.walk(Optional.empty(), Optional.empty(), now, watcher::isGone));
    try {
      return new ExportStream(walk, request, request.hints(search, walk), watcher);
    } catch (IOException | RuntimeException e) {
      walk.close();
      throw e;
    }
  }

  /// Whom a stream is for.
  public interface Watcher {
    /// Whether nobody reads any more.
    boolean isGone();

    /// Something broke the stream off; its last line names no particulars.
    void failed(Exception why);
  }

  /// Events that will be written, as far as can be said.
  public long total() {
    return Math.min(limit, walk.total());
  }

  /// Events read so far, those that could not be read among them.
  public long done() {
    return events + unreadable;
  }

  /// Events that the vault did not give back so far.
  public long unreadable() {
    return unreadable;
  }

  /// Whether all was written, the last line too.
  public boolean isComplete() {
    return complete;
  }

  public List<String> hints() {
    return hints;
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
    while (buffer.left() == 0) {
      if (ended) {
        return -1;
      }
      fill();
    }
    return buffer.take(bytes, offset, length);
  }

  @Override
  public int available() {
    return buffer.left();
  }

  private void fill() {
    buffer.clear();
    try {
      if (!begun) {
        begun = true;
        form.head(buffer);
      }
      // A few events at a time, so that reading is not a call for each.
      while (!ended && buffer.left() < Refillable.ENOUGH_BYTES) {
        if (done() >= limit || !hasNext()) {
          complete = true;
          end("");
        } else {
          write(stretch.next());
        }
      }
    } catch (UnanswerableException e) {
      end(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      watcher.failed(e);
      end("reading the store broke off; the appliance's log says more");
    }
  }

  private boolean hasNext() throws IOException, UnanswerableException {
    if (!stretch.hasNext()) {
      stretch = walk.next().iterator();
    }
    return stretch.hasNext();
  }

  private void write(Step step) {
    int before = buffer.size();
    try {
      switch (step) {
        case Step.Event(_, var hit) -> {
          form.event(hit, events == 0, buffer);
          events++;
        }
        case Step.Lost lost -> {
          form.lost(lost, buffer);
          unreadable++;
        }
      }
    } catch (RuntimeException e) {
      buffer.cutTo(before); // The line that says so must stand alone.
      throw e;
    }
  }

  private void end(String why) {
    ended = true;
    stretch = List.<Step>of().iterator();
    form.trailer(
        new Trailer(why.isEmpty(), why, events, unreadable, walk.total(), walk.asOf(), hints),
        buffer);
  }

  @Override
  public void close() throws IOException {
    ended = true;
    walk.close();
  }

  /// Bytes written on one side and taken on the other.
  private static final class Refillable extends ByteArrayOutputStream {
    static final int ENOUGH_BYTES = 32 * 1024;

    /// A buffer that one large record made larger is not kept.
    private static final int KEPT_BYTES_MAX = 1024 * 1024;

    private int taken;

    Refillable() {
      super(2 * ENOUGH_BYTES);
    }

    synchronized int left() {
      return count - taken;
    }

    synchronized void clear() {
      if (buf.length > KEPT_BYTES_MAX) {
        buf = new byte[2 * ENOUGH_BYTES];
      }
      count = 0;
      taken = 0;
    }

    synchronized void cutTo(int size) {
      count = size;
    }

    synchronized int take(byte[] bytes, int offset, int length) {
      int most = Math.min(length, left());
      System.arraycopy(buf, taken, bytes, offset, most);
      taken += most;
      return most;
    }
  }
}
