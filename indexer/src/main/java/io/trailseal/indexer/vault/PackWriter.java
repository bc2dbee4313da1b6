package io.trailseal.indexer.vault;

import io.trailseal.indexer.vault.PackFormat.RecordHeader;
import io.trailseal.verifier.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pack that grows. Records are gathered in a buffer, so that a batch of small objects is a few
/// writes.
final class PackWriter implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PackWriter.class);
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final long number;
  private final PackFile file;
  private final long marker;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;

  /// Where the next byte goes, counting what is in the buffer.
  private long end;

  /// Everything below is on disk.
  private long settledEnd;

  private boolean syncFailed;

  private PackWriter(long number, PackFile file, long marker, long end) {
    this.number = number;
    this.file = file;
    this.marker = marker;
    this.end = end;
    this.settledEnd = end;
  }

  /// Starts a pack. On failure nothing is left behind.
  static PackWriter create(Path path, long number, PackFile.Opener opener) throws IOException {
    if (Files.exists(path)) {
      throw new IOException("%s is in the way of a new pack".formatted(path));
    }
    try {
      return begin(path, number, opener);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static PackWriter begin(Path path, long number, PackFile.Opener opener)
      throws IOException {
    long marker = RANDOM.nextLong();
    PackFile file = opener.open(path, true);
    try {
      byte[] header = PackFormat.fileHeader(number, marker);
      file.truncate(0);
      file.write(0, header, 0, header.length);
      file.sync();
      syncFolderOf(path);
      return new PackWriter(number, file, marker, header.length);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// Goes on with the last pack, or returns null where it must be left as it is.
  static @Nullable PackWriter resume(Path path, long number, PackFile.Opener opener)
      throws IOException {
    PackFile file = opener.open(path, true);
    boolean resumed = false;
    try {
      long length = file.length();
      if (length < PackFormat.FILE_HEADER_BYTES) {
        LOG.warn("{} was being created when the vault stopped; beginning it again", path);
        file.close();
        resumed = true;
        return begin(path, number, opener);
      }
      PackWriter writer = resume(path, number, file, length);
      resumed = writer != null;
      return writer;
    } finally {
      if (!resumed) {
        file.close();
      }
    }
  }

  private static @Nullable PackWriter resume(Path path, long number, PackFile file, long length)
      throws IOException {
    byte[] header = new byte[PackFormat.FILE_HEADER_BYTES];
    file.read(0, header, 0, header.length);
    String fault = PackFormat.fileHeaderFault(header, number);
    if (!fault.isEmpty()) {
      LOG.error("{} is damaged: {}; leaving it as it is, run fsck", path, fault);
      return null;
    }
    if (PackFormat.version(header) > PackFormat.VERSION_NEWEST) {
      throw new IOException(
          "%s has format version %d and this program knows up to %d; use a newer one"
              .formatted(path, PackFormat.version(header), PackFormat.VERSION_NEWEST));
    }
    long marker = PackFormat.marker(header);
    PackTail tail = PackTail.of(file, marker, length);
    if (!tail.damaged().isEmpty()) {
      LOG.error("{} is damaged {}; leaving it as it is, run fsck", path, tail.damaged());
      return null;
    }
    if (!tail.cutShort().isEmpty()) {
      LOG.warn(
          "{} ends in {} that a crash left behind; cutting it off at {}",
          path,
          tail.cutShort(),
          tail.goodEnd());
      file.truncate(tail.goodEnd());
    }
    // The crash may have come between write and sync: what the next records call settled must be.
    file.sync();
    return new PackWriter(number, file, marker, tail.goodEnd());
  }

  long number() {
    return number;
  }

  long settledEnd() {
    return settledEnd;
  }

  boolean hasRoomFor(int length, long packBytesMax) {
    return end == PackFormat.FILE_HEADER_BYTES
        || end + PackFormat.RECORD_HEADER_BYTES + length <= packBytesMax;
  }

  /// Takes a record in; it is on disk after [#settle()].
  ///
  /// @return its offset in the pack
  long add(Payload payload) throws IOException {
    long offset = end;
    if (PackFormat.RECORD_HEADER_BYTES > buffer.length - buffered) {
      flush();
    }
    RecordHeader header = new RecordHeader(marker, settledEnd, payload.length(), payload.hash());
    PackFormat.putRecordHeader(buffer, buffered, header);
    buffered += PackFormat.RECORD_HEADER_BYTES;
    end += PackFormat.RECORD_HEADER_BYTES;
    if (payload.length() > buffer.length - buffered) {
      flush();
    }
    if (payload.length() > buffer.length) {
      file.write(end, payload.borrow(), 0, payload.length());
    } else {
      System.arraycopy(payload.borrow(), 0, buffer, buffered, payload.length());
      buffered += payload.length();
    }
    end += payload.length();
    return offset;
  }

  private void flush() throws IOException {
    file.write(end - buffered, buffer, 0, buffered);
    buffered = 0;
  }

  /// Returns once everything added is on disk.
  void settle() throws IOException {
    flush();
    if (end == settledEnd) {
      return;
    }
    syncFailed = true;
    file.sync();
    syncFailed = false;
    settledEnd = end;
  }

  /// Forgets what was added since the last [#settle()].
  ///
  /// @return whether appending can go on in this pack
  boolean goBack() {
    buffered = 0;
    end = settledEnd;
    if (syncFailed) {
      // The kernel may have dropped the pages it could not write and report success next time.
      return false;
    }
    try {
      file.truncate(settledEnd);
      return true;
    } catch (IOException e) {
      LOG.warn("cannot cut pack {} back to {}", number, settledEnd, e);
      return false;
    }
  }

  private static void syncFolderOf(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    // A file channel refuses to work for an interrupted thread, and this must not fail for that.
    boolean interrupted = false;
    while (true) {
      interrupted |= Thread.interrupted();
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
        break;
      } catch (ClosedByInterruptException _) {
        // Once more, without the interrupt.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public String toString() {
    return PackFormat.fileName(number);
  }
}
