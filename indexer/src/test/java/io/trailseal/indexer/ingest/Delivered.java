package io.trailseal.indexer.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files to be taken in.
final class Delivered {
  private Delivered() {}

  static void put(Path folder, String key, byte[] bytes) throws IOException {
    Path file = folder.resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static void sparse(Path file, long size) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
  }
}
