package io.trailseal.verifier.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads a tar, plain or gzipped, from front to end.
///
/// Understands the old format, POSIX ustar and pax, and GNU's long names. Source: POSIX.1-2017,
/// pax, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format".
final class TarEntries implements ArchiveEntries {
  static final int BLOCK_BYTES = 512;

  /// Names and pax records of one entry. Linux allows paths of 4 KB, S3 keys of 1 KB.
  static final int EXTENDED_HEADER_BYTES_MAX = 1024 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK_BYTES];

  /// Offset in the tar (inflated, where it is gzipped).
  private long at;

  /// Bytes of the current entry not read so far, and what fills its last block.
  private long remaining;

  private long padding;
  private boolean ended;
  private Map<String, byte[]> globalPax = Map.of();

  private TarEntries(InputStream in) {
    this.in = in;
  }

  static TarEntries open(Path path, boolean gzipped) throws IOException {
    InputStream raw = Files.newInputStream(path);
    try {
      return new TarEntries(
          new BufferedInputStream(
              gzipped ? new GZIPInputStream(raw, BUFFER_BYTES) : raw, BUFFER_BYTES));
    } catch (ZipException | EOFException e) {
      raw.close();
      throw new BrokenShelfException(0, "it is not gzip: " + Content.reason(e));
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /// Whether a block could be the first header of a tar.
  static boolean isHeader(byte[] block) {
    return block.length >= BLOCK_BYTES && checksumFits(block);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    try {
      return nextEntry();
    } catch (ZipException | EOFException e) {
      ended = true;
      throw new BrokenShelfException(
          at, "the archive breaks off or is damaged here: " + Content.reason(e));
    } catch (BrokenShelfException e) {
      ended = true;
      throw e;
    }
  }

  private @Nullable Entry nextEntry() throws IOException {
    byte @Nullable [] longName = null;
    Map<String, byte[]> pax = globalPax;
    while (!ended) {
      skip(remaining + padding);
      remaining = 0;
      padding = 0;
      long headerAt = at;
      if (!readBlock()) {
        ended = true;
        throw new BrokenShelfException(
            at, "a tar ends with two empty blocks, this one just stops; it may have been cut off");
      }
      if (isZero(block)) {
        ended = true;
        requireNothingMore();
        return null;
      }
      if (!checksumFits(block)) {
        throw new BrokenShelfException(headerAt, "there must be a tar header here");
      }
      char type = (char) (block[156] & 0xff);
      byte[] paxSize = pax.get("size");
      boolean describes = type == 'x' || type == 'g' || type == 'L' || type == 'K';
      long length =
          paxSize != null && !describes ? paxNumber(paxSize, headerAt) : number(124, 12, headerAt);
      boolean hasBytes =
          type != '1' && type != '2' && type != '3' && type != '4' && type != '5' && type != '6';
      remaining = hasBytes ? length : 0;
      padding = (BLOCK_BYTES - remaining % BLOCK_BYTES) % BLOCK_BYTES;
      switch (type) {
        case 'x' -> {
          pax = new HashMap<>(globalPax);
          pax.putAll(readPax(headerAt));
        }
        case 'g' -> {
          Map<String, byte[]> changed = new HashMap<>(globalPax);
          changed.putAll(readPax(headerAt));
          globalPax = changed;
          pax = changed;
        }
        case 'L' -> longName = untilNul(readExtended(headerAt), 0, (int) length);
        case 'K' -> readExtended(headerAt);
        default -> {
          byte[] name = pax.get("path");
          name = name != null ? name : longName != null ? longName : headerName();
          return new TarEntry(name, isSparse(type, pax) ? TarType.SPARSE : type, remaining, at);
        }
      }
    }
    return null;
  }

  private static boolean isSparse(char type, Map<String, byte[]> pax) {
    return type == TarType.SPARSE
        || pax.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."));
  }

  private byte[] headerName() {
    byte[] name = untilNul(block, 0, 100);
    boolean posix = block[257] == 'u' && block[261] == 'r' && block[262] == 0;
    byte[] prefix = posix ? untilNul(block, 345, 155) : new byte[0];
    if (prefix.length == 0) {
      return name;
    }
    byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    joined[prefix.length] = '/';
    System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
    return joined;
  }

  private static byte[] untilNul(byte[] bytes, int from, int lengthMax) {
    int end = from;
    while (end < from + lengthMax && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(bytes, from, end);
  }

  private byte[] readExtended(long headerAt) throws IOException {
    if (remaining > EXTENDED_HEADER_BYTES_MAX) {
      throw new BrokenShelfException(
          headerAt,
          "the names of an entry have at most %,d bytes, these have %,d"
              .formatted(EXTENDED_HEADER_BYTES_MAX, remaining));
    }
    byte[] bytes = new byte[(int) remaining];
    if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("it ends inside a header");
    }
    at += bytes.length;
    remaining = 0;
    return bytes;
  }

  /// `LENGTH KEY=VALUE\n`, one after the other; the length counts the whole record.
  private Map<String, byte[]> readPax(long headerAt) throws IOException {
    byte[] bytes = readExtended(headerAt);
    Map<String, byte[]> records = new HashMap<>();
    int start = 0;
    while (start < bytes.length && bytes[start] != 0) {
      int space = start;
      while (space < bytes.length && space - start < 8 && bytes[space] != ' ') {
        space++;
      }
      String digits = new String(bytes, start, space - start, StandardCharsets.ISO_8859_1);
      int length = digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) : 0;
      int equals = space + 1;
      while (equals < start + length && equals < bytes.length && bytes[equals] != '=') {
        equals++;
      }
      if (length > bytes.length - start || equals >= start + length) {
        throw new BrokenShelfException(headerAt, "the pax records of an entry are malformed");
      }
      records.put(
          new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8),
          Arrays.copyOfRange(bytes, equals + 1, start + length - 1));
      start += length;
    }
    return records;
  }

  private static long paxNumber(byte[] digits, long headerAt) throws BrokenShelfException {
    String text = new String(digits, StandardCharsets.ISO_8859_1);
    if (!text.matches("[0-9]{1,18}")) {
      throw new BrokenShelfException(headerAt, "the size of an entry must be a number");
    }
    return Long.parseLong(text);
  }

  private long number(int from, int length, long headerAt) throws BrokenShelfException {
    if ((block[from] & 0x80) != 0) {
      long value = block[from] & 0x7f;
      for (int i = from + 1; i < from + length; i++) {
        if (value >= 1L << 54) {
          throw new BrokenShelfException(headerAt, "the size of an entry is beyond all files");
        }
        value = value << 8 | (block[i] & 0xff);
      }
      return value;
    }
    String digits = new String(block, from, length, StandardCharsets.ISO_8859_1);
    digits = digits.replace('\0', ' ').strip();
    if (!digits.matches("[0-7]{0,12}")) {
      throw new BrokenShelfException(headerAt, "the size of an entry must be an octal number");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static boolean checksumFits(byte[] block) {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    String said = new String(block, 148, 8, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (!said.matches("[0-7]{1,8}")) {
      return false;
    }
    long sum = Long.parseLong(said, 8);
    // Some old tars summed signed bytes.
    return sum == unsigned || sum == signed;
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private void requireNothingMore() throws IOException {
    while (readBlock()) {
      if (!isZero(block)) {
        throw new BrokenShelfException(
            at - BLOCK_BYTES,
            "nothing may follow the end of a tar, this one goes on and the rest was not read");
      }
    }
  }

  /// False at the end of the file; a part of a block at the end is nothing but padding cut short.
  private boolean readBlock() throws IOException {
    int read = in.readNBytes(block, 0, BLOCK_BYTES);
    at += read;
    Arrays.fill(block, read, BLOCK_BYTES, (byte) 0);
    return read > 0;
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    byte[] scratch = new byte[(int) Math.min(left, BUFFER_BYTES)];
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped > 0) {
        left -= skipped;
        at += skipped;
        continue;
      }
      // What cannot be skipped is read: that tells the end of the file.
      int read = in.read(scratch, 0, (int) Math.min(left, scratch.length));
      if (read < 0) {
        throw new EOFException("it ends inside an entry");
      }
      left -= read;
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private final class TarEntry implements Entry {
    private final byte[] name;
    private final char type;
    private final long length;
    private final long where;

    TarEntry(byte[] name, char type, long length, long where) {
      this.name = name;
      this.type = type;
      this.length = length;
      this.where = where;
    }

    @Override
    public byte[] rawName() {
      return name;
    }

    @Override
    public boolean isFolder() {
      boolean slash = name.length > 0 && name[name.length - 1] == '/';
      return type == '5' || (slash && (type == 0 || type == '0'));
    }

    @Override
    public Optional<String> refusal() {
      return TarType.isFile(type) ? Optional.empty() : Optional.of(TarType.refusal(type));
    }

    /// Its offset, or what it is instead of a file.
    @Override
    public long where() {
      return TarType.isFile(type) ? where : -1L - type;
    }

    @Override
    public long bytesExpected() {
      return length;
    }

    @Override
    public Content read(int bytesMax) throws IOException {
      if (length > bytesMax) {
        return Content.overLimit(length, bytesMax);
      }
      byte[] bytes = new byte[0];
      try {
        Content content = Content.readAll(new Remaining(), length, bytesMax);
        if (content instanceof Content.Whole whole) {
          bytes = whole.bytes();
        }
      } catch (ZipException | EOFException e) {
        throw cutOff(e.getMessage());
      }
      if (bytes.length < length) {
        throw cutOff("it has %,d of %,d bytes".formatted(bytes.length, length));
      }
      return new Content.Whole(bytes, List.of());
    }

    private BrokenShelfException cutOff(@Nullable String found) {
      return new BrokenShelfException(
          at, "the archive breaks off or is damaged inside this entry: " + found);
    }
  }

  /// The rest of the current entry.
  private final class Remaining extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (remaining == 0) {
        return -1;
      }
      int read = in.read(into, offset, (int) Math.min(length, remaining));
      if (read > 0) {
        remaining -= read;
        at += read;
      }
      return read;
    }
  }
}
