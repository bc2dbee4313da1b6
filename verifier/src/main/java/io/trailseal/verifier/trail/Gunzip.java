package io.trailseal.verifier.trail;

import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Inflates what should be exactly one gzip member, without trusting it.
///
/// Not `java.util.zip.GZIPInputStream`: that reads second members as if they belonged to the first
/// and ignores what follows them, so forged events appended to a signed log file would be read.
/// Here anything after the member is a defect, and what inflated before a break is kept.
///
/// One per thread: the inflater and the buffer are used again for the next object.
final class Gunzip {
  /// CloudTrail writes at most 50 MB into a file.
  static final int INFLATED_BYTES_MAX = 64 * 1024 * 1024;

  /// Config snapshots of large accounts reach hundreds of MB; they are hashed and not held.
  static final long STREAMED_BYTES_MAX = 2L * 1024 * 1024 * 1024;

  /// Small enough to stay in the processor's cache until it is hashed.
  private static final int CHUNK_BYTES = 64 * 1024;

  /// Where nothing is hashed. The collector waits for each chunk, which takes about a millisecond.
  private static final int PREFIX_CHUNK_BYTES = 1 << 20;

  /// A buffer up to this size is kept for the next object; CloudTrail files are rarely larger.
  private static final int RETAINED_BYTES_MAX = 8 * 1024 * 1024;

  /// Log files deflate to about a tenth. The length that a gzip file claims for itself is believed
  /// up to this multiple of its size, so that a small file cannot make us allocate much.
  private static final long PLAUSIBLE_RATIO = 32;

  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xE0;

