package io.trailseal.verifier.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a path hands out, and how to look at it.
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

  /// Everything a path hands out, in order.
  static List<LocalObject> all(Path... paths) throws IOException {
    List<LocalObject> all = new ArrayList<>();
    for (LocalObjects.Unopened unopened : LocalObjects.of(List.of(paths))) {
      try (LocalObjects source = unopened.open(Optional.of("bucket"))) {
        all.addAll(all(source));
      }
    }
    return all;
  }

  static List<LocalObject> all(LocalObjects source) {
    List<LocalObject> all = new ArrayList<>();
    while (source.nextBytes().isPresent()) {
      all.add(source.next());
    }
    return all;
  }

  static List<String> keys(List<LocalObject> deliveries) {
    return deliveries.stream().map(delivery -> delivery.name().key()).toList();
  }

  static String reasons(LocalObject delivery) {
    return String.join("; ", delivery.defects().stream().map(Defect::reason).toList());
  }

  static LocalObject named(List<LocalObject> deliveries, String key) {
    return deliveries.stream()
        .filter(delivery -> delivery.name().key().equals(key))
        .findFirst()
        .orElseThrow(() -> new AssertionError(key + " is not among " + keys(deliveries)));
  }

  static byte[] content(LocalObject delivery) {
    return delivery.payload().orElseThrow().toByteArray();
  }

  static void sparse(Path file, long size) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
  }

  static List<LocalObject> inOrder(List<LocalObject> deliveries) {
    return deliveries.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
  }
}
