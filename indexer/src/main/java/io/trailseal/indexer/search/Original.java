package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An object with its inflated content, as far as that was wanted.
///
/// Not a record, whose equality would be a lie for the bytes.
final class Original {
  final ObjectReceived received;
  final byte[] content;
  final boolean whole;

  Original(ObjectReceived received, byte[] content, boolean whole) {
    this.received = received;
    this.content = content;
    this.whole = whole;
  }

  boolean reaches(long end) {
    return whole || content.length >= end;
  }

  /// @throws IOException if the index points outside the object
  EventHit hit(EventId id, long offset, long length, @Nullable Verdict verdict) throws IOException {
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
        SummaryReader.read(raw),
        List.of(),
        List.of());
  }

  /// Inflated objects, the one least recently used thrown out first: hits that are near in time
  /// tend to be in the same ones.
  static final class Cache {
    /// To find and read the smallest object costs as much as inflating this many bytes.
    private static final int READING_COST = 16 << 10;

    private final long bytesMax;
    private final Map<LedgerPosition, Original> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long filled;

    Cache(long bytesMax) {
      this.bytesMax = bytesMax;
    }

    synchronized @Nullable Original get(LedgerPosition position) {
      return kept.get(position);
    }

    /// Bytes put in so far, thrown out since or not; an object counts for its reading, too.
    synchronized long filled() {
      return filled;
    }

    synchronized void put(LedgerPosition position, Original original) {
      filled += READING_COST + original.content.length;
      Original before = kept.put(position, original);
      bytes += original.content.length - (before == null ? 0 : before.content.length);
      var eldest = kept.entrySet().iterator();
      while (bytes > bytesMax && kept.size() > 1) {
        bytes -= eldest.next().getValue().content.length;
        eldest.remove();
      }
    }

    synchronized void clear() {
      kept.clear();
      bytes = 0;
    }
  }
}
