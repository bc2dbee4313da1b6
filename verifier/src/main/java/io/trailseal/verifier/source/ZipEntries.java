package io.trailseal.verifier.source;

import io.trailseal.verifier.trail.Defect;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads a zip by its central directory, in the order of that directory and without keeping it in
/// memory. Where the local header says something else, the directory counts, as it does for
/// everyone who unpacks the archive.
///
/// Source: PKWARE's APPNOTE 6.3.10, sections 4.3 (layout), 4.4 (fields) and 4.5.3 (zip64).
final class ZipEntries implements ArchiveEntries, EntryReader {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int COMMENT_BYTES_MAX = 0xffff;
  private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ZIP64_END_SIGNATURE = 0x06064b50;
  private static final int ZIP64_END_BYTES = 56;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final long IN_ZIP64 = 0xffffffffL;
  private static final int UNIX = 3;

  private final FileChannel file;
  private final long size;

  /// Bytes put before the archive (a self-extracting program) shift every offset in it.
  private final long shift;

  private final long directoryStart;
  private final long directoryEnd;
  private final long countSaid;
  private long at;
  private long count;
  private long compressedBytes;

  private record Directory(long start, long bytes, long count, long endsAt) {}

  private ZipEntries(FileChannel file) throws IOException {
    this.file = file;
    this.size = file.size();
    Directory directory = findDirectory();
    this.directoryEnd = directory.endsAt();
    this.directoryStart = directory.endsAt() - directory.bytes();
    this.shift = directoryStart - directory.start();
    this.countSaid = directory.count();
    this.at = directoryStart;
    if (directory.bytes() < 0 || directoryStart < 0 || shift < 0) {
      throw new BrokenShelfException(
          directory.endsAt(), "the zip's directory must lie inside the zip, it does not");
    }
  }

