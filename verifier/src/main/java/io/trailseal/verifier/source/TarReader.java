package io.trailseal.verifier.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/// Reads entries by their offset in a tar, or in the file a compressed one was inflated to.
final class TarReader implements EntryReader {
  private final FileChannel file;

  TarReader(FileChannel file) {
    this.file = file;
  }

  @Override
  public Content read(long where, long bytesExpected, int bytesMax) throws IOException {
    if (where < 0) {
      throw new IOException(TarType.refusal((char) (-1 - where)));
    }
    if (bytesExpected > bytesMax) {
      return Content.overLimit(bytesExpected, bytesMax);
    }
    ByteBuffer bytes = ByteBuffer.allocate(available(where, bytesExpected));
    while (bytes.hasRemaining() && file.read(bytes, where + bytes.position()) >= 0) {}
    if (bytes.position() < bytesExpected) {
      throw new BrokenShelfException(
          where,
          "the archive breaks off inside this entry: it has %,d of %,d bytes"
              .formatted(bytes.position(), bytesExpected));
    }
    return new Content.Whole(bytes.array(), List.of());
  }

  /// What a header says is not believed before there is memory for it.
  private int available(long where, long bytesExpected) throws IOException {
    return (int) Math.clamp(file.size() - where, 0, bytesExpected);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
