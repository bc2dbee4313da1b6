package io.trailseal.indexer.export;

import io.trailseal.verifier.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A file being written, that can be cut back to where it was last safe on disk.
///
/// Closing it without [#sync()] leaves what was not written unwritten.
final class PartFile implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path path;
  private final FileChannel channel;
  private final boolean gzip;
  private final MessageDigest digest;
  private final Bytes bytes = new Bytes();
  private long length;
  private @Nullable GZIPOutputStream member;

  /// How long a file was when it was safe on disk, and the hash of that much of it.
  record Mark(long length, Sha256 hash) {
    static final Mark NOTHING = new Mark(0, Sha256.of(new byte[0]));
  }

  private PartFile(
      Path path, FileChannel channel, boolean gzip, MessageDigest digest, long length) {
    this.path = path;
    this.channel = channel;
    this.gzip = gzip;
    this.digest = digest;
    this.length = length;
  }

  /// Opens the file, creating it where it is missing, and cuts it back to `mark`.
  ///
  /// @throws ExportRefusedException if what is there is not what was written up to the mark
  static PartFile open(Path path, boolean gzip, Mark mark)
      throws IOException, ExportRefusedException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      MessageDigest digest = Sha256.newDigest();
      boolean same = channel.size() >= mark.length() && hash(channel, mark.length(), digest);
      if (!same || !Sha256.fromBytes(finished(digest)).equals(mark.hash())) {
        throw new ExportRefusedException(
            "%s is not as it was when the export was interrupted; delete the folder it is in and begin"
                    .formatted(path)
                + " anew");
      }
      channel.truncate(mark.length());
      channel.position(mark.length());
      return new PartFile(path, channel, gzip, digest, mark.length());
    } catch (IOException | ExportRefusedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean hash(FileChannel channel, long length, MessageDigest digest)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long at = 0;
    while (at < length) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
      int read = channel.read(buffer, at);
      if (read < 0) {
        return false;
      }
      at += read;
      digest.update(buffer.flip());
    }
    return true;
  }

  private static byte[] finished(MessageDigest digest) {
    try {
      return ((MessageDigest) digest.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 of every JDK can be copied", e);
    }
  }

  Path path() {
    return path;
  }

  /// Whether nothing was written yet.
  boolean isEmpty() {
    return length == 0 && bytes.size() == 0 && member == null;
  }

  void write(ByteArrayOutputStream what) throws IOException {
    if (!gzip) {
      what.writeTo(bytes);
    } else {
      if (member == null) {
        member = new GZIPOutputStream(bytes, BUFFER_BYTES);
      }
      what.writeTo(member);
    }
    if (bytes.size() >= BUFFER_BYTES) {
      drain();
    }
  }

  /// Makes everything durable.
  Mark sync() throws IOException {
    if (member != null) {
      member.finish();
      member = null;
    }
    drain();
    channel.force(true);
    return new Mark(length, Sha256.fromBytes(finished(digest)));
  }

  private void drain() throws IOException {
    ByteBuffer buffer = bytes.take();
    digest.update(buffer.duplicate());
    length += buffer.remaining();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// What was not given to the disk yet.
  private static final class Bytes extends ByteArrayOutputStream {
    Bytes() {
      super(2 * BUFFER_BYTES);
    }

    /// Good until the next write.
    synchronized ByteBuffer take() {
      ByteBuffer taken = ByteBuffer.wrap(buf, 0, count);
      if (buf.length > 16 * BUFFER_BYTES) {
        buf = new byte[2 * BUFFER_BYTES];
      }
      count = 0;
      return taken;
    }
  }
}