  static ZipEntries open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new ZipEntries(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Directory findDirectory() throws IOException {
    int tailBytes = (int) Math.min(size, END_BYTES + COMMENT_BYTES_MAX);
    ByteBuffer tail = read(size - tailBytes, tailBytes);
    for (int i = tailBytes - END_BYTES; i >= 0; i--) {
      if (tail.getInt(i) == END_SIGNATURE
          && i + END_BYTES + unsigned(tail.getShort(i + 20)) <= tailBytes) {
        return directory(
            tail.slice(i, END_BYTES).order(ByteOrder.LITTLE_ENDIAN), size - tailBytes + i);
      }
    }
    throw new BrokenShelfException(
        size, "a zip ends with its directory, this one has none; it may have been cut off");
  }

  private Directory directory(ByteBuffer end, long endAt) throws IOException {
    int disk = unsigned(end.getShort(4));
    long count = unsigned(end.getShort(10));
    long bytes = unsigned(end.getInt(12));
    long start = unsigned(end.getInt(16));
    if (endAt >= ZIP64_LOCATOR_BYTES) {
      ByteBuffer locator = read(endAt - ZIP64_LOCATOR_BYTES, ZIP64_LOCATOR_BYTES);
      if (locator.getInt(0) == ZIP64_LOCATOR_SIGNATURE) {
        return zip64Directory(locator.getLong(8), endAt - ZIP64_LOCATOR_BYTES);
      }
    }
    if (disk != 0) {
      throw new BrokenShelfException(
          endAt, "a zip must be one file, this is part %d of several".formatted(disk + 1));
    }
    return new Directory(start, bytes, count, endAt);
  }

  private Directory zip64Directory(long said, long locatorAt) throws IOException {
    // Where bytes were put in front, the offset is off by their number; then it ends at the
    // locator.
    for (long endAt : new long[] {said, locatorAt - ZIP64_END_BYTES}) {
      if (endAt >= 0 && endAt <= locatorAt - ZIP64_END_BYTES) {
        ByteBuffer end = read(endAt, ZIP64_END_BYTES);
        if (end.getInt(0) == ZIP64_END_SIGNATURE) {
          return new Directory(end.getLong(48), end.getLong(40), end.getLong(32), endAt);
        }
      }
    }
    throw new BrokenShelfException(
        locatorAt, "the zip's zip64 directory is not where it should be");
  }

  @Override
  public @Nullable Entry next() throws IOException {
    if (at >= directoryEnd) {
      // Without zip64 the count is kept modulo 65,536.
      if (count != countSaid && (count & 0xffff) != countSaid) {
        long found = count;
        count = countSaid;
        throw new BrokenShelfException(
            at,
            "the zip says it has %,d entries, its directory has %,d".formatted(countSaid, found));
      }
      return null;
    }
    ZipEntry entry = entryAt(at);
    compressedBytes += entry.compressed;
    // Entries that share bytes are how a small zip is made to hold terabytes.
    if (entry.compressed < 0 || compressedBytes > size || compressedBytes < 0) {
      throw new BrokenShelfException(
          at, "entries must lie side by side, these claim more bytes than the zip has");
    }
    at += entry.recordBytes;
    count++;
    return entry;
  }

  /// Reads the entry whose record in the directory is at `where`. For any number of threads.
  @Override
  public Content read(long where, long bytesExpected, int bytesMax) throws IOException {
    ZipEntry entry = entryAt(where);
    Optional<String> refusal = entry.refusal();
    if (refusal.isPresent()) {
      throw new IOException(refusal.get());
    }
    return entry.read(bytesMax);
  }

  private ZipEntry entryAt(long at) throws IOException {
    if (directoryEnd - at < CENTRAL_BYTES) {
      throw new BrokenShelfException(at, "the zip's directory breaks off in an entry");
    }
    ByteBuffer head = read(at, CENTRAL_BYTES);
    if (head.getInt(0) != CENTRAL_SIGNATURE) {
      throw new BrokenShelfException(at, "there must be an entry of the zip's directory here");
    }
    int nameBytes = unsigned(head.getShort(28));
    int extraBytes = unsigned(head.getShort(30));
    int commentBytes = unsigned(head.getShort(32));
    long entryBytes = (long) CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
    if (directoryEnd - at < entryBytes) {
      throw new BrokenShelfException(at, "the zip's directory breaks off in an entry's name");
    }
    ByteBuffer variable = read(at + CENTRAL_BYTES, nameBytes + extraBytes);
    byte[] name = new byte[nameBytes];
    variable.get(name);
    return entry(at, entryBytes, head, name, variable.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  private ZipEntry entry(long at, long entryBytes, ByteBuffer head, byte[] name, ByteBuffer extra) {
    long length = unsigned(head.getInt(24));
    long compressed = unsigned(head.getInt(20));
    long local = unsigned(head.getInt(42));
    ByteBuffer zip64 = zip64Field(extra);
    if (length == IN_ZIP64 && zip64.remaining() >= 8) {
      length = zip64.getLong();
    }
    if (compressed == IN_ZIP64 && zip64.remaining() >= 8) {
      compressed = zip64.getLong();
    }
    if (local == IN_ZIP64 && zip64.remaining() >= 8) {
      local = zip64.getLong();
    }
    int mode = unsigned(head.getShort(4)) >>> 8 == UNIX ? head.getInt(38) >>> 16 : 0;
    int flags = unsigned(head.getShort(8));
    int method = unsigned(head.getShort(10));
    return new ZipEntry(
        at,
        entryBytes,
        name,
        flags,
        method,
        unsigned(head.getInt(16)),
        compressed,
        length,
        local + shift,
        mode);
  }

  private static ByteBuffer zip64Field(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = unsigned(extra.getShort());
      int bytes = unsigned(extra.getShort());
      if (bytes > extra.remaining()) {
        break;
      }
      if (id == 1) {
        return extra.slice(extra.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + bytes);
    }
    return ByteBuffer.allocate(0);
  }

  private ByteBuffer read(long from, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new BrokenShelfException(from, "the zip ends where more was promised");
      }
    }
    return buffer.flip();
  }

  private static int unsigned(short value) {
    return value & 0xffff;
  }

  private static long unsigned(int value) {
    return value & 0xffffffffL;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private final class ZipEntry implements Entry {
    private final long where;
    private final long recordBytes;
    private final byte[] name;
    private final int flags;
    private final int method;
    private final long crc;
    private final long compressed;
    private final long length;
    private final long local;
    private final int mode;

    ZipEntry(
        long where,
        long recordBytes,
        byte[] name,
        int flags,
        int method,
        long crc,
        long compressed,
        long length,
        long local,
        int mode) {
      this.where = where;
      this.recordBytes = recordBytes;
      this.name = name;
      this.flags = flags;
      this.method = method;
      this.crc = crc;
      this.compressed = compressed;
      this.length = length;
      this.local = local;
      this.mode = mode;
    }

    @Override
    public long where() {
      return where;
    }

    @Override
    public byte[] rawName() {
      return name;
    }

    @Override
    public boolean isFolder() {
      return name.length > 0 && name[name.length - 1] == '/';
    }

    @Override
    public Optional<String> refusal() {
      int type = mode & 0170000;
      if (type != 0 && type != 0100000 && type != 0040000) {
        return Optional.of("an object must be a file, this is a link or device in the zip");
      }
      if ((flags & 1) != 0) {
        return Optional.of("it is encrypted in the zip; unpack it with its password first");
      }
      if (method != 0 && method != 8) {
        return Optional.of(
            "a zip must use deflate or no compression, this is method %d; unpack it and import the folder"
                .formatted(method));
      }
      return Optional.empty();
    }

    @Override
    public long bytesExpected() {
      return Math.max(0, length);
    }

    @Override
    public Content read(int bytesMax) throws IOException {
      if (local < 0 || local + LOCAL_BYTES > directoryStart) {
        throw new BrokenShelfException(Math.max(0, local), "its place in the zip is outside of it");
      }
      ByteBuffer head = ZipEntries.this.read(local, LOCAL_BYTES);
      if (head.getInt(0) != LOCAL_SIGNATURE) {
        throw new BrokenShelfException(local, "the zip has nothing at its place");
      }
      long start = local + LOCAL_BYTES + unsigned(head.getShort(26)) + unsigned(head.getShort(28));
      if (start + compressed > directoryStart) {
        throw new BrokenShelfException(start, "its bytes in the zip run into the directory");
      }
      Inflater inflater = new Inflater(true);
      try {
        InputStream raw =
            new BufferedInputStream(new FileRange(file, start, start + compressed), 16 * 1024);
        InputStream in = method == 0 ? raw : new InflaterInputStream(raw, inflater, 16 * 1024);
        return checked(Content.readAll(in, length, bytesMax), start);
      } catch (ZipException | EOFException e) {
        throw new BrokenShelfException(
            start, "its bytes in the zip cannot be inflated: " + Content.reason(e));
      } finally {
        inflater.end();
      }
    }

    private Content checked(Content content, long start) {
      if (!(content instanceof Content.Whole whole)) {
        return content;
      }
      List<Defect> defects = new ArrayList<>();
      if (whole.bytes().length != length) {
        defects.add(
            new Defect(
                start,
                "the zip says it has %,d bytes, it has %,d"
                    .formatted(length, whole.bytes().length)));
      }
      CRC32 actual = new CRC32();
      actual.update(whole.bytes());
      if (actual.getValue() != crc) {
        defects.add(
            new Defect(
                start,
                "the zip says its CRC-32 is %08x, it is %08x: the archive is damaged"
                    .formatted(crc, actual.getValue())));
      }
      return new Content.Whole(whole.bytes(), defects);
    }
  }
}
