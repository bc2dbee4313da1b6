package io.trailseal.verifier.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A range of a file's bytes. Leaves the file's own position alone, so that several may be read at
/// once; closing it does nothing.
final class FileRange extends InputStream {
  private final FileChannel file;
  private final long end;
  private long position;

  FileRange(FileChannel file, long start, long end) {
    this.file = file;
    this.position = start;
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (position >= end) {
      return -1;
    }
    int read =
        file.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, end - position)), position);
    if (read > 0) {
      position += read;
    }
    return read;
  }
}
