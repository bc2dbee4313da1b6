package io.trailseal.verifier.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The names in an archive file, sorted by their bytes, and where each entry lies.
///
/// Names lie one after the other in chunks of bytes, the rest in arrays: some 40 bytes an entry
/// besides its name. Filled by one thread, then sorted once, then read by any number.
final class EntryIndex {
  /// How much of it may be held: some two million objects of CloudTrail.
  static final long BYTES_MAX = 384L * 1024 * 1024;

  private static final int ENTRY_BYTES = 40;
  private static final int CHUNK_SHIFT = 20;
  private static final int CHUNK_BYTES = 1 << CHUNK_SHIFT;

  private byte[][] chunks = new byte[16][];
  private long namesEnd;
  private int count;
  private long[] nameAt = new long[1024];
  private long[] at = new long[1024];
  private long[] length = new long[1024];
  private int[] order = new int[0];

  /// Remembers an entry.
  ///
  /// @param where what its reader needs to find it again
  /// @return false if there is no room for it
  boolean add(String path, long where, long bytes) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (namesEnd + name.length + (count + 1L) * ENTRY_BYTES > BYTES_MAX) {
      return false;
    }
    if (count == at.length) {
      nameAt = Arrays.copyOf(nameAt, 2 * count);
      at = Arrays.copyOf(at, 2 * count);
      length = Arrays.copyOf(length, 2 * count);
    }
    nameAt[count] = namesEnd;
    at[count] = where;
    length[count] = bytes;
    count++;
    append(name);
    return true;
  }

  private void append(byte[] name) {
    int from = 0;
    while (from < name.length) {
      int chunk = (int) (namesEnd >>> CHUNK_SHIFT);
      int inside = (int) namesEnd & (CHUNK_BYTES - 1);
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * chunk);
      }
      if (inside == 0) {
        chunks[chunk] = new byte[CHUNK_BYTES];
      }
      int bytes = Math.min(name.length - from, CHUNK_BYTES - inside);
      System.arraycopy(name, from, chunks[chunk], inside, bytes);
      from += bytes;
      namesEnd += bytes;
    }
  }

  /// After the last [#add]. Of entries with one name the last stays.
  void sort() {
    int[] from = new int[count];
    for (int i = 0; i < count; i++) {
      from[i] = i;
    }
    int[] to = from.clone();
    sort(from, to, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      // Sorting keeps equal names in the order they were added.
      if (i + 1 == count || compare(to[i], to[i + 1]) != 0) {
        to[kept++] = to[i];
      }
    }
    order = Arrays.copyOf(to, kept);
  }

  /// Merges the halves of `from` into `to`; both hold the same at the start.
  private void sort(int[] from, int[] to, int start, int end) {
    if (end - start < 2) {
      return;
    }
    int middle = (start + end) >>> 1;
    sort(to, from, start, middle);
    sort(to, from, middle, end);
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeLeft = right == end || (left < middle && compare(from[left], from[right]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private int compare(int a, int b) {
    int lengthA = nameLength(a);
    int lengthB = nameLength(b);
    for (int i = 0; i < Math.min(lengthA, lengthB); i++) {
      int byBytes = Byte.compareUnsigned(nameByte(a, i), nameByte(b, i));
      if (byBytes != 0) {
        return byBytes;
      }
    }
    return Integer.compare(lengthA, lengthB);
  }

  private int nameLength(int entry) {
    return (int) ((entry + 1 < count ? nameAt[entry + 1] : namesEnd) - nameAt[entry]);
  }

  private byte nameByte(int entry, int i) {
    long position = nameAt[entry] + i;
    return chunks[(int) (position >>> CHUNK_SHIFT)][(int) position & (CHUNK_BYTES - 1)];
  }

  /// How many names there are.
  int size() {
    return order.length;
  }

  /// The first place in the order whose name is not before `name`.
  int ceiling(byte[] name) {
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareTo(order[middle], name) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compareTo(int entry, byte[] name) {
    int bytes = nameLength(entry);
    for (int i = 0; i < Math.min(bytes, name.length); i++) {
      int byBytes = Byte.compareUnsigned(nameByte(entry, i), name[i]);
      if (byBytes != 0) {
        return byBytes;
      }
    }
    return Integer.compare(bytes, name.length);
  }

  /// The place in the order of this name, or -1.
  int find(String path) {
    if (path.chars().anyMatch(c -> Character.isSurrogate((char) c))
        && !StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      // Half a character would become a question mark, which is another name.
      return -1;
    }
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    int place = ceiling(name);
    return place < order.length && compareTo(order[place], name) == 0 ? place : -1;
  }

  byte[] name(int place) {
    int entry = order[place];
    byte[] name = new byte[nameLength(entry)];
    for (int i = 0; i < name.length; i++) {
      name[i] = nameByte(entry, i);
    }
    return name;
  }

  /// What its reader needs to find it again.
  long where(int place) {
    return at[order[place]];
  }

  /// How long it is said to be.
  long length(int place) {
    return length[order[place]];
  }
}