  // The JDK frees its native memory when this object is collected.
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] buffer = new byte[CHUNK_BYTES];

  /// What inflating gave. `bytes` is the [Gunzip]'s own buffer: it may be written to, and it is
  /// good until the next call.
  ///
  /// Not a record, whose equality would be a lie for the buffer.
  static final class Inflation {
    final byte[] bytes;
    final int held;
    final long length;
    final Optional<Sha256> hash;
    final Optional<Defect> defect;

    private Inflation(byte[] content) {
      this.bytes = content;
      this.held = content.length;
      this.length = content.length;
      this.hash = Optional.empty();
      this.defect = Optional.empty();
    }

    /// Content that was never compressed. It is the caller's own, so it must not be written to, and
    /// nobody asks for its hash here.
    static Inflation of(byte[] content) {
      return new Inflation(content);
    }

    /// @param held how many of `bytes` are content
    /// @param length how many bytes inflated in all, which is more than `held` when streaming
    /// @param digest over all of them; not used where there is a defect
    Inflation(byte[] bytes, int held, long length, MessageDigest digest, @Nullable Defect defect) {
      this.bytes = bytes;
      this.held = held;
      this.length = length;
      this.hash =
          defect == null ? Optional.of(Sha256.fromBytes(digest.digest())) : Optional.empty();
      this.defect = Optional.ofNullable(defect);
    }
  }

  static boolean isGzip(byte[] delivered) {
    return delivered.length >= 2 && delivered[0] == 0x1f && delivered[1] == (byte) 0x8b;
  }

  /// Inflates and holds up to `bytesMax`. What is over the limit is a defect.
  Inflation inflate(byte[] gzip, int bytesMax) {
    makeBuffer(gzip, bytesMax);
    return run(gzip, bytesMax, true);
  }

  /// Inflates up to `bytesMax` to hash them, holding nothing.
  Inflation stream(byte[] gzip, long bytesMax) {
    return run(gzip, bytesMax, false);
  }

  /// The first `bytesMax` bytes of the content, or all where there are fewer or where it breaks
  /// off. Nothing is hashed or checked, which is half of the work: for bytes that are known to be
  /// the right ones.
  ///
  /// @return this object's own buffer, as far as it is filled; good until the next call
  ByteBuffer prefix(byte[] gzip, int bytesMax) {
    Header header = Header.read(gzip);
    if (header.defect != null) {
      return ByteBuffer.allocate(0);
    }
    inflater.reset();
    inflater.setInput(gzip, header.length, gzip.length - header.length);
    makeBuffer(gzip, bytesMax);
    int length = 0;
    boolean more = true;
    while (more && length < bytesMax) {
      makeRoom(length, bytesMax);
      int room = Math.min(buffer.length, bytesMax) - length;
      try {
        more = inflater.inflate(buffer, length, Math.min(PREFIX_CHUNK_BYTES, room)) > 0;
      } catch (DataFormatException _) {
        more = false; // What inflated before the break counts.
      }
      // Counted by the inflater, because a call that ends in an exception has written as well.
      length = (int) inflater.getBytesWritten();
    }
    return ByteBuffer.wrap(buffer, 0, length).slice().asReadOnlyBuffer();
  }

  private void makeBuffer(byte[] gzip, int bytesMax) {
    if (buffer.length > RETAINED_BYTES_MAX) {
      buffer = new byte[CHUNK_BYTES];
    }
    long plausible = Math.min(claimedLength(gzip), gzip.length * PLAUSIBLE_RATIO);
    int wanted = (int) Math.min(bytesMax, Math.max(CHUNK_BYTES, plausible));
    if (buffer.length < wanted) {
      buffer = new byte[wanted];
    }
  }

  /// ISIZE, the last four bytes, if nothing follows the member.
  private static long claimedLength(byte[] gzip) {
    return gzip.length < HEADER_BYTES + TRAILER_BYTES ? 0 : littleEndian(gzip, gzip.length - 4);
  }

  private Inflation run(byte[] gzip, long bytesMax, boolean hold) {
    MessageDigest digest = Sha256.newDigest();
    Header header = Header.read(gzip);
    if (header.defect != null) {
      return new Inflation(buffer, 0, 0, digest, header.defect);
    }
    inflater.reset();
    crc.reset();
    inflater.setInput(gzip, header.length, gzip.length - header.length);
    long length = 0;
    int position = 0;
    Defect defect = null;
    while (!inflater.finished() && defect == null) {
      if (hold) {
        position = (int) length;
        makeRoom(position, bytesMax);
      }
      int room = (int) Math.min(buffer.length - position, Math.min(CHUNK_BYTES, bytesMax - length));
      long before = inflater.getBytesWritten();
      try {
        if (room == 0) {
          defect = probeForMore(header.length, bytesMax);
        } else if (inflater.inflate(buffer, position, room) == 0 && !inflater.finished()) {
          defect = stalled(gzip.length, header.length);
        }
      } catch (DataFormatException e) {
        defect =
            new Defect(
                header.length + inflater.getBytesRead(),
                "gzip: required deflated data, found damage (" + e.getMessage() + ")");
      }
      // Counted by the inflater, because a call that ends in an exception has written as well.
      int written = room == 0 ? 0 : (int) (inflater.getBytesWritten() - before);
      crc.update(buffer, position, written);
      digest.update(buffer, position, written);
      length += written;
    }
    if (defect == null) {
      defect = checkTrailer(gzip, header.length + inflater.getBytesRead(), length);
    }
    return new Inflation(buffer, hold ? (int) length : 0, length, digest, defect);
  }

  private void makeRoom(int position, long bytesMax) {
    if (position == buffer.length && position < bytesMax) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(bytesMax, buffer.length * 2L));
    }
  }

  /// One byte past the limit tells "exactly full" from "too large".
  private @Nullable Defect probeForMore(int headerLength, long bytesMax)
      throws DataFormatException {
    if (inflater.inflate(new byte[1]) == 0 && inflater.finished()) {
      return null;
    }
    return Defect.overLimit(
        headerLength + inflater.getBytesRead(), "gzip: it inflates to more bytes", bytesMax);
  }

  private Defect stalled(int delivered, int headerLength) {
    return inflater.needsDictionary()
        ? new Defect(headerLength, "gzip: required deflated data, found a preset dictionary")
        : new Defect(delivered, "gzip: it is truncated, the data ends before the member does");
  }

  private @Nullable Defect checkTrailer(byte[] gzip, long end, long length) {
    int at = (int) end;
    if (gzip.length - at < TRAILER_BYTES) {
      return new Defect(
          gzip.length,
          "gzip: it is truncated, required %d bytes of checksum and length, found %d"
              .formatted(TRAILER_BYTES, gzip.length - at));
    }
    if (littleEndian(gzip, at) != crc.getValue()) {
      return new Defect(
          at,
          "gzip: required checksum %08x as the content has it, found %08x"
              .formatted(crc.getValue(), littleEndian(gzip, at)));
    }
    if (littleEndian(gzip, at + 4) != (length & 0xFFFF_FFFFL)) {
      return new Defect(
          at + 4L,
          "gzip: required length %d as the content has it, found %d"
              .formatted(length & 0xFFFF_FFFFL, littleEndian(gzip, at + 4)));
    }
    int rest = at + TRAILER_BYTES;
    if (rest < gzip.length) {
      boolean member =
          gzip.length - rest >= 2 && gzip[rest] == 0x1f && gzip[rest + 1] == (byte) 0x8b;
      return new Defect(
          rest,
          "gzip: required the end, found %s (%,d bytes after the member)"
              .formatted(member ? "a second member" : "something else", gzip.length - rest));
    }
    return null;
  }

  private static long littleEndian(byte[] bytes, int at) {
    return (bytes[at] & 0xFFL)
        | (bytes[at + 1] & 0xFFL) << 8
        | (bytes[at + 2] & 0xFFL) << 16
        | (bytes[at + 3] & 0xFFL) << 24;
  }

  /// The header of RFC 1952, whose length varies.
  private static final class Header {
    final int length;
    final @Nullable Defect defect;

    private Header(int length, @Nullable Defect defect) {
      this.length = length;
      this.defect = defect;
    }

    static Header read(byte[] gzip) {
      if (gzip.length < HEADER_BYTES) {
        return truncated(gzip);
      }
      if (gzip[2] != 8) {
        return bad(2, "required compression method 8, found " + gzip[2]);
      }
      int flags = gzip[3] & 0xFF;
      if ((flags & FLAGS_RESERVED) != 0) {
        return bad(3, "required no reserved flags, found flags %02x".formatted(flags));
      }
      int at = HEADER_BYTES;
      if ((flags & FLAG_EXTRA) != 0) {
        if (gzip.length < at + 2) {
          return truncated(gzip);
        }
        at += 2 + (gzip[at] & 0xFF) + ((gzip[at + 1] & 0xFF) << 8);
      }
      if ((flags & FLAG_NAME) != 0) {
        at = afterZero(gzip, at);
      }
      if ((flags & FLAG_COMMENT) != 0) {
        at = afterZero(gzip, at);
      }
      if ((flags & FLAG_HEADER_CRC) != 0) {
        if (gzip.length < at + 2) {
          return truncated(gzip);
        }
        CRC32 crc = new CRC32();
        crc.update(gzip, 0, at);
        int found = (gzip[at] & 0xFF) | (gzip[at + 1] & 0xFF) << 8;
        if (found != (crc.getValue() & 0xFFFF)) {
          return bad(
              at,
              "required header checksum %04x, found %04x"
                  .formatted(crc.getValue() & 0xFFFF, found));
        }
        at += 2;
      }
      return at > gzip.length ? truncated(gzip) : new Header(at, null);
    }

    /// One past the next zero byte, or one past the end if there is none.
    private static int afterZero(byte[] gzip, int from) {
      int at = from;
      while (at < gzip.length && gzip[at] != 0) {
        at++;
      }
      return at + 1;
    }

    private static Header truncated(byte[] gzip) {
      return bad(gzip.length, "it is truncated, the data ends within the header");
    }

    private static Header bad(int offset, String reason) {
      return new Header(0, new Defect(offset, "gzip: " + reason));
    }
  }
}
