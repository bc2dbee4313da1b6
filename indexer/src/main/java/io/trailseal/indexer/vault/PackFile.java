package io.trailseal.indexer.vault;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// One pack's file, read and written by one thread at a time.
class PackFile implements Closeable {
  /// The JDK copies through native memory of the size asked for; a slice keeps that small.
  private static final int SLICE_BYTES = 1024 * 1024;

  private final RandomAccessFile file;

  PackFile(Path path, boolean forWriting) throws IOException {
    this.file = new RandomAccessFile(path.toFile(), forWriting ? "rw" : "r");
  }

  /// Opens packs. Tests put disks in here that fill up.
  @FunctionalInterface
  interface Opener {
    PackFile open(Path path, boolean forWriting) throws IOException;
  }

  long length() throws IOException {
    return file.length();
  }

  void write(long position, byte[] bytes, int offset, int length) throws IOException {
    file.seek(position);
    for (int done = 0; done < length; ) {
      int slice = Math.min(SLICE_BYTES, length - done);
      file.write(bytes, offset + done, slice);
      done += slice;
    }
  }

  /// @throws EOFException if the file ends before
  void read(long position, byte[] target, int offset, int length) throws IOException {
    file.seek(position);
    for (int done = 0; done < length; ) {
      int got = file.read(target, offset + done, Math.min(SLICE_BYTES, length - done));
      if (got < 0) {
        throw new EOFException("the file ends at " + file.length());
      }
      done += got;
    }
  }

  void truncate(long length) throws IOException {
    file.setLength(length);
  }

  /// Returns once everything written is on disk.
  void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
