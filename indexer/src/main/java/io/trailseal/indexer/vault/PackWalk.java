package io.trailseal.indexer.vault;

import io.trailseal.indexer.vault.PackFormat.RecordHeader;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Goes from record to record through one pack, and finds its way again after damage.
final class PackWalk {
  private static final int BUFFER_BYTES = 1024 * 1024;

  private final PackFile file;
  private final long marker;
  private final long end;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  /// What is met on the way, in order of offsets.
  interface Visitor {
    void record(long offset, RecordHeader header);

    /// @param end where the walk goes on
    void bad(long offset, long end, String what);

    /// The file ends in the middle of a record.
    void cutShort(long offset, String what);
  }

  /// @param end how far the pack is to be believed in; the length of the file, or less while it
  ///   grows
  PackWalk(PackFile file, long marker, long end) {
    this.file = file;
    this.marker = marker;
    this.end = end;
  }

  /// Walks from `start`, which must be where a record begins or should.
  void walk(long start, Visitor visitor) throws IOException {
    long at = start;
    while (at < end) {
      if (end - at < PackFormat.RECORD_HEADER_BYTES) {
        visitor.cutShort(at, "%d bytes of a record header".formatted(end - at));
        return;
      }
      RecordHeader header = headerAt(at);
      if (header == null) {
        long next = nextRecord(at + 1);
        visitor.bad(at, next, "no record header where one is due");
        at = next;
      } else if (header.bytesInPack() > end - at) {
        visitor.cutShort(
            at,
            "a record of %d bytes, of which %d are there"
                .formatted(header.bytesInPack(), end - at));
        return;
      } else {
        Sha256 actual = hash(at + PackFormat.RECORD_HEADER_BYTES, header.length());
        if (actual.equals(header.hash())) {
          visitor.record(at, header);
        } else {
          visitor.bad(
              at,
              at + header.bytesInPack(),
              "an object of %d bytes that should have SHA-256 %s hashes to %s"
                  .formatted(header.length(), header.hash().hex(), actual.hex()));
        }
        at += header.bytesInPack();
      }
    }
  }

  /// Where the first record at or after `from` begins; the end where there is none.
  long nextRecord(long from) throws IOException {
    byte[] wanted = ByteBuffer.allocate(Long.BYTES).putLong(marker).array();
    long windowStart = from;
    while (end - windowStart >= PackFormat.RECORD_HEADER_BYTES) {
      int length = (int) Math.min(BUFFER_BYTES, end - windowStart);
      file.read(windowStart, buffer, 0, length);
      int last = length - PackFormat.RECORD_HEADER_BYTES;
      for (int i = 0; i <= last; i++) {
        if (startsWith(wanted, i) && PackFormat.recordHeader(buffer, i) != null) {
          return windowStart + i;
        }
      }
      windowStart += last + 1;
    }
    return end;
  }

  private boolean startsWith(byte[] wanted, int at) {
    for (int i = 0; i < wanted.length; i++) {
      if (buffer[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private @Nullable RecordHeader headerAt(long at) throws IOException {
    file.read(at, buffer, 0, PackFormat.RECORD_HEADER_BYTES);
    RecordHeader header = PackFormat.recordHeader(buffer, 0);
    return header != null && header.marker() == marker ? header : null;
  }

  private Sha256 hash(long from, int length) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    for (int done = 0; done < length; ) {
      int slice = Math.min(BUFFER_BYTES, length - done);
      file.read(from + done, buffer, 0, slice);
      digest.update(buffer, 0, slice);
      done += slice;
    }
    return Sha256.fromBytes(digest.digest());
  }
}
