package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An object with its inflated content, as far as that was wanted.
///
/// Not a record: two are never compared.
final class Original {
  final ObjectReceived received;
  private final ByteBuffer content;
  private final boolean whole;

  /// @param content from its first byte; not changed
  Original(ObjectReceived received, ByteBuffer content, boolean whole) {
    this.received = received;
    this.content = content;
    this.whole = whole;
  }

  boolean reaches(long end) {
    return whole || content.limit() >= end;
  }

  int length() {
    return content.limit();
  }

  /// The same in memory of its own.
  Original copy() {
    byte[] own = new byte[content.limit()];
    content.get(0, own);
    return new Original(received, ByteBuffer.wrap(own), whole);
  }

  /// Empty where it does not reach as far.
  Optional<byte[]> bytes(long offset, long length) {
    if (offset < 0 || length < 0 || offset + length > content.limit()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) length];
    content.get((int) offset, bytes);
    return Optional.of(bytes);
  }

  /// @throws IOException if the index points outside the object
  EventHit hit(EventId id, long offset, long length, @Nullable Verdict verdict) throws IOException {
    byte[] raw =
        bytes(offset, length)
            .orElseThrow(
                () ->
                    new IOException(
                        "the search index is damaged: event %s should be at %d to %d of %d bytes;"
                                .formatted(id, offset, offset + length, content.limit())
                            + " run rebuild search"));
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
      filled += READING_COST + original.length();
      Original before = kept.put(position, original);
      bytes += original.length() - (before == null ? 0 : before.length());
      var eldest = kept.entrySet().iterator();
      while (bytes > bytesMax && kept.size() > 1) {
        bytes -= eldest.next().getValue().length();
        eldest.remove();
      }
    }

    synchronized void clear() {
      kept.clear();
      bytes = 0;
    }
  }
}
