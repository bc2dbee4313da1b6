package io.trailseal.indexer.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
  static List<Delivery> all(Path... paths) throws IOException {
    List<Delivery> all = new ArrayList<>();
    for (LocalShelves.Unopened unopened : LocalShelves.of(List.of(paths))) {
      try (LocalSource source = unopened.open(Optional.of("bucket"))) {
        for (var batch = source.poll(); batch.isPresent(); batch = source.poll()) {
          assertThat(batch.get()).hasSizeBetween(1, ObjectSource.BATCH_OBJECTS_MAX);
          all.addAll(batch.get());
        }
      }
    }
    return all;
  }

  static List<String> keys(List<Delivery> deliveries) {
    return deliveries.stream().map(delivery -> delivery.name().key()).toList();
  }

  static String reasons(Delivery delivery) {
    return String.join("; ", delivery.defects().stream().map(Defect::reason).toList());
  }

  static Delivery named(List<Delivery> deliveries, String key) {
    return deliveries.stream()
        .filter(delivery -> delivery.name().key().equals(key))
        .findFirst()
        .orElseThrow(() -> new AssertionError(key + " is not among " + keys(deliveries)));
  }

  static byte[] content(Delivery delivery) {
    return delivery.payload().orElseThrow().toByteArray();
  }

  static void sparse(Path file, long size) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
  }

  /// Tickets differ by the order of the archive, everything else must not.
  static List<Delivery> inOrder(List<Delivery> deliveries) {
    return deliveries.stream()
        .map(
            one ->
                new Delivery(
                    0,
                    one.name(),
                    one.payload(),
                    one.deliveredBytes(),
                    one.userMetadata(),
                    one.defects()))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }
}
