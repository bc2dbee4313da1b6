package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Cuts raw records out of the objects in the vault. A few inflated objects are kept, because hits
/// that are near in time tend to be in the same ones.
///
/// Threads: any.
final class Originals {
  /// Inflated bytes kept. One object may be as large as this; it is then kept alone.
  private static final long CACHE_BYTES_MAX = 64L << 20;

  private static final int READERS_KEPT = 4;

  private final Vault vault;
  private final Ledger ledger;
  private final BlockingQueue<ObjectReader> readers = new ArrayBlockingQueue<>(READERS_KEPT);
  private final Map<LedgerPosition, Original> cache = new LinkedHashMap<>(16, 0.75f, true);
  private long cachedBytes;

  Originals(Vault vault, Ledger ledger) {
    this.vault = vault;
    this.ledger = ledger;
  }

  /// An object with its inflated content.
  static final class Original {
    private final ObjectReceived received;
    private final byte[] content;

    private Original(ObjectReceived received, byte[] content) {
      this.received = received;
      this.content = content;
    }

    /// @throws IOException if the index points outside the object
    EventHit hit(EventId id, long offset, long length, @Nullable Verdict verdict)
        throws IOException {
      if (offset < 0 || length < 0 || offset + length > content.length) {
        throw new IOException(
            "the search index is damaged: event %s should be at %d to %d of %d bytes; run rebuild"
                    .formatted(id, offset, offset + length, content.length)
                + " search");
      }
      byte[] raw = Arrays.copyOfRange(content, (int) offset, (int) (offset + length));
      return new EventHit(
          id,
          offset,
          Payload.adopt(raw),
          received.name(),
          received.reading().inflated(),
          Optional.ofNullable(verdict),
          SummaryReader.read(raw));
    }
  }

  /// Reads and inflates the object, or finds it inflated.
  Original open(LedgerPosition position) throws IOException {
    synchronized (cache) {
      Original known = cache.get(position);
      if (known != null) {
        return known;
      }
    }
    ObjectReceived received =
        received(position)
            .orElseThrow(
                () ->
                    new IOException(
                        "the search index is damaged: ledger entry %s holds no events; run rebuild"
                                .formatted(position)
                            + " search"));
    byte[] delivered = vault.read(received.kept().orElseThrow());
    ObjectReader reader = borrow();
    Original original = new Original(received, reader.content(delivered));
    giveBack(reader);
    synchronized (cache) {
      if (cache.put(position, original) == null) {
        cachedBytes += original.content.length;
      }
      var eldest = cache.entrySet().iterator();
      while (cachedBytes > CACHE_BYTES_MAX && cache.size() > 1) {
        cachedBytes -= eldest.next().getValue().content.length;
        eldest.remove();
      }
    }
    return original;
  }

  /// One event by its place, without the index.
  Optional<EventHit> event(EventId id) throws IOException {
    ObjectReceived received = received(id.object()).orElse(null);
    if (received == null || id.ordinal() >= 1 << Fields.ORDINAL_BITS) {
      return Optional.empty();
    }
    Finder finder = new Finder(id.ordinal());
    byte[] delivered = vault.read(received.kept().orElseThrow());
    ObjectReader reader = borrow();
    reader.read(received.name().key(), delivered, finder);
    giveBack(reader);
    if (finder.end < 0) {
      return Optional.empty();
    }
    Verdict verdict = ledger.currentVerdicts(List.of(id.object())).get(id.object());
    return Optional.of(
        open(id.object()).hit(id, finder.offset, finder.end - finder.offset, verdict));
  }

  private Optional<ObjectReceived> received(LedgerPosition position) throws IOException {
    Optional<Recorded> entry = ledger.entry(position);
    if (entry.isPresent()
        && Intake.holdsEvents(entry.get())
        && entry.get().entry() instanceof ObjectReceived received) {
      return Optional.of(received);
    }
    return Optional.empty();
  }

  Map<LedgerPosition, Verdict> verdicts(Collection<LedgerPosition> objects) throws IOException {
    return objects.isEmpty() ? new HashMap<>() : ledger.currentVerdicts(objects);
  }

  /// The index is rebuilt; objects stay the same, but nobody should pay for old memory.
  void forget() {
    synchronized (cache) {
      cache.clear();
      cachedBytes = 0;
    }
  }

  private ObjectReader borrow() {
    ObjectReader kept = readers.poll();
    return kept == null ? new ObjectReader() : kept;
  }

  private void giveBack(ObjectReader reader) {
    // Where enough are kept this is false, and the collector has it.
    boolean _ = readers.offer(reader);
  }

  /// Notes where one record lies.
  private static final class Finder implements EventSink {
    private final int wanted;
    private boolean here;
    private long offset;
    private long end = -1;

    Finder(int wanted) {
      this.wanted = wanted;
    }

    @Override
    public void beginEvent(int ordinal, long eventOffset) {
      here = ordinal == wanted;
      if (here) {
        offset = eventOffset;
      }
    }

    @Override
    public void leaf(String path, LeafType type, String text) {}

    @Override
    public void endEvent(long endOffset) {
      if (here) {
        end = endOffset;
      }
    }

    @Override
    public void abandonEvent() {
      here = false;
    }
  }
}
