package io.trailseal.indexer.search;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/// Hashes of all values of a column in a segment, by their numbers. Reading the values themselves
/// takes ten times as long, and a segment does not change: so they are kept, those asked for last,
/// as long as the segment is open.
///
/// Threads: any.
final class ValueHashes {
  /// Kept of all segments and columns: what eight million values take.
  static final long BYTES_MAX = 64L << 20;

  /// Nobody who writes events can know it, and make values that meet.
  private static final Hasher64 HASH = Hashing.komihash5_0(new SecureRandom().nextLong());

  private static final int VALUES_BETWEEN_CHECKS = 1 << 14;

  private final long bytesMax;
  private final Map<Key, long[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  ValueHashes(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  private record Key(IndexReader.CacheKey segment, FirstClass field) {}

  static long hash(BytesRef value) {
    return HASH.hashBytesToLong(value.bytes, value.offset, value.length);
  }

  /// Whether there is room for those of this one.
  boolean fits(ColumnCounts part) {
    return (long) Long.BYTES * part.valueCount() <= bytesMax;
  }

  long[] of(ColumnCounts part, Budget budget) throws IOException {
    IndexReader.CacheHelper cache = part.segment().leaf().reader().getCoreCacheHelper();
    if (cache == null) {
      return read(part, budget);
    }
    Key key = new Key(cache.getKey(), part.field());
    synchronized (this) {
      long[] known = kept.get(key);
      if (known != null) {
        return known;
      }
    }
    long[] hashes = read(part, budget);
    if (keep(key, hashes)) {
      cache.addClosedListener(this::forget);
    }
    return hashes;
  }

  private static long[] read(ColumnCounts part, Budget budget) throws IOException {
    long[] hashes = new long[part.valueCount()];
    TermsEnum terms = part.dictionary().termsEnum();
    for (int ord = 0; ord < hashes.length; ord++) {
      if (ord % VALUES_BETWEEN_CHECKS == 0) {
        budget.check();
      }
      hashes[ord] = hash(terms.next());
    }
    return hashes;
  }

  private synchronized boolean keep(Key key, long[] hashes) {
    long more = (long) Long.BYTES * hashes.length;
    if (more > bytesMax || kept.put(key, hashes) != null) {
      return false;
    }
    bytes += more;
    Iterator<long[]> eldest = kept.values().iterator();
    while (bytes > bytesMax) {
      bytes -= (long) Long.BYTES * eldest.next().length;
      eldest.remove();
    }
    return true;
  }

  private synchronized void forget(IndexReader.CacheKey segment) {
    Iterator<Map.Entry<Key, long[]>> all = kept.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Key, long[]> one = all.next();
      if (one.getKey().segment().equals(segment)) {
        bytes -= (long) Long.BYTES * one.getValue().length;
        all.remove();
      }
    }
  }
}
