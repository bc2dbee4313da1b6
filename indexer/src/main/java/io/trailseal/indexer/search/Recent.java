package io.trailseal.indexer.search;

import java.util.function.Consumer;

/// Where the events stand that no reader shows yet, by hash of their id. Not thread-safe.
final class Recent {
  private static final int SLOTS_FIRST = 256;

  // Each event takes one slot of all four; an id of 0 marks an empty one.
  private long[] hashes = new long[SLOTS_FIRST];
  private long[] ids = new long[SLOTS_FIRST];
  private long[] times = new long[SLOTS_FIRST];
  private long[] places = new long[SLOTS_FIRST];
  private int count;

  /// Inflated objects have at most 2^26 bytes.
  private static final int LENGTH_BITS = 32;

  int count() {
    return count;
  }

  /// @param event whose id is not 0: ledger positions begin at 1
  void add(long hash, Pointer event) {
    if (2 * count >= hashes.length) {
      grow();
    }
    int slot = slot(hash);
    while (ids[slot] != 0) {
      slot = (slot + 1) & (ids.length - 1);
    }
    put(slot, hash, event.id(), event.time(), (event.offset() << LENGTH_BITS) | event.length());
    count++;
  }

  void forEach(long hash, Consumer<Pointer> found) {
    int slot = slot(hash);
    while (ids[slot] != 0) {
      if (hashes[slot] == hash) {
        long place = places[slot];
        found.accept(
            new Pointer(
                times[slot], ids[slot], place >>> LENGTH_BITS, place & ((1L << LENGTH_BITS) - 1)));
      }
      slot = (slot + 1) & (ids.length - 1);
    }
  }

  private int slot(long hash) {
    return (int) (hash >>> 20) & (ids.length - 1);
  }

  private void put(int slot, long hash, long id, long time, long place) {
    hashes[slot] = hash;
    ids[slot] = id;
    times[slot] = time;
    places[slot] = place;
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldIds = ids;
    long[] oldTimes = times;
    long[] oldPlaces = places;
    hashes = new long[2 * oldIds.length];
    ids = new long[2 * oldIds.length];
    times = new long[2 * oldIds.length];
    places = new long[2 * oldIds.length];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        int slot = slot(oldHashes[i]);
        while (ids[slot] != 0) {
          slot = (slot + 1) & (ids.length - 1);
        }
        put(slot, oldHashes[i], oldIds[i], oldTimes[i], oldPlaces[i]);
      }
    }
  }
}
