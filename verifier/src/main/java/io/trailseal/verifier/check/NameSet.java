package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A set of names that keeps 128 bits of each one's hash: a chain of years lists millions, and
/// nobody finds two names with the same bits. For one thread.
final class NameSet {
  private static final int SIZE_FIRST = 1 << 10;

  private final MessageDigest digest = Sha256.newDigest();
  private long[] slots = new long[2 * SIZE_FIRST];
  private int size;

  /// @return whether it was new
  boolean add(S3Name name) {
    if (2 * (size + 1) > slots.length / 2) {
      grow();
    }
    ByteBuffer hash = hash(name);
    boolean added = put(slots, hash.getLong(0) | 1, hash.getLong(8));
    size += added ? 1 : 0;
    return added;
  }

  boolean contains(S3Name name) {
    ByteBuffer hash = hash(name);
    int at = find(slots, hash.getLong(0) | 1, hash.getLong(8));
    return slots[at] != 0;
  }

  private ByteBuffer hash(S3Name name) {
    // UTF-16, because lone surrogates all look the same in UTF-8.
    digest.update(name.bucket().getBytes(StandardCharsets.UTF_16BE));
    digest.update(new byte[] {0, 0});
    return ByteBuffer.wrap(digest.digest(name.key().getBytes(StandardCharsets.UTF_16BE)));
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0) {
        put(larger, slots[i], slots[i + 1]);
      }
    }
    slots = larger;
  }

  /// @param high never 0, which marks an empty slot
  private static boolean put(long[] slots, long high, long low) {
    int at = find(slots, high, low);
    if (slots[at] != 0) {
      return false;
    }
    slots[at] = high;
    slots[at + 1] = low;
    return true;
  }

  private static int find(long[] slots, long high, long low) {
    int mask = slots.length / 2 - 1;
    int at = (int) (low & mask);
    while (slots[2 * at] != 0 && !(slots[2 * at] == high && slots[2 * at + 1] == low)) {
      at = (at + 1) & mask;
    }
    return 2 * at;
  }
}
