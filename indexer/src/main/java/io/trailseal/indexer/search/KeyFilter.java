package io.trailseal.indexer.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Remembers keys with a few bits each: "not seen" is certain, "seen" is to be looked up (about one
/// in two hundred was not). Grows by layers, each twice as large as the one before. Not
/// thread-safe.
final class KeyFilter {
  private static final int BITS_PER_KEY = 12;
  private static final int PROBES = 6;
  private static final long FIRST_LAYER_KEYS = 1 << 14;

  /// Unknown outside this process, so that nobody can choose ids that all look seen.
  private static final long SEED = ThreadLocalRandom.current().nextLong() | 1;

  private final List<Layer> layers = new ArrayList<>();

  private static final class Layer {
    final long[] words;
    final long capacity;
    long keys;

    Layer(long capacity) {
      this.capacity = capacity;
      this.words = new long[Math.toIntExact(capacity * BITS_PER_KEY / Long.SIZE)];
    }

    private long bit(long hash, int probe) {
      long mixed = hash + probe * (Long.rotateLeft(hash, 32) | 1);
      return Long.remainderUnsigned(mixed, (long) words.length * Long.SIZE);
    }

    boolean has(long hash) {
      for (int probe = 0; probe < PROBES; probe++) {
        long bit = bit(hash, probe);
        if ((words[(int) (bit >>> 6)] & (1L << bit)) == 0) {
          return false;
        }
      }
      return true;
    }

    void add(long hash) {
      for (int probe = 0; probe < PROBES; probe++) {
        long bit = bit(hash, probe);
        words[(int) (bit >>> 6)] |= 1L << bit;
      }
      keys++;
    }
  }

  /// @param expected so many keys fit into the first layer
  KeyFilter(long expected) {
    layers.add(new Layer(Math.max(FIRST_LAYER_KEYS, expected)));
  }

  /// What stands for a key here; 64 bits that follow from all of it.
  static long hash(byte[] key, int from, int length) {
    long hash = SEED;
    for (int i = from; i < from + length; i++) {
      hash = (hash ^ (key[i] & 0xff)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ (hash >>> 32)) * SEED;
    return hash ^ (hash >>> 28);
  }

  boolean mayHave(long hash) {
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (layers.get(i).has(hash)) {
        return true;
      }
    }
    return false;
  }

  void add(long hash) {
    Layer last = layers.getLast();
    if (last.keys >= last.capacity) {
      last = new Layer(2 * last.capacity);
      layers.add(last);
    }
    last.add(hash);
  }
}
